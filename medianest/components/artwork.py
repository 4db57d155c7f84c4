"""Pictures: in the width that is needed, over the colour that stands in for them until they are there."""

from __future__ import annotations

import reflex as rx

from medianest.services.views import Picture

POSTER_WIDTHS = (160, 320, 480)
WIDE_WIDTHS = (320, 640, 960)
BACKDROP_WIDTHS = (640, 1280, 1920)

POSTER_SIZES = "(max-width: 480px) 30vw, 180px"
WIDE_SIZES = "(max-width: 480px) 60vw, 320px"


def inline(**styles: rx.Var) -> rx.Var:
    """A style attribute. One Var, because the variables inside of a plain dict are not seen by the compiler."""
    return rx.Var.create(dict(styles))


def sized(picture: rx.Var[Picture], width: int) -> rx.Var[str]:
    """The picture's address for one width."""
    return picture.url + f"&width={width}"


def image(
    picture: rx.Var[Picture], widths: tuple[int, ...], sizes: str, alt: str | rx.Var[str] = "", *, eager: bool = False
) -> rx.Component:
    """A picture that fills its frame. Beside a title it is decoration and ``alt`` stays empty."""
    candidates = rx.Var.create("")
    for width in widths:
        candidates = candidates + sized(picture, width) + f" {width}w, "
    return rx.el.img(
        src=sized(picture, widths[0]),
        src_set=candidates,
        sizes=sizes,
        alt=alt,
        loading="eager" if eager else "lazy",
        custom_attrs={
            "decoding": "async",
            "style": inline(backgroundColor=picture.color),
            **({"fetchPriority": "high"} if eager else {}),
        },
    )
