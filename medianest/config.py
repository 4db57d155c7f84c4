"""Settings: read once from the environment, checked, and handed down.

No other module reads the environment. What is wrong is said in one sentence that tells what to mend.
"""

from __future__ import annotations

import ipaddress
import json
import os
import re
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from medianest.errors import ConfigurationError

PROJECT_ROOT = Path(__file__).resolve().parent.parent

# Never shown by the folder picker and never a library, whatever the roots say.
FORBIDDEN_ROOTS = ("/proc", "/sys", "/dev", "/etc", "/run", "/boot")


class SignInEntry(BaseModel):
    """One provider of ``MEDIANEST_SIGN_IN_PROVIDERS``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["google", "github", "plex", "oidc"] = "oidc"
    id: str = Field(default="", pattern=r"^[a-z0-9-]{0,32}$")
    name: str = Field(default="", max_length=80)
    issuer: str = Field(default="", max_length=400)
    client_id: str = Field(default="", max_length=400)
    client_secret: SecretStr = SecretStr("")
    client_secret_file: Path | None = None
    scopes: tuple[str, ...] = ()
    trusts_email: bool = False
    plex_tokens: Literal["jwt", "classic"] = "jwt"
    members_of: tuple[str, ...] = ()

    @field_validator("members_of")
    @classmethod
    def _members(cls, value: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if value and info.data.get("kind") not in ("google", "plex"):
            raise ValueError("only Google and Plex can be limited to members")
        return tuple(one.strip().lower() for one in value)

    def secret(self) -> str:
        """The client secret, from its file where one is named.

        Raises:
            ConfigurationError: the file cannot be read.
        """
        if self.client_secret_file is None:
            return self.client_secret.get_secret_value()
        try:
            return self.client_secret_file.read_text().strip()
        except OSError as problem:
            raise ConfigurationError(f"The client secret in {self.client_secret_file} cannot be read.") from problem


class Settings(BaseSettings):
    """Everything an operator can set. Field names are the environment's names without ``MEDIANEST_``."""

    model_config = SettingsConfigDict(env_prefix="MEDIANEST_", frozen=True, extra="ignore", populate_by_name=True)

    data_dir: Path = PROJECT_ROOT / "data"
    database_url: str | None = Field(default=None, validation_alias=AliasChoices("DATABASE_URL", "database_url"))
    redis_url: str | None = Field(default=None, validation_alias=AliasChoices("REDIS_URL", "redis_url"))
    public_url: str | None = None
    secret_key: str | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    library_roots: Annotated[tuple[Path, ...], NoDecode] = ()
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = ()
    sign_in_providers: Annotated[tuple[SignInEntry, ...], NoDecode] = ()
    web_workers: int = Field(default=2, ge=1, le=64)
    media_workers: int = Field(default=max(2, min(4, os.cpu_count() or 2)), ge=1, le=32)
    api_burst: int = Field(default=100, ge=1)
    api_rate: float = Field(default=10, gt=0)
    database_pool: int = Field(default=8, ge=1, le=64)
    transcodes: int | None = Field(default=None, ge=1, le=64)
    encoder: Literal["auto", "software", "nvenc", "qsv", "vaapi", "v4l2m2m", "videotoolbox"] = "auto"
    transcode_cache_bytes: int = Field(default=8 * 1024**3, ge=64 * 1024**2)
    smtp_host: str | None = None
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    mail_from: str | None = None
    youtube_api_url: str = ""
    youtube_site_url: str = "https://www.youtube.com"
    youtube_embed_url: str = "https://www.youtube-nocookie.com"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("data_dir", mode="after")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return Path(os.path.abspath(value.expanduser()))

    @field_validator("library_roots", mode="before")
    @classmethod
    def _split_paths(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(Path(os.path.abspath(Path(part).expanduser())) for part in value.split(os.pathsep) if part)
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_networks(cls, value: object) -> object:
        if isinstance(value, str):
            value = tuple(part.strip() for part in value.split(",") if part.strip())
        if isinstance(value, (tuple, list)):
            for part in value:
                ipaddress.ip_network(str(part), strict=False)
        return value

    @field_validator("sign_in_providers", mode="before")
    @classmethod
    def _read_json(cls, value: object) -> object:
        if isinstance(value, str):
            try:
                return json.loads(value) if value.strip() else ()
            except ValueError as problem:  # which would show what it could not read
                raise ValueError("must be a JSON list of providers") from problem
        return value

    @field_validator("public_url", mode="after")
    @classmethod
    def _plain_origin(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/") if value else None

    @field_validator("youtube_api_url", "youtube_site_url", "youtube_embed_url", mode="after")
    @classmethod
    def _origin(cls, value: str) -> str:
        """It becomes part of a policy, where anything more than an origin would be another rule."""
        if value and not re.fullmatch(r"https?://[A-Za-z0-9.\-\[\]:]+/?", value):
            raise ValueError("must be an address like https://example.org, without a path")
        return value.rstrip("/")

    @model_validator(mode="after")
    def _whole_mail(self) -> Settings:
        """A link in a mail is never made from what a request says of this server's name."""
        if self.smtp_host and not (self.public_url and self.mail_from):
            raise ValueError("MEDIANEST_SMTP_HOST needs MEDIANEST_PUBLIC_URL and MEDIANEST_MAIL_FROM as well")
        return self

    @cached_property
    def allowed_roots(self) -> tuple[Path, ...]:
        """Folders beneath which a library may lie: what was set, else the home folder and the usual mounts."""
        if self.library_roots:
            return self.library_roots
        usual = (Path.home(), Path("/media"), Path("/mnt"), Path("/srv"), Path("/home"), Path("/Volumes"))
        return tuple(dict.fromkeys(path for path in usual if path.is_dir()))

    @property
    def frames(self) -> tuple[str, ...]:
        """Origins of other sites' players that pages may show in a frame."""
        return (self.youtube_embed_url,)

    @property
    def artwork_dir(self) -> Path:
        return self.data_dir / "artwork"

    @property
    def cache_dir(self) -> Path:
        return self.data_dir / "cache"

    @property
    def transcodes_dir(self) -> Path:
        """Videos coded anew, while they are watched and until the cache's limit needs their place."""
        return self.cache_dir / "transcodes"

    @property
    def storyboards_dir(self) -> Path:
        return self.cache_dir / "storyboards"

    @property
    def subtitles_dir(self) -> Path:
        return self.cache_dir / "subtitles"

    @property
    def audit_checkpoints(self) -> Path:
        """Signed notes of how far the audit log has come, outside the database."""
        return self.data_dir / "audit.checkpoints"

    @property
    def demo_dir(self) -> Path:
        return self.data_dir / "demo"


def load_settings(**overrides: object) -> Settings:
    """Read the environment.

    Raises:
        ConfigurationError: naming each variable that cannot be used, and why.
    """
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as problem:
        lines = [
            f"MEDIANEST_{'.'.join(str(part) for part in error['loc']).upper()}: {error['msg']}"
            for error in problem.errors()
        ]
        raise ConfigurationError("These settings cannot be used: " + "; ".join(lines)) from problem
