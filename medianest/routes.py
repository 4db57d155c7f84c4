"""Paths: the only strings that begin with "/"."""

from urllib.parse import quote
from uuid import UUID

HOME = "/"
SETUP = "/setup"
LOGIN = "/login"
REGISTER = "/register"
INVITATION = "/register/[invitation]"
FORGOTTEN = "/forgotten"
NEW_PASSWORD = "/new-password/[token]"  # noqa: S105
LIBRARIES = "/library"
LIBRARY = "/library/[library_id]"
MEDIA = "/media/[media_id]"
WATCH = "/watch/[media_id]"
PERSON = "/person/[person_id]"
GENRE = "/genre/[genre]"
SEARCH = "/search"
PLAYLISTS = "/playlists"
PLAYLIST = "/playlists/[playlist_id]"
HISTORY = "/history"
SETTINGS = "/settings"
ADMIN = "/admin"
ADMIN_LIBRARIES = "/admin/libraries"
ADMIN_SCANS = "/admin/scans"
ADMIN_USERS = "/admin/users"
ADMIN_JOBS = "/admin/jobs"
ADMIN_AUDIT = "/admin/audit"
ADMIN_SIGN_IN = "/admin/sign-in"
ADMIN_PROVIDERS = "/admin/providers"
ADMIN_WEBHOOKS = "/admin/webhooks"
SIGN_IN_WAIT = "/login/wait"

BUILT_FILES = "/assets/"
API = "/api/v1"
API_HOME = f"{API}/home"
API_SEARCH = f"{API}/search"
API_MEDIA = f"{API}/media"
API_HISTORY = f"{API}/history"
API_AUDIT_EXPORT = f"{API}/admin/audit/export"
API_PROOF = f"{API}/auth/proof"
API_KEYS = f"{API}/auth/keys"
API_PASSKEYS = f"{API}/auth/passkeys"
API_TOTP = f"{API}/auth/totp"
API_PIN = f"{API}/auth/pin"
API_PASSWORD = f"{API}/settings/password"
API_ADMIN_USERS = f"{API}/admin/users"
API_INVITATIONS = f"{API}/admin/invitations"
API_REGISTRATION = f"{API}/admin/registration"
API_ADMIN_SIGN_IN = f"{API}/admin/sign-in-providers"
API_ADMIN_PROVIDERS = f"{API}/admin/providers"
API_WEBHOOKS = f"{API}/admin/webhooks"
API_AUTH = f"{API}/auth"
API_STORYBOARDS = f"{API}/admin/storyboards"
API_JOB_EVENTS = f"{API}/admin/jobs/events"
API_DOCS = "/api/docs"
OPENAPI = f"{API}/openapi.json"
HEALTH = "/healthz"
READY = "/readyz"
METRICS = "/metrics"

# Browser-only doors: native forms post here, cookies are set here and nowhere else.
SESSION = "/api/session"
SESSION_SIGN_IN = f"{SESSION}/sign-in"
SESSION_SECOND_STEP = f"{SESSION}/second-step"
SESSION_PASSKEY = f"{SESSION}/passkey"
SESSION_PASSKEY_OPTIONS = f"{SESSION}/passkey/options"
SESSION_PROFILES = f"{SESSION}/profiles"
SESSION_FORGET_PROFILE = f"{SESSION}/profiles/forget"
SESSION_PIN = f"{SESSION}/pin"
SESSION_REMEMBER = f"{SESSION}/remember"
SESSION_SIGN_OUT = f"{SESSION}/sign-out"
SESSION_SETUP = f"{SESSION}/setup"
SESSION_FORGOTTEN = "/api/session/forgotten"
SESSION_NEW_PASSWORD = "/api/session/new-password"  # noqa: S105
SESSION_REGISTER = f"{SESSION}/register"


def library(library_id: UUID | str) -> str:
    return f"/library/{library_id}"


def media(media_id: UUID | str) -> str:
    return f"/media/{media_id}"


def playlist(playlist_id: UUID | str) -> str:
    return f"/playlists/{playlist_id}"


def watch(media_id: UUID | str) -> str:
    return f"/watch/{media_id}"


def stream(media_id: UUID | str, source_id: UUID | str) -> str:
    return f"{API}/media/{media_id}/stream?source={source_id}"


def download(media_id: UUID | str, source_id: UUID | str) -> str:
    return f"{API}/media/{media_id}/download?source={source_id}"


def hls_master(media_id: UUID | str, source_id: UUID | str, plan: str = "") -> str:
    """``plan`` says what is done to each stream (``services/plans.py``); without it any browser can play it."""
    return f"{API}/media/{media_id}/hls/master.m3u8?source={source_id}" + (f"&plan={plan}" if plan else "")


def artwork(media_id: UUID | str, kind: str) -> str:
    return f"{API}/media/{media_id}/artwork/{kind}"


def subtitles(media_id: UUID | str, track_id: str, source_id: UUID | str = "") -> str:
    return f"{API}/media/{media_id}/subtitles/{track_id}.vtt" + (f"?source={source_id}" if source_id else "")


def storyboard(media_id: UUID | str, source_id: UUID | str) -> str:
    return f"{API}/media/{media_id}/storyboard.vtt?source={source_id}"


def storyboard_sheet(media_id: UUID | str, source_id: UUID | str, version: str, sheet: int) -> str:
    return f"{API}/media/{media_id}/storyboard/{source_id}/{version}/{sheet}.webp"


def invitation(token: str) -> str:
    return f"{REGISTER}/{quote(token, safe='')}"


def sign_in_start(provider: str) -> str:
    return f"{API_AUTH}/{provider}/start"


def sign_in_callback(provider: str) -> str:
    """Where a provider sends the browser back to; one for each, so that an answer cannot be taken to another."""
    return f"{API_AUTH}/{provider}/callback"


def new_password(token: str) -> str:
    return NEW_PASSWORD.replace("[token]", quote(token, safe=""))


def login(wanted: str = HOME) -> str:
    """The sign-in page, which goes on to ``wanted``."""
    target = local(wanted)
    return LOGIN if target in (HOME, LOGIN) else f"{LOGIN}?next={quote(target, safe='')}"


def local(path: str) -> str:
    """``path`` if it is a page of ours, else home: a redirect never leaves this server (nor ends at an API door)."""
    fine = (
        path.startswith("/")
        and not path.startswith(("//", "/api/"))
        and "\\" not in path
        and path.isprintable()
        and len(path) < 1024
    )
    return path if fine else HOME
