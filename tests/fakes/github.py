"""A server that looks like GitHub Enterprise: errors with status 200, and e-mail addresses at a door of their own."""

from __future__ import annotations

import base64
import hashlib
import secrets
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.fakes.web import Answer, Fake, Request

CLIENT_ID, CLIENT_SECRET = "Iv1.8a61f9b3a7aba766", "github-secret"


class GitHub(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.user: dict[str, Any] = {"id": 583231, "login": "octocat", "name": None, "email": None}
        self.emails: list[dict[str, Any]] = [
            {"email": "octocat@users.noreply.github.com", "primary": False, "verified": True, "visibility": None},
            {"email": "ann@example.net", "primary": True, "verified": True, "visibility": "private"},
        ]
        self.error = ""
        self.codes: dict[str, dict[str, str]] = {}
        self.expiring = False  # whether its tokens last for eight hours and can be made anew
        self.refresh_tokens: set[str] = set()

    def agree(self, url: str) -> str:
        asked = dict(parse_qsl(urlsplit(url).query))
        code = secrets.token_hex(10)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def answer(self, request: Request) -> Answer:
        if request.path == "/login/oauth/access_token":
            return self._token(request)
        if request.headers.get("authorization") != "Bearer gho_test":
            return Answer(401, {"message": "Bad credentials"})
        if request.path == "/api/v3/user":
            return Answer(body=self.user)
        return (
            Answer(body=self.emails) if request.path == "/api/v3/user/emails" else Answer(404, {"message": "Not Found"})
        )

    def _token(self, request: Request) -> Answer:
        form = request.form
        if self.error:
            return Answer(
                body={"error": self.error, "error_description": "<b>x</b>", "error_uri": "https://docs.example"}
            )
        if (form.get("client_id"), form.get("client_secret")) != (CLIENT_ID, CLIENT_SECRET):
            return Answer(body={"error": "incorrect_client_credentials"})
        if form.get("grant_type") == "refresh_token":
            if form.get("refresh_token") not in self.refresh_tokens:
                return Answer(
                    body={"error": "bad_refresh_token", "error_description": "The refresh token is incorrect."}
                )
            self.refresh_tokens.remove(form["refresh_token"])
            return Answer(body=self._tokens())
        asked = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or challenge != asked["code_challenge"]:
            return Answer(body={"error": "bad_verification_code", "error_description": "The code is incorrect."})
        return Answer(body=self._tokens())

    def _tokens(self) -> dict[str, Any]:
        token = {"access_token": "gho_test", "token_type": "bearer", "scope": "read:user,user:email"}
        if not self.expiring:
            return token
        refresh = f"ghr_{secrets.token_hex(8)}"
        self.refresh_tokens.add(refresh)
        return {**token, "expires_in": 28800, "refresh_token": refresh, "refresh_token_expires_in": 15811200}
