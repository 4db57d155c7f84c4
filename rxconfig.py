"""Reflex's configuration, taken from Settings."""

import reflex as rx

from medianest.config import load_settings
from medianest.reflex_plugin import HousePlugin

settings = load_settings()

config = rx.Config(
    app_name="medianest",
    redis_url=settings.redis_url,
    # No other site's pages may read our answers. The websocket asks for the same origin in medianest.py.
    cors_allowed_origins=[settings.public_url] if settings.public_url else [],
    frontend_compression_formats=["gzip"],
    plugins=[HousePlugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],  # nobody's library belongs in a search engine
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
