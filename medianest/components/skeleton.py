"""The shape of what is coming."""

from __future__ import annotations

import reflex as rx

from medianest.components.i18n import _


def _block(width: str, height: str, **style: str) -> rx.Component:
    return rx.el.div(class_name="skeleton", custom_attrs={"style": {"width": width, "height": height, **style}})


def _wait(*children: rx.Component) -> rx.Component:
    return rx.el.div(
        rx.el.span(_("Loading"), class_name="sr-only"),
        rx.el.div(*children, aria_hidden="true"),
        role="status",
    )


def _tile(wide: bool) -> rx.Component:
    return rx.el.div(
        rx.el.div(class_name="card-art skeleton wide" if wide else "card-art skeleton"),
        _block("80%", "0.875rem"),
        _block("45%", "0.75rem"),
        class_name="card",
    )


def blank_tile() -> rx.Component:
    """A tile that is still being fetched."""
    return rx.el.div(rx.el.div(class_name="card-art skeleton"), class_name="card", aria_hidden="true")


def grid_skeleton(wide: bool = False, count: int = 18) -> rx.Component:
    return _wait(rx.el.div(*(_tile(wide) for _n in range(count)), class_name="grid wide" if wide else "grid"))


def home_skeleton() -> rx.Component:
    def shelf() -> rx.Component:
        return rx.el.div(
            rx.el.div(_block("10rem", "1.25rem"), class_name="shelf-head"),
            rx.el.div(*(_tile(False) for _n in range(10)), class_name="shelf-track"),
            class_name="shelf",
        )

    return _wait(
        rx.el.div(
            rx.el.div(
                _block("60%", "4rem"), _block("30%", "1rem"), _block("12rem", "3rem"), class_name="hero-text stack"
            ),
            class_name="hero",
        ),
        shelf(),
        shelf(),
    )


def detail_skeleton() -> rx.Component:
    return _wait(
        rx.el.div(
            rx.el.div(
                _block("min(30rem, 80vw)", "4rem"),
                _block("16rem", "1rem"),
                _block("min(36rem, 80vw)", "4.5rem"),
                _block("12rem", "3rem"),
                class_name="hero-text",
            ),
            class_name="hero",
        )
    )


def rows_skeleton(count: int = 6) -> rx.Component:
    return _wait(rx.el.div(*(_block("100%", "3.75rem") for _n in range(count)), class_name="stack"))
