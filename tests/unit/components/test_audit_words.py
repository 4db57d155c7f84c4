"""The audit log says in words whatever the services write into it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import medianest
from medianest.components import audit_table

ROOT = Path(medianest.__file__).parent
PLACES = {"record": 2, "note": 1}  # where the action stands among the arguments


def written() -> Iterator[str]:
    """The actions that are named where a row is written."""
    for path in (ROOT / "services").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            place = PLACES.get(node.func.attr, 99)
            if "audit" not in ast.unparse(node.func.value) or len(node.args) <= place:
                continue
            named = node.args[place]
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                yield named.value


def test_every_action_has_words():
    actions = set(written())
    assert {"sign_in.failed", "user.added", "provider.removed"} <= actions
    words = {
        node.elts[0].value
        for node in ast.walk(ast.parse(Path(audit_table.__file__).read_text()))
        if isinstance(node, ast.Tuple) and node.elts and isinstance(node.elts[0], ast.Constant)
    }
    assert actions <= words
