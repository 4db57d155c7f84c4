"""What one tab knows; thin, serialisable, suspicious of its arguments."""
