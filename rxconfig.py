"""Reflex's configuration, taken from Settings."""

import reflex as rx

from medianest.config import load_settings

settings = load_settings()

config = rx.Config(
    app_name="medianest",
    redis_url=settings.redis_url,
    telemetry_enabled=False,
    show_built_with_reflex=False,
)
