"""Messages of the server, shown for a few seconds. Lives in an app wrap, so that it survives navigation."""

from __future__ import annotations

import reflex as rx

from medianest.components.i18n import _, said
from medianest.state.notices import Notices


class NoticeList(rx.Component):
    """A little JSX of ours, because nothing that a handler returns may be evaluated (see ``state/notices.py``)."""

    library = rx.asset("notices.jsx", shared=True).importable_path
    tag = "NoticeList"
    seq: rx.Var[int]
    level: rx.Var[str]
    text: rx.Var[str]
    dismiss: rx.Var[str]


@rx.memo
def notices() -> rx.Component:
    """Put it once into the app wraps."""
    return NoticeList.create(
        seq=Notices.seq, level=Notices.level, text=said(Notices.text, Notices.values), dismiss=_("Dismiss")
    )
