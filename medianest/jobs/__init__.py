"""The second process: a door without a user."""
