"""``medianest audit verify|prune``: whether the audit log can be trusted, and taking its oldest rows away lawfully."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from medianest.cli.frame import DataDir, Yes, app, at_work, complaints, say
from medianest.errors import Invalid
from medianest.services.viewer import Viewer

if TYPE_CHECKING:
    from medianest.services.audit_chain import Finding

verbs = typer.Typer(no_args_is_help=True, help="Check the audit log, and shorten it so that it can still be checked.")
app.add_typer(verbs, name="audit")

Before = Annotated[
    str, typer.Option("--before", help="A day or a time, as 2026-01-31 or 2026-01-31T12:00:00+00:00; else UTC.")
]

_WORDS = {
    "edited": "{rows} changed after being written, or not written by this server",
    "removed": "{rows} missing: removed",
    "moved": "{rows} not where written: moved",
    "cut_off": "{rows} cut off: a checkpoint knows of them",
}


@verbs.command()
def verify(data_dir: DataDir = None) -> None:
    """Name every row that was edited, removed, moved or cut off. Exit code 1 when there is one."""
    with at_work("audit", data_dir) as (_, services):
        report = services.audit.verify(Viewer.system())
    pruned = f" after {report.pruned} that retention took away" if report.pruned else ""
    say(f"{report.rows} rows{pruned}, {report.checkpoints} checkpoints.")
    for finding in report.findings:
        complaints.print(_told(finding), style="red", markup=False)
    for line in report.broken_checkpoints:
        complaints.print(f"Line {line} of the checkpoints was changed, or a line before it is missing.", style="red")
    if not report.sound:
        raise typer.Exit(1)
    if report.rows and not report.checkpoints:
        say("There is no checkpoint yet, so rows cut off at the end would not be seen. A running server makes them.")
    say("The audit log is whole.")


@verbs.command()
def prune(before: Before, yes: Yes = False, data_dir: DataDir = None) -> None:
    """Take away rows from before a time. What is left can still be verified; how far this went is written down."""
    moment = _moment(before)
    if not yes:
        raise Invalid(f"This takes away for good what was written before {moment.isoformat()}. Say --yes to do that.")
    with at_work("audit", data_dir) as (_, services):
        gone = services.audit.prune(Viewer.system(), moment)
    say(f"{gone} rows from before {moment.isoformat()} are gone." if gone else "There was nothing to take away.")


def _told(finding: Finding) -> str:
    one = finding.first == finding.last
    rows = f"Row {finding.first} is" if one else f"Rows {finding.first} to {finding.last} are"
    return _WORDS[finding.kind].format(rows=rows) + "."


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise Invalid(f"{text} is no day and no time. Write it as 2026-01-31.") from problem
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
