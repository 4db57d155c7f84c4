"""A server that looks like plex.tv: PINs of both kinds, its keys, its tokens of seven days, and its people."""

from __future__ import annotations

import secrets
import time
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.jwk import OKPKey
from joserfc.jws import JWSRegistry

from tests.fakes.web import Answer, Fake, Request

_REGISTRY = JWSRegistry(algorithms=["EdDSA"], strict_check_header=False)
_GONE = Answer(404, {"errors": [{"code": 1020, "message": "Code not found or expired", "status": 404}]})


class Plex(Fake):
    def __init__(self) -> None:
        super().__init__()
        self.pins: dict[int, dict[str, Any]] = {}
        self.devices: dict[str, dict[str, Any]] = {}  # client id: its public key
        self.person: dict[str, Any] = {"id": 12345, "uuid": "212acf24b07315e5", "username": "ann", "title": "ann"}
        self.person |= {"email": "ann@example.org", "friendlyName": ""}
        self.key = OKPKey.generate_key("Ed25519", {"kid": "plex-1", "use": "sig", "alg": "EdDSA"}, private=True)
        self.nonces: set[str] = set()
        self.renewed: set[str] = set()
        self.thumbprint = ""  # what its tokens say instead of the truth
        self.lasts = 900
        self.servers = [{"name": "Box", "provides": "server", "clientIdentifier": "a" * 40, "owned": False}]
        self.servers += [{"name": "TV", "provides": "client,player", "clientIdentifier": "c" * 40, "owned": True}]

    def agree(self, url: str) -> str:
        """What the person does at the page that they were sent to. Plex sends them back without a word of its own."""
        asked = dict(parse_qsl(url.partition("#?")[2]))
        pin = next(pin for pin in self.pins.values() if pin["code"] == asked["code"])
        assert asked["clientID"] == pin["clientIdentifier"]
        pin["agreed"] = True
        return asked["forwardUrl"]

    def answer(self, request: Request) -> Answer:
        client = request.headers.get("x-plex-client-identifier")
        if not client:
            fault = {"code": 1000, "message": "X-Plex-Client-Identifier is missing", "status": 400}
            return Answer(400, {"errors": [fault]})
        if request.path == "/api/v2/pins":
            return self._new_pin(request, client)
        if request.path.startswith("/api/v2/pins/"):
            return self._pin(request, client)
        if request.path == "/api/v2/auth/nonce":
            nonce = secrets.token_hex(8)
            self.nonces.add(nonce)
            return Answer(body={"nonce": nonce})
        if request.path == "/api/v2/auth/keys":
            return Answer(body={"keys": [self.key.as_dict(private=False)]})
        if request.path == "/api/v2/auth/token":
            return self._renewed(request, client)
        return self._user(request)

    def _new_pin(self, request: Request, client: str) -> Answer:
        jwk = (request.body or {}).get("jwk")
        assert request.query.get("strong") == "true" or request.body["strong"] is True
        assert not jwk or "d" not in jwk, "a private key was sent"
        number = secrets.randbelow(10**9)
        pin = {"id": number, "code": secrets.token_hex(12), "product": "MediaNest", "trusted": False}
        pin |= {"clientIdentifier": client, "expiresIn": self.lasts, "authToken": None, "newRegistration": None}
        self.pins[number] = {**pin, "jwk": jwk, "agreed": False}
        return Answer(201, pin)

    def _pin(self, request: Request, client: str) -> Answer:
        pin = self.pins.get(int(request.path.rpartition("/")[2]))
        if pin is None or pin["clientIdentifier"] != client:
            return _GONE
        if pin["jwk"]:
            self._device(request.query["deviceJWT"], pin["jwk"], client)
        if pin["agreed"] and not pin["authToken"]:
            pin["authToken"] = self._token(pin["jwk"], client) if pin["jwk"] else "classic-token"
            self.devices[client] = pin["jwk"]
        return Answer(body={name: value for name, value in pin.items() if name not in ("jwk", "agreed")})

    def _device(self, token: str, jwk: dict[str, Any], client: str) -> dict[str, Any]:
        claims = jwt.decode(token, OKPKey.import_key(jwk), registry=_REGISTRY).claims
        assert (claims["aud"], claims["iss"]) == ("plex.tv", client)
        assert claims["exp"] > time.time()
        return claims

    def _token(self, jwk: dict[str, Any], client: str) -> str:
        moment = int(time.time())
        claims = {"iss": "plex.tv", "aud": ["plex.tv", client], "iat": moment, "exp": moment + 7 * 24 * 3600}
        claims |= {"thumbprint": self.thumbprint or jwk["kid"], "jti": secrets.token_hex(4)}
        return jwt.encode({"alg": "EdDSA", "kid": "plex-1"}, claims, self.key, registry=_REGISTRY)

    def _renewed(self, request: Request, client: str) -> Answer:
        jwk = self.devices.get(client)
        if jwk is None:
            return Answer(422, {"errors": [{"code": 1, "message": "unknown key", "status": 422}]})
        claims = self._device(request.body["jwt"], jwk, client)
        if claims["nonce"] not in self.nonces:
            return Answer(422, {"errors": [{"code": 1, "message": "nonce", "status": 422}]})
        self.nonces.remove(claims["nonce"])
        token = self._token(jwk, client)
        self.renewed.add(token)
        return Answer(body={"auth_token": token})

    def _user(self, request: Request) -> Answer:
        token = request.headers.get("x-plex-token", "")
        if not token or token not in {*self.renewed, *(pin["authToken"] for pin in self.pins.values())}:
            fault = {"code": 1001, "message": "User could not be authenticated", "status": 401}
            return Answer(401, {"errors": [fault]})
        if request.path == "/api/v2/resources":
            return Answer(body=self.servers)
        return Answer(body={**self.person, "authToken": token})

    def sign_out_everywhere(self) -> None:
        """What the person does in their account at Plex: nothing that this server holds is good any more."""
        self.devices.clear()
        self.pins.clear()
        self.renewed.clear()
