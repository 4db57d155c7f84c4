"""The doors that other programs use stay where they are: REST paths, the shell's commands, the environment's names.

A door that moves breaks somebody's script, so moving one has to break a test first.
"""

import json
import re
from uuid import uuid4

import pytest
from starlette.routing import Match
from typer.testing import CliRunner

from medianest import routes
from medianest.api.app import build_api
from medianest.api.errors import problem_of
from medianest.api.v1.factors import SecondStep
from medianest.cli import app
from medianest.config import load_settings
from medianest.errors import MfaRequired

DOORS = [
    ("post", "/api/v1/auth/login"),
    ("post", "/api/v1/auth/mfa"),
    ("post", "/api/v1/auth/refresh"),
    ("post", "/api/v1/auth/logout"),
    ("get", "/api/v1/auth/sessions"),
    ("delete", "/api/v1/auth/sessions/{session_id}"),
    ("get", "/api/v1/auth/factors"),
    ("post", "/api/v1/auth/totp"),
    ("post", "/api/v1/auth/totp/confirm"),
    ("get", "/api/v1/auth/passkeys"),
    ("get", "/api/v1/auth/{provider}/start"),
    ("get", "/api/v1/auth/{provider}/callback"),
    ("get", "/api/v1/libraries"),
    ("get", "/api/v1/media"),
    ("get", "/api/v1/media/{media_id}"),
    ("post", "/api/v1/media/{media_id}/playback"),
    ("put", "/api/v1/media/{media_id}/progress"),
    ("get", "/api/v1/search"),
    ("get", "/api/v1/playlists"),
    ("post", "/api/v1/playlists"),
    ("get", "/api/v1/history"),
    ("get", "/api/v1/settings"),
    ("patch", "/api/v1/settings"),
]
# Raw routes for bytes: not in OpenAPI, because FastAPI never touches them.
BYTES = [
    "/api/v1/media/{media_id}/stream",
    "/api/v1/media/{media_id}/hls/master.m3u8",
    "/api/v1/media/{media_id}/artwork/{kind}",
    "/api/v1/media/{media_id}/subtitles/{track_id}.vtt",
]
COMMANDS = [
    ("serve", "--port", "--data-dir"),
    ("user add", "--role", "--password-stdin"),
    ("library add", "--type"),
    ("scan", "--wait"),
    ("migrate up",),
    ("migrate down", "--yes"),
    ("migrate status",),
    ("backup",),
    ("restore",),
    ("doctor",),
]
VARIABLES = {
    "MEDIANEST_DATA_DIR": ("data_dir", "/srv/medianest"),
    "DATABASE_URL": ("database_url", "postgresql://example/medianest"),
    "REDIS_URL": ("redis_url", "redis://example"),
    "MEDIANEST_PUBLIC_URL": ("public_url", "https://nest.example"),
    "MEDIANEST_SECRET_KEY": ("secret_key", "a long and private sentence"),
    "MEDIANEST_HOST": ("host", "0.0.0.0"),  # noqa: S104
    "MEDIANEST_PORT": ("port", "9000"),
    "MEDIANEST_LIBRARY_ROOTS": ("library_roots", "/srv/films"),
    "MEDIANEST_TRUSTED_PROXIES": ("trusted_proxies", "10.0.0.0/8"),
}


@pytest.fixture(scope="module")
def openapi() -> dict:
    return build_api().openapi()


@pytest.mark.parametrize(("method", "path"), DOORS, ids=lambda part: part)
def test_a_door_is_where_programs_look_for_it(openapi, method, path):
    shape = _shape(path)
    methods = {verb for known, verbs in openapi["paths"].items() if _shape(known) == shape for verb in verbs}
    assert method in methods


@pytest.mark.parametrize("path", [*BYTES, routes.HEALTH, routes.READY, routes.METRICS])
def test_a_door_outside_the_document_is_where_it_is_looked_for(path):
    """Media bytes and what watches the server: players and monitors know these paths by heart."""
    asked = re.sub(r"\{\w+_id\}", str(uuid4()), path).replace("{kind}", "poster")
    scope = {"type": "http", "method": "GET", "path": asked, "root_path": "", "headers": []}
    assert Match.FULL in {route.matches(dict(scope))[0] for route in build_api().routes}


def test_the_second_step_takes_what_the_problem_of_the_first_gives():
    """A program reads `mfa_token` out of the problem and sends it on under the same name."""
    told = json.loads(bytes(problem_of(MfaRequired("Type the code.", "a token", 300)).body))
    assert (told["status"], told["code"], told["mfa_token"], told["expires_in"]) == (
        401,
        "mfa_required",
        "a token",
        300,
    )
    assert {"mfa_token", "code", "recovery_code"} == set(SecondStep.model_fields)


def test_every_documented_door_says_how_it_refuses(openapi):
    """A program must be able to tell 401 from 422 without reading our code."""
    silent = [
        f"{verb} {path}"
        for path, verbs in openapi["paths"].items()
        if path.startswith(routes.API)
        for verb, operation in verbs.items()
        if not {"401", "422"} <= set(operation["responses"])
    ]
    assert silent == []


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_command_keeps_its_name_and_options(command):
    name, *options = command
    # Wide, because rich would break an option over two lines.
    shown = CliRunner().invoke(app, [*name.split(), "--help"], env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"})
    assert shown.exit_code == 0, shown.output
    assert [option for option in options if option not in shown.output] == []


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_of_the_environment_is_heard(monkeypatch, name):
    field, value = VARIABLES[name]
    monkeypatch.setenv(name, value)
    heard = getattr(load_settings(), field)
    assert value in (str(heard), str(heard[0]) if isinstance(heard, tuple) else "")


def _shape(path: str) -> str:
    """A path with its parameters' names taken out, which are ours to change."""
    return "/".join("{}" if "{" in part and not part.endswith(".vtt") else part for part in path.split("/"))
