"""Tables that become cards where there is no room for them: one component for every list of things to manage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from medianest.components.skeleton import rows_skeleton

Part = rx.Component | rx.Var | str
Kind = Literal["text", "lead", "num", "figure", "end"]


@dataclass(frozen=True)
class Column:
    """A heading with what stands under it for one row.

    ``kind`` is ``lead`` for what a card is called by, ``num`` for what stays on one line, ``figure`` for a short number
    (a card has three of them abreast) and ``end`` for buttons, which need no label.
    """

    head: rx.Var[str]
    draw: Callable[[Any], Part | tuple[Part, ...]]
    kind: Kind = "text"

    def heading(self) -> rx.Component:
        return rx.el.th(self.head, scope="col", role="columnheader", class_name=self.kind)

    def cell(self, one: rx.Var) -> rx.Component:
        drawn = self.draw(one)
        parts = drawn if isinstance(drawn, tuple) else (drawn,)
        label = {} if self.kind in ("lead", "end") else {"data-label": self.head}
        # The roles are a table's own: browsers forget them when style makes something else of it.
        return rx.el.td(rx.el.div(*parts, class_name="cell"), role="cell", class_name=self.kind, custom_attrs=label)


def table(label: rx.Var[str], columns: list[Column], rows: rx.Var, *, framed: bool = True) -> rx.Component:
    """``rows`` under ``columns``; stacked as cards where it is narrow.

    ``framed=False`` is for a table inside a panel.
    """

    def row(one: rx.Var) -> rx.Component:
        return rx.el.tr(*(column.cell(one) for column in columns), role="row")

    return rx.el.div(
        rx.el.table(
            rx.el.thead(rx.el.tr(*(column.heading() for column in columns), role="row"), role="rowgroup"),
            rx.el.tbody(rx.foreach(rows, row), role="rowgroup"),
            class_name="table",
            role="table",
            aria_label=label,
        ),
        class_name="table-wrap framed" if framed else "table-wrap",
        role="region",
        tab_index=0,
        aria_label=label,
    )


def listing(
    ready: rx.Var[bool], rows: rx.Var, shown: rx.Component, nothing: rx.Component, waiting: int = 6
) -> rx.Component:
    """``shown`` once there are rows, ``nothing`` when there are none, and the shape of rows until that is known."""
    return rx.cond(ready, rx.cond(rows.to(list).length() > 0, shown, nothing), rows_skeleton(waiting))
