"""MediaNest. Version only: rxconfig imports this package before anything else may be loaded."""

__version__ = "0.1.0"
