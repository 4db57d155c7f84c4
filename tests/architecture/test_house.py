"""The law of the house, so that a plain ``pytest`` fails too when a wall is broken."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import medianest
from medianest import models

ROOT = Path(medianest.__file__).resolve().parent.parent
PACKAGE = ROOT / "medianest"
SOURCES = sorted(PACKAGE.rglob("*.py"))

# DESIGN: a module past about 250 lines asks for a room of its own.
LONGEST_MODULE = 300
LONGEST_FUNCTION = 60


def test_import_linter_keeps_every_contract():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_table_is_imported_by_the_models_package():
    defined = {
        name
        for module in pkgutil.iter_modules(models.__path__)
        for name, value in vars(importlib.import_module(f"medianest.models.{module.name}")).items()
        if getattr(value, "__tablename__", None) and value.__module__ == f"medianest.models.{module.name}"
    }
    assert defined
    assert defined == set(models.__all__)


def test_every_foreign_key_says_what_happens_on_delete():
    silent = [
        f"{table.name}.{key.parent.name}"
        for table in models.SQLModel.metadata.tables.values()
        for key in table.foreign_keys
        if not key.ondelete
    ]
    assert silent == []


def test_every_foreign_key_is_indexed():
    """PostgreSQL does not do it by itself, and a delete without one reads the whole table."""
    bare = []
    for table in models.SQLModel.metadata.tables.values():
        leading = {next(iter(index.columns)).name for index in table.indexes if len(index.columns)}
        leading |= {next(iter(table.primary_key.columns)).name}
        leading |= {
            next(iter(constraint.columns)).name
            for constraint in table.constraints
            if type(constraint).__name__ == "UniqueConstraint"
        }
        bare += [f"{table.name}.{key.parent.name}" for key in table.foreign_keys if key.parent.name not in leading]
    assert bare == []


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_and_functions_keep_to_the_sizes_of_the_house(path):
    source = path.read_text()
    assert source.count("\n") <= LONGEST_MODULE, "make it a package"
    tree = ast.parse(source)
    assert ast.get_docstring(tree), "say in one line what the module is for"
    long = [
        f"{node.name}: {node.end_lineno - node.lineno + 1} lines"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert long == []


def test_nothing_is_called_utils_helpers_or_manager():
    assert [path.name for path in SOURCES if re.search(r"util|helper|manager", path.name)] == []


def test_only_config_reads_the_environment():
    """Settings are read once and handed down; processes that hand an environment on to children may copy it."""
    readers = [
        str(path.relative_to(PACKAGE))
        for path in SOURCES
        if path.name != "config.py" and re.search(r"os\.getenv|os\.environ(\.get|\[)", path.read_text())
    ]
    allowed = {"cli", "embedded", "frontend.py", "supervisor.py", "supervisor"}
    assert [name for name in readers if name.split("/")[0] not in allowed] == []


HANDLER_EVALS = re.compile(r"(return|yield)\s+(\[\s*)?rx\.(toast|run_script|call_script|set_clipboard|scroll_to)\b")


def test_no_handler_returns_what_the_browser_would_have_to_eval():
    """Under our policy these are dead and silent; bind them at compile time or use the notices state."""
    handlers = [path for path in SOURCES if path.is_relative_to(PACKAGE / "state")]
    assert handlers
    assert [path.name for path in handlers if HANDLER_EVALS.search(path.read_text())] == []


def test_migrations_stand_in_one_row() -> None:
    """Two that were made side by side may bear one number: Alembic then takes either, and says so only in a warning."""
    found = [path.read_text() for path in (ROOT / "alembic" / "versions").glob("*.py")]
    numbers = [re.search(r'^revision: str = "(\w+)"', text, re.M) for text in found]
    before = [re.search(r'^down_revision: str \| None = "(\w+)"', text, re.M) for text in found]
    assert sorted(match[1] for match in numbers if match) == [f"{number:04}" for number in range(1, len(found) + 1)]
    assert len({match[1] for match in before if match}) == len(found) - 1
