"""Mail by SMTP, and its words in the languages that the pages have."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from functools import lru_cache

import orjson
import structlog

from medianest.config import PROJECT_ROOT, Settings

log = structlog.get_logger(__name__)
_SECONDS = 20.0
_LOCALES = PROJECT_ROOT / "assets" / "locales"


class SmtpMailer:
    """One connection for each mail: they are few, and servers end idle ones."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def send(self, to: str, subject: str, text: str) -> bool:
        """Whether the server took it. Waits at most some twenty seconds for each of its answers."""
        message = EmailMessage()
        try:
            message["From"], message["To"], message["Subject"] = self._settings.mail_from, to, subject
            message["Auto-Submitted"] = "auto-generated"
            message.set_content(text)
            with self._connected() as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException, ValueError) as problem:
            # What the server said may hold the address: the kind of problem is enough to look for it.
            log.warning("mail_failed", reason=type(problem).__name__, host=self._settings.smtp_host)
            return False
        return True

    def _connected(self) -> smtplib.SMTP:
        settings = self._settings
        host, port = settings.smtp_host or "", settings.smtp_port
        if settings.smtp_security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=_SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(host, port, timeout=_SECONDS)
        try:
            if settings.smtp_security == "starttls":
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password.get_secret_value())
        except BaseException:
            server.close()
            raise
        return server


@lru_cache(maxsize=16)
def _catalogue(language: str) -> dict[str, str]:
    place = _LOCALES / f"{language}.json"
    return orjson.loads(place.read_bytes()) if language.isalpha() and place.is_file() else {}


def translate(language: str, text: str) -> str:
    """``text`` as the pages say it in this language; English where they have no word for it."""
    found = _catalogue(language.partition("-")[0]).get(text)
    return found if isinstance(found, str) else text
