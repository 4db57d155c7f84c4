"""``python -m medianest.cli``: the same as ``medianest``."""

from medianest.cli import app

app(prog_name="medianest")
