"""The room where media files are opened: supervised processes that alone touch libav, Pillow and mutagen.

``python -m medianest.mediapool`` is the supervisor. It accepts requests on a Unix socket, hands each (with the open
file) to one of its worker processes, and replaces a worker that crashes or overruns. Everyone else is a client:
``client.MediaPool`` from threads, ``async_client.AsyncMediaPool`` from an event loop. Importing this package imports
nothing heavy.
"""
