"""``medianest user add|list|disable|enable|password``: people, by hand. Whoever can run this holds the machine."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from medianest.cli.frame import DataDir, app, at_work, console, say
from medianest.errors import Conflict, Invalid
from medianest.services.viewer import Viewer

verbs = typer.Typer(no_args_is_help=True, help="Add people, list them, shut them out and let them in again.")
app.add_typer(verbs, name="user")

Email = Annotated[str, typer.Argument(help="The person's e-mail address.", show_default=False)]
Role = Annotated[str, typer.Option("--role", help="admin, user or child.")]
Name = Annotated[str, typer.Option("--name", help="How others see the person; else what stands before the @.")]
FromStdin = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@verbs.command()
def add(
    email: Email, role: Role = "user", name: Name = "", password_stdin: FromStdin = False, data_dir: DataDir = None
) -> None:
    """Add a person. One who is there already stays as they are."""
    password = _password(password_stdin)
    with at_work("user", data_dir) as (_, services):
        try:
            user = services.accounts.add(Viewer.system(), email, password, role, name)
        except Conflict:
            user = services.accounts.named(Viewer.system(), email)
            say(f"{user.email} is there already ({user.role}); nothing was changed.")
            return
        except Invalid as problem:
            raise _told(problem) from problem
    say(f"Added {user.email} ({user.role}).")


@verbs.command(name="list")
def list_people(data_dir: DataDir = None) -> None:
    """Everybody, by e-mail address."""
    table = Table("E-mail", "Name", "Role", "State", "Last sign-in", box=None)
    with at_work("user", data_dir) as (_, services):
        cursor: str | None = None
        while True:
            page = services.accounts.list(Viewer.system(), 200, cursor)
            for user in page.items:
                last = f"{user.last_login_at:%Y-%m-%d %H:%M}" if user.last_login_at else "never"
                state = "disabled" if user.disabled else "active"
                table.add_row(escape(user.email), escape(user.display_name), user.role, state, last)
            cursor = page.next_cursor
            if cursor is None:
                break
    console.print(table)


@verbs.command()
def disable(email: Email, data_dir: DataDir = None) -> None:
    """Shut a person out and end their sessions."""
    _set_disabled(email, True, data_dir)


@verbs.command()
def enable(email: Email, data_dir: DataDir = None) -> None:
    """Let a person in again."""
    _set_disabled(email, False, data_dir)


@verbs.command()
def password(email: Email, password_stdin: FromStdin = False, data_dir: DataDir = None) -> None:
    """Set a new password and end the person's sessions."""
    fresh = _password(password_stdin)
    with at_work("user", data_dir) as (_, services):
        user = services.accounts.named(Viewer.system(), email)
        try:
            services.accounts.reset_password(Viewer.system(), user.id, fresh)
        except Invalid as problem:
            raise _told(problem) from problem
    say(f"{user.email} has a new password and is signed out everywhere.")


def _set_disabled(email: str, disabled: bool, data_dir: Path | None) -> None:
    word = "disabled" if disabled else "active"
    with at_work("user", data_dir) as (_, services):
        user = services.accounts.named(Viewer.system(), email)
        if user.disabled == disabled:
            say(f"{user.email} is {word} already; nothing was changed.")
            return
        services.accounts.change(Viewer.system(), user.id, disabled=disabled)
    say(f"{user.email} is {word} now.")


def _password(from_stdin: bool) -> str:
    """From standard input when asked for, else by a prompt, which only a terminal can answer.

    Raises:
        Invalid: neither is possible.
    """
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise Invalid("Say --password-stdin and write the password to standard input.")
    return typer.prompt("Password", hide_input=True, confirmation_prompt=True)


def _told(problem: Invalid) -> Invalid:
    """With the sentences of its fields, for somebody who sees no form."""
    return Invalid(" ".join((problem.message, *problem.fields.values())), problem.fields)
