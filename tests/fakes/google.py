"""An issuer that looks like Google's, by the recorded discovery document and tokens; and that can be told to lie."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.fakes.web import Answer, Change, Fake, Request

CLIENT_ID, CLIENT_SECRET = "123.apps.googleusercontent.com", "GOCSPX-test"


class Google(Fake):
    """``person`` is who is signed in there; ``lie`` changes the claims of the next id tokens."""

    def __init__(self) -> None:
        super().__init__()
        self.person: dict[str, Any] = {
            "sub": "110169484474386276334",
            "email": "ann@gmail.com",
            "email_verified": True,
            "name": "Ann Example",
        }
        self.lie: Change = lambda _: None
        self.metadata_lie: Change = lambda _: None
        self.token_lie: Change = lambda _: None
        self.header: dict[str, Any] = {}
        self.revoked = False
        self.codes: dict[str, dict[str, str]] = {}
        self.new_key("first")

    def new_key(self, kid: str) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"}, private=True)

    def agree(self, url: str, **more: str) -> str:
        """What the person does: the address that the browser is sent back to."""
        asked = dict(parse_qsl(urlsplit(url).query))
        code = f"4/{secrets.token_urlsafe(16)}"
        self.codes[code] = asked
        answer = {"state": asked["state"], "code": code, "scope": asked["scope"], **more}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def answer(self, request: Request) -> Answer:
        doors = {
            "/.well-known/openid-configuration": self._discovery,
            "/token": self._token,
            "/certs": lambda _: Answer(body={"keys": [self.key.as_dict(private=False)]}),
            "/userinfo": lambda _: Answer(body=self.person),
            "/auth": self._authorise,
        }
        door = doors.get(request.path)
        return door(request) if door else Answer(404, "not found")

    def _discovery(self, _: Request) -> Answer:
        metadata = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "userinfo_endpoint": f"{self.url}/userinfo",
            "jwks_uri": f"{self.url}/certs",
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["plain", "S256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }
        self.metadata_lie(metadata)
        return Answer(body=metadata)

    def _authorise(self, request: Request) -> Answer:
        """Asked without a person, as the test of a provider does."""
        target = request.query["redirect_uri"]
        if not target.startswith("http://testserver/"):
            return Answer(400, "redirect_uri_mismatch")
        return Answer(302, "", {"location": f"{target}?error=interaction_required&state={request.query['state']}"})

    def _token(self, request: Request) -> Answer:
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        posted = (request.form.get("client_id"), request.form.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if not posted and request.headers.get("authorization") != f"Basic {basic}":
            return Answer(401, {"error": "invalid_client", "error_description": "The OAuth client was not found."})
        if request.form.get("grant_type") == "refresh_token":
            if self.revoked or request.form.get("refresh_token") != "1//refresh":
                return Answer(
                    400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}
                )
            token = {"access_token": "ya29.second", "expires_in": 3599, "token_type": "Bearer"}
            self.token_lie(token)
            return Answer(body=token)
        asked = self.codes.pop(request.form.get("code", ""), None)
        if asked is None or asked["redirect_uri"] != request.form.get("redirect_uri"):
            return Answer(400, {"error": "invalid_grant", "error_description": "Malformed auth code."})
        digest = hashlib.sha256(request.form.get("code_verifier", "").encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]:
            return Answer(400, {"error": "invalid_grant", "error_description": "Invalid code verifier."})
        token = {
            "access_token": "ya29.first",
            "expires_in": 3599,
            "scope": asked["scope"],
            "token_type": "Bearer",
            "refresh_token": "1//refresh",
            "id_token": self.id_token(asked["nonce"]),
        }
        self.token_lie(token)
        return Answer(body=token)

    def id_token(self, nonce: str) -> str:
        moment = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT_ID,
            "azp": CLIENT_ID,
            "iat": moment,
            "exp": moment + 3600,
            "nonce": nonce,
        }
        claims |= self.person
        self.lie(claims)
        return jwt.encode({"alg": "RS256", "kid": self.key.kid, **self.header}, claims, self.key)
