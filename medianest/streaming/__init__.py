"""A StreamSource becomes bytes."""
