"""What we change in Reflex's build."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from pathlib import Path

import pytest

from medianest.reflex_plugin import NEEDLE, same_origin, script_hashes


def test_endpoints_move_to_the_origin_of_the_page_once() -> None:
    script = f"before\n{NEEDLE}after\n"
    moved = same_origin(script)
    assert "endpoint.host = window.location.host" in moved
    assert same_origin(moved) == moved


def test_a_reflex_that_has_changed_is_refused() -> None:
    with pytest.raises(RuntimeError, match=r"state\.js"):
        same_origin("const endpoint = somethingElse(url_str);\n")


def test_the_reflex_we_pin_has_the_line_that_we_change() -> None:
    templates = Path(str(files("reflex_base"))) / ".templates" / "web" / "utils" / "state.js"
    assert templates.read_text().count(NEEDLE) == 1


def test_only_inline_scripts_are_hashed_and_in_every_folder(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "index.html").write_text('<script>let a = 1 < 2;</script><script src="x.js"></script>')
    (tmp_path / "deep" / "page.html").write_text('<script type="module" async="">import "y"\n</script>')
    expected = {
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in (b"let a = 1 < 2;", b'import "y"\n')
    }
    assert script_hashes(tmp_path) == expected
