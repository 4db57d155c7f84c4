"""Measurements beside others, each printed as a ratio of one run. ``python -m bench [NAME...]`` runs them."""
