"""What a sign-in provider may be set up as."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Set
from dataclasses import dataclass, field, replace

from medianest.errors import Conflict, Invalid, Sentence
from medianest.providers.sign_in import Kind, is_safe_address

LONGEST_NAME, LONGEST_TEXT = 80, 400
MOST_MEMBERSHIPS = 20
_DOMAIN = re.compile(r"(?=.{3,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")
_MACHINE = re.compile(r"[0-9a-z_-]{8,64}")


@dataclass(frozen=True, slots=True)
class Usual:
    name: str
    issuer: str


USUAL: dict[Kind, Usual] = {
    "google": Usual("Google", "https://accounts.google.com"),
    "github": Usual("GitHub", "https://github.com"),
    "plex": Usual("Plex", "https://plex.tv"),
    "oidc": Usual("Single sign-on", ""),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an administrator typed."""

    kind: str
    name: str = ""
    slug: str = ""
    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    scopes: tuple[str, ...] = ()
    trusts_email: bool = False
    plex_tokens: str = "jwt"
    members_of: tuple[str, ...] = ()


def checked(wanted: Wanted, *, new: bool) -> Wanted:
    """The same without stray blanks and with what is usual; ``new``: there is no secret to leave as it is.

    Raises:
        Invalid: with a sentence for each field that cannot be used.
    """
    usual = USUAL[wanted.kind]  # type: ignore[index]
    wanted = replace(
        wanted,
        name=" ".join("".join(letter for letter in wanted.name if letter.isprintable()).split()) or usual.name,
        issuer=wanted.issuer.strip() or usual.issuer,
        client_id=wanted.client_id.strip(),
        client_secret=wanted.client_secret.strip(),
        scopes=tuple(dict.fromkeys(wanted.scopes)),
        members_of=tuple(dict.fromkeys(map(str.lower, wanted.members_of))),
    )
    faults: dict[str, str | Sentence] = {}
    if len(wanted.name) > LONGEST_NAME:
        faults["name"] = Sentence("Use a name of at most {most} characters.", {"most": LONGEST_NAME})
    if not is_safe_address(wanted.issuer) or len(wanted.issuer) > LONGEST_TEXT or set(wanted.issuer) & set("?#@ "):
        faults["issuer"] = Sentence("Write an address that begins with https.")
    if wanted.kind != "plex" and not 0 < len(wanted.client_id) <= LONGEST_TEXT:
        faults["client_id"] = Sentence("Copy the client id from the provider.")
    if len(wanted.client_secret) > LONGEST_TEXT:
        faults["client_secret"] = Sentence("This is too long to be a client secret.")
    elif wanted.kind in ("google", "github") and new and not wanted.client_secret:
        faults["client_secret"] = Sentence("Copy the client secret from the provider.")
    if any(not re.fullmatch(r"[\x21\x23-\x5b\x5d-\x7e]{1,100}", scope) for scope in wanted.scopes):
        faults["scopes"] = Sentence("Write scopes with a blank between them.")
    elif wanted.kind in ("oidc", "google") and wanted.scopes and "openid" not in wanted.scopes:
        faults["scopes"] = Sentence("The scope openid is needed.")
    if wanted.plex_tokens not in ("jwt", "classic"):
        faults["plex_tokens"] = Sentence("Choose jwt or classic.")
    fault = _fault_of_members(wanted.kind, wanted.members_of)
    if fault:
        faults["members_of"] = fault
    if faults:
        raise Invalid("This sign-in provider cannot be used like this.", faults)
    return wanted


def _fault_of_members(kind: str, members_of: tuple[str, ...]) -> Sentence | None:
    """Google tells of the domain that somebody belongs to, Plex of the servers; the others of nothing that is alike."""
    if kind == "google":
        fits, fault = _DOMAIN, Sentence("Write domains such as example.org, with a blank between them.")
    elif kind == "plex":
        fits, fault = _MACHINE, Sentence("Copy the machine identifier of the server: 40 digits and letters.")
    else:
        return Sentence("This provider cannot be limited to members.") if members_of else None
    good = len(members_of) <= MOST_MEMBERSHIPS and all(fits.fullmatch(one) for one in members_of)
    return None if good else fault


def slug_of(wanted: Wanted, taken: Set[str]) -> str:
    """What stands for it in addresses: what was asked for, or something made of its name.

    Raises:
        Invalid, Conflict
    """
    if wanted.slug:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,31}", wanted.slug):
            raise Invalid("This name cannot stand in addresses.", {"slug": "Use a-z, 0-9 and hyphens."})
        if wanted.slug in taken:
            raise Conflict("There is already a sign-in provider of this name.")
        return wanted.slug
    plain = unicodedata.normalize("NFKD", wanted.name).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:24] if wanted.kind == "oidc" else wanted.kind
    numbered = (base or "sso", *(f"{base or 'sso'}-{number}" for number in range(2, 100)))
    return next(name for name in numbered if name not in taken)
