"""The demo library: films, a show and an album that the server draws and plays by itself.

Nothing is downloaded and nothing is shipped: pictures are landscapes and formulas, music is arithmetic, the people are
invented. A newcomer sees every kind of title, several formats, languages, chapters, subtitles and lyrics within two
minutes, without owning a single file.
"""
