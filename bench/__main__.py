"""``python -m bench [NAME...] [--list]``: run measurements, print a table, keep the figures in ``bench/results``."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sys
import time
import traceback
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bench.frame import Row, Skip

RESULTS = Path(__file__).parent / "results"
# In the order in which they run; each module has ``measure() -> list[Row]``.
MEASUREMENTS = ("bytes", "streaming", "scan", "search", "browse", "grid", "events", "load", "start", "demo")


def available() -> list[str]:
    return [name for name in MEASUREMENTS if (Path(__file__).parent / f"{name}.py").exists()]


def run(name: str) -> tuple[list[Row], str]:
    """The rows of one measurement, or the reason why there are none."""
    try:
        return importlib.import_module(f"bench.{name}").measure(), ""
    except Skip as reason:
        return [], f"skipped: {reason}"
    except Exception as problem:  # noqa: BLE001 - one broken measurement must not hide the others
        traceback.print_exc()
        return [], f"failed: {problem}"


def table(name: str, rows: list[Row]) -> Table:
    shown = Table(title=f"[bold]{name}[/bold]", title_justify="left", expand=False)
    for title, side in (("what", "left"), ("ours", "right"), ("theirs", "right"), ("ratio", "right"), ("bar", "right")):
        shown.add_column(title, justify=side, overflow="fold")
    shown.add_column("")
    shown.add_column("note", overflow="fold")
    for row in rows:
        verdict = {True: "[green]met[/green]", False: "[red]missed[/red]", None: ""}[row.met]
        theirs = f"{row.theirs:,.4g} {row.unit} ({row.against})" if row.theirs is not None else ""
        ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
        bar = f"{'≥' if row.must == 'at least' else '≤'} {row.bar:g}" if row.bar is not None else ""
        shown.add_row(row.what, f"{row.ours:,.4g} {row.unit}", theirs, ratio, bar, verdict, row.note)
    return shown


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(available())}; all when none is named")
    parser.add_argument("--list", action="store_true", help="say what there is")
    asked = parser.parse_args()
    console = Console(width=None if sys.stdout.isatty() else 160)
    if asked.list:
        console.print("\n".join(available()))
        return 0
    unknown = set(asked.names) - set(available())
    if unknown:
        parser.error(f"there is no measurement {', '.join(sorted(unknown))}")
    kept: dict[str, object] = {}
    failed = False
    for name in asked.names or available():
        began = time.monotonic()
        rows, reason = run(name)
        failed |= reason.startswith("failed")
        console.print(table(name, rows) if rows else f"[bold]{name}[/bold]: {reason}")
        console.print(f"[dim]{name} took {time.monotonic() - began:.0f} s[/dim]\n")
        kept[name] = {"rows": [row.json() for row in rows], "reason": reason}
    keep(kept)
    return 1 if failed else 0


def keep(measured: dict[str, object]) -> None:
    """Write the figures down with the machine that they belong to."""
    RESULTS.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    machine = {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    text = json.dumps({"at": now.isoformat(), "machine": machine, "measured": measured}, indent=2)
    (RESULTS / f"{now:%Y%m%dT%H%M%S}.json").write_text(text)


if __name__ == "__main__":
    sys.exit(main())
