"""The message catalogue: Python marks texts, the browser resolves them.

English is the key. ``_("Search")`` and ``plural("{n} item", "{n} items", n=count)`` are what Babel extracts
(``make messages``); ``i18n.js`` looks them up in the language that the person chose and can change without a reload.
"""

from __future__ import annotations

import json
from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from medianest.components.scripts import I18N

# Code, name in its own language. A language is listed once its catalogue is complete.
LANGUAGES: tuple[tuple[str, str], ...] = (("en", "English"), ("de", "Deutsch"))

_TRANSLATOR = VarData(
    imports={I18N: [ImportVar(tag="useT")]},
    hooks={"const t_ = useT();": None},
)


class LanguageGate(rx.Component):
    """Shows the page, which ``assets/language.js`` has hidden, once it is drawn in its language. One for all pages."""

    library = I18N
    tag = "LanguageGate"


LANGUAGE_WRAP = {(-3, "LanguageGate"): lambda _stateful: rx.fragment(LanguageGate.create())}


def _values(values: dict[str, Any]) -> tuple[str, list[VarData]]:
    parts: list[str] = []
    data: list[VarData] = []
    for name, value in values.items():
        var = value if isinstance(value, rx.Var) else rx.Var.create(value)
        parts.append(f"{json.dumps(name)}: {var!s}")
        found = var._get_all_var_data()
        if found is not None:
            data.append(found)
    return "{" + ", ".join(parts) + "}", data


def _call(arguments: str, data: list[VarData]) -> rx.Var[str]:
    merged = VarData.merge(_TRANSLATOR, *data)
    return rx.Var(_js_expr=f"t_({arguments})", _var_type=str, _var_data=merged).to(str)


def _(text: str | rx.Var, **values: Any) -> rx.Var[str]:
    """``text`` in the reader's language, with ``{names}`` filled in from ``values``.

    A Var is looked up as it is: that is how sentences made by the server (errors, reasons) are translated.
    """
    given, data = _values(values)
    if isinstance(text, rx.Var):
        found = text._get_all_var_data()
        return _call(f"{text!s} ?? '', {given}", [*data, found] if found is not None else data)
    return _call(f"{json.dumps(text)}, {given}" if values else json.dumps(text), data)


def said(text: rx.Var, values: rx.Var) -> rx.Var[str]:
    """A sentence that the server chose, with what it is filled in with."""
    data = [found for found in (text._get_all_var_data(), values._get_all_var_data()) if found is not None]
    return _call(f"{text!s} ?? '', {values!s} ?? {{}}", data)


def fault(faults: rx.Var, name: str) -> rx.Var[str]:
    """What is wrong with a field, of a state's ``dict[str, Sentence]``; empty while nothing is."""
    key = json.dumps(name)
    found = faults._get_all_var_data()
    return _call(f"{faults!s}?.[{key}]?.text ?? '', {faults!s}?.[{key}]?.values ?? {{}}", [found] if found else [])


def plural(one: str, other: str, n: Any, **values: Any) -> rx.Var[str]:
    """The form of the text that the reader's language uses for ``n``; the catalogue's key is ``other``."""
    given, data = _values({"n": n, **values})
    forms = json.dumps({"one": one, "other": other})
    return _call(f"{json.dumps(other)}, {given}, {forms}", data)
