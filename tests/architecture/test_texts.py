"""Every text that a person sees goes through the message catalogue."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "medianest"
SOURCES = [*sorted((PACKAGE / "pages").rglob("*.py")), *sorted((PACKAGE / "components").rglob("*.py"))]

# Attributes whose value a person reads or hears.
SPOKEN = {"aria_label", "title", "alt", "placeholder", "label"}
# The product's name, formats, and signs are the same in every language.
SAME_EVERYWHERE = re.compile(r"[\W\d_]*|MediaNest|4K|HD| ?x ?")
# Calls that make something of the page; a bare text among their children is shown as it is.
ELEMENTS = re.compile(r"rx\.el\.\w+|rx\.fragment|rx\.text")


def texts(tree: ast.AST) -> list[str]:
    """Bare texts that are children of an element, or the value of an attribute that is read out."""
    found = []
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if not ELEMENTS.fullmatch(ast.unparse(call.func)):
            continue
        shown = [*call.args, *(word.value for word in call.keywords if word.arg in SPOKEN)]
        values = [part for one in shown for part in branches(one)]
        found += [value for value in values if not SAME_EVERYWHERE.fullmatch(value)]
    return found


def branches(node: ast.AST) -> list[str]:
    """A text, or the texts between which ``rx.cond`` and ``rx.match`` choose."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "rx.cond":
        return [text for one in node.args[1:] for text in branches(one)]
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "rx.match":
        return [text for one in node.args[1:] for text in branches(one.elts[-1] if isinstance(one, ast.Tuple) else one)]
    return []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_text_stands_bare_on_a_page(path: Path) -> None:
    assert texts(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_a_bare_text_would_be_found() -> None:
    source = 'rx.el.p("Hello"); rx.el.p(rx.cond(x, "Yes", _("No"))); rx.el.button(_("Go"), aria_label="Stop")'
    assert texts(ast.parse(source)) == ["Hello", "Yes", "Stop"]
