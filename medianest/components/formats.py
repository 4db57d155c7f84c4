"""Lengths, sizes and times, written by the browser in the reader's language and time zone."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar

from medianest.components.scripts import FORMAT

_FORMATS = VarData(
    imports={FORMAT: [ImportVar(tag="useFormat")]},
    hooks={"const format_ = useFormat();": None},
)


def _call(name: str, value: Any) -> rx.Var[str]:
    var = value if isinstance(value, rx.Var) else rx.Var.create(value)
    data = VarData.merge(_FORMATS, var._get_all_var_data())
    return rx.Var(_js_expr=f"format_.{name}({var!s})", _var_type=str, _var_data=data).to(str)


def length(seconds: Any) -> rx.Var[str]:
    """6720 is "1 hr 52 min"."""
    return _call("length", seconds)


def clock(seconds: Any) -> rx.Var[str]:
    """225 is "3:45"."""
    return _call("clock", seconds)


def size(count: Any) -> rx.Var[str]:
    """Bytes, in steps of 1000."""
    return _call("size", count)


def bitrate(bits: Any) -> rx.Var[str]:
    """Bits per second."""
    return _call("bitrate", bits)


def day(moment: Any) -> rx.Var[str]:
    """A date without its time."""
    return _call("day", moment)


def moment(when: Any) -> rx.Var[str]:
    """A date with its time."""
    return _call("moment", when)


def ago(when: Any) -> rx.Var[str]:
    """ "3 days ago"."""
    return _call("ago", when)


def language(code: Any) -> rx.Var[str]:
    """The name of a language by its code."""
    return _call("language", code)


def number(value: Any) -> rx.Var[str]:
    """A number with its thousands apart."""
    return _call("number", value)


def resolution_name(name: rx.Var) -> rx.Var:
    """How 4k, 1080p, 720p and sd are written, in every language."""
    return rx.Var.create(rx.match(name, ("4k", "4K"), ("sd", "SD"), name))
