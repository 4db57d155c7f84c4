"""Look, no thought."""
