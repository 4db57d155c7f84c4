"""A person's own choices, and the change of their password."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from medianest.errors import Invalid, NotSignedIn, Sentence, TooManyRequests
from medianest.models import User
from medianest.repositories.throttle import Throttle
from medianest.repositories.unit_of_work import Transactions, UnitOfWork
from medianest.services.account_views import SettingsView
from medianest.services.accounts import clean_name
from medianest.services.audit import Audit
from medianest.services.passwords import Passwords
from medianest.services.sessions import Sessions
from medianest.services.step_up import StepUp
from medianest.services.viewer import Viewer

THEMES = ("dark", "light", "system")
DEFAULTS: Mapping[str, Any] = {
    "theme": "dark",
    "language": "en",
    "autoplay_next": True,
    "audio_language": "",
    "subtitle_language": "",
    "quality": "auto",
    "still_watching": True,
    "intros": "ask",
    "credits": "ask",
    "subtitle_size": "medium",
    "subtitle_color": "white",
    "subtitle_background": "shade",
    "subtitle_place": "low",
}
# What can be chosen from a few; the others are switches, languages and names.
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": THEMES,
    "quality": ("auto", "original", "1080", "720", "480", "360"),
    "intros": ("none", "ask", "skip"),
    "credits": ("none", "ask", "skip"),
    "subtitle_size": ("small", "medium", "large", "huge"),
    "subtitle_color": ("white", "yellow", "grey"),
    "subtitle_background": ("none", "shade", "solid"),
    "subtitle_place": ("low", "high", "top"),
}
_SWITCHES = ("autoplay_next", "still_watching")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # BCP 47, without its private corners


class PersonalSettings:
    def __init__(
        self,
        transactions: Transactions,
        passwords: Passwords,
        sessions: Sessions,
        throttle: Throttle,
        step_up: StepUp,
        audit: Audit,
    ) -> None:
        self._uow = transactions
        self._passwords = passwords
        self._sessions = sessions
        self._throttle = throttle
        self._step_up = step_up
        self._audit = audit

    def get(self, viewer: Viewer) -> SettingsView:
        with self._uow() as work:
            return _view(work, _asking(work, viewer))

    def change(self, viewer: Viewer, changes: Mapping[str, Any]) -> SettingsView:
        """Change what ``changes`` names (fields of ``SettingsView``) and leave the rest.

        Raises:
            Invalid: with a sentence for each field that cannot be used; nothing is changed.
        """
        viewer.require_signed_in()
        preferences = {name: value for name, value in changes.items() if name != "display_name"}
        faults = {name: fault for name, value in preferences.items() if (fault := _fault_of(name, value))}
        if faults:
            raise Invalid("Some of these settings cannot be used.", faults)
        with self._uow() as work:
            user = _asking(work, viewer)
            row, profile = work.accounts.settings(user.id, lock=True), work.accounts.profile(user.id)
            before = _view(work, user)
            if row is None or profile is None:
                raise NotSignedIn("Sign in to go on.")
            row.preferences = {**row.preferences, **preferences}
            if "display_name" in changes:
                profile.display_name = clean_name(str(changes["display_name"]), user.email)
                self._sessions.forget_person(work, user.id)
            after = _view(work, user)
            changed = [name for name in changes if getattr(before, name) != getattr(after, name)]
            if changed:
                self._audit.record(
                    work,
                    viewer,
                    "settings.changed",
                    target=("user", user.id),
                    before={name: getattr(before, name) for name in changed},
                    after={name: getattr(after, name) for name in changed},
                )
            work.commit()
        return after

    def change_password(self, viewer: Viewer, current: str, new: str) -> str | None:
        """Ends every other session of the person; the new token of the asking browser's cookie, None for a program.
        Whoever has no password yet sets their first one. Call it in the bridge's lane ``passwords``.

        Raises:
            Invalid: the current one is wrong or the new one breaks a rule.
            ProofNeeded: there is no current one, and the person did not sign in just now.
            TooManyRequests: wrong too often.
        """
        user_id = viewer.person()
        wait = self._throttle.take(str(user_id))
        if wait > 0:
            raise TooManyRequests("Too many tries. Wait a little and try again.", retry_after=wait)
        with self._uow() as work:
            user = _asking(work, viewer)
            email, stored = user.email, user.password_hash
        if stored is None:
            self._step_up.require(viewer, "")
        elif not self._passwords.matches(current, stored):
            self._audit.note(viewer, "password.refused")
            raise Invalid("The password was not changed.", {"current_password": "This is not your password."})
        try:
            hashed = self._passwords.hash(new, email)
        except Invalid as problem:
            raise Invalid(problem.sentence, {"new_password": problem.faults["password"]}) from problem
        self._throttle.forgive(str(user_id))
        with self._uow() as work:
            _asking(work, viewer).password_hash = hashed
            ended = self._sessions.end_all_of(work, user_id, but=viewer.session_id)
            token = self._sessions.renew(work, viewer)
            self._audit.record(work, viewer, "password.changed", target=("user", user_id))
            work.commit()
        self._sessions.announce_end(ended)
        return token


def _asking(work: UnitOfWork, viewer: Viewer) -> User:
    user = work.accounts.get(viewer.person())
    if user is None:
        raise NotSignedIn("Sign in to go on.")
    return user


def _view(work: UnitOfWork, user: User) -> SettingsView:
    row, profile = work.accounts.settings(user.id), work.accounts.profile(user.id)
    kept = row.preferences if row else {}
    chosen = {name: kept.get(name, default) for name, default in DEFAULTS.items()}
    return SettingsView(
        email=user.email,
        display_name=profile.display_name if profile else user.email,
        has_password=user.password_hash is not None,
        **chosen,
    )


def _fault_of(name: str, value: Any) -> Sentence | None:
    if name in CHOICES:
        allowed = CHOICES[name]
        return None if value in allowed else Sentence("Choose one of {choices}.", {"choices": ", ".join(allowed)})
    if name in _SWITCHES:
        return None if isinstance(value, bool) else Sentence("Choose yes or no.")
    if name in ("language", "audio_language", "subtitle_language"):
        # "none" turns subtitles off for good; an empty preferred language leaves it to the file.
        allowed = () if name == "language" else ("", "none") if name == "subtitle_language" else ("",)
        if isinstance(value, str) and (value in allowed or _LANGUAGE.fullmatch(value)):
            return None
        return Sentence("Write a language tag like en or pt-BR.")
    return Sentence("There is no such setting.")
