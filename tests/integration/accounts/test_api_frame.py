"""The frame around every door: guards, problems, headers, documentation."""

import re

import pytest
from starlette.testclient import TestClient

from medianest import routes
from medianest.api.app import build_api
from medianest.api.headers import outermost
from medianest.services.viewer import Viewer

# Doors that nobody may open too, each with its reason.
OPEN = {
    ("POST", f"{routes.API}/auth/login"),
    ("POST", f"{routes.API}/auth/mfa"),
    ("POST", f"{routes.API}/auth/refresh"),
    # Signing in through a provider: they end on the sign-in page.
    ("GET", f"{routes.API}/auth/providers"),
    ("GET", f"{routes.API}/auth/{{provider}}/start"),
    ("GET", f"{routes.API}/auth/{{provider}}/callback"),
    ("GET", f"{routes.API}/auth/{{provider}}/waiting"),
    ("GET", routes.OPENAPI),
    ("GET", routes.API_DOCS),
    ("GET", f"{routes.API_DOCS}/{{name}}"),
    ("GET", routes.HEALTH),
    ("GET", routes.READY),
    ("GET", routes.METRICS),
    ("POST", routes.SESSION_SIGN_IN),
    ("POST", routes.SESSION_SECOND_STEP),
    ("POST", routes.SESSION_PASSKEY),
    ("POST", routes.SESSION_PASSKEY_OPTIONS),
    ("POST", routes.SESSION_SIGN_OUT),
    ("POST", routes.SESSION_SETUP),
    ("POST", routes.SESSION_REGISTER),
    ("POST", routes.SESSION_FORGOTTEN),
    ("POST", routes.SESSION_NEW_PASSWORD),
}


# Bytes come from raw routes that are in no document.
BYTES = ("stream", "hls/master.m3u8", "subtitles/1.vtt", "artwork/poster")


def doors() -> list[tuple[str, str]]:
    """Every method and path of the API, from its own document and from routes that are not in it."""
    api = build_api()
    found = {(method.upper(), path) for path, methods in api.openapi()["paths"].items() for method in methods}
    for route in api.routes:
        path = getattr(route, "path", "")
        if path.startswith("/api"):
            found |= {(method, path) for method in getattr(route, "methods", None) or {"GET"}}
    found |= {("GET", f"{routes.API}/media/{{media_id}}/{rest}") for rest in BYTES}
    return sorted(door for door in found if door[0] not in ("HEAD", "OPTIONS"))


GUARDED = [door for door in doors() if door not in OPEN]


def test_there_are_doors_to_try():
    assert len(GUARDED) >= 12


def test_nobody_is_refused_at_every_door(browser):
    for method, path in GUARDED:
        body = {} if method in ("POST", "PUT", "PATCH") else None
        answer = browser.request(method, filled(path), json=body)
        assert answer.status_code == 401, (method, path, answer.text)
        assert answer.headers["content-type"] == "application/problem+json", (method, path)
        assert answer.json()["code"] == "not_signed_in", (method, path)
        assert answer.headers["www-authenticate"] == "Bearer", (method, path)


def test_a_plain_user_is_refused_at_every_door_of_the_administration(browser, people):
    people.add()
    mine = people.bearer(browser)
    bodies = {
        f"{routes.API}/admin/users": {"email": "x@example.org", "password": "a long password"},
        f"{routes.API}/admin/users/{{user_id}}/password": {"password": "a long password"},
    }
    for method, path in GUARDED:
        if "/admin/" in path:
            body = bodies.get(path, {}) if method in ("POST", "PUT", "PATCH") else None
            answer = browser.request(method, filled(path), json=body, headers=mine)
            # 422: the body was looked at first and found wanting. Nothing was done either way.
            assert answer.status_code in (403, 422), (method, path, answer.text)


def filled(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "00000000-0000-0000-0000-000000000000", path)


def test_problems_have_the_shape_of_rfc_9457(browser):
    answer = browser.get(f"{routes.API}/nothing")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:medianest:problem:not_found",
        "title": "Not Found",
        "status": 404,
        "detail": "Not Found",
        "code": "not_found",
        "errors": {},
    }


def test_a_fault_of_ours_gives_a_number_and_no_traceback(services, monkeypatch):
    def broken(*_):
        raise ValueError("the secret is 1234")

    api = build_api()
    api.state.services = services
    monkeypatch.setattr(type(services.settings), "get", broken)
    monkeypatch.setattr(
        type(services.tokens), "viewer_of", lambda *_: Viewer(user_id=None, role="admin", name="somebody")
    )
    with TestClient(api, raise_server_exceptions=False) as client:
        answer = client.get(f"{routes.API}/settings", headers={"authorization": "Bearer x"})
    assert answer.status_code == 500
    assert re.fullmatch(r"[0-9a-f]{8}", answer.json()["reference"])
    assert "1234" not in answer.text
    assert "Traceback" not in answer.text


def test_every_answer_carries_the_policy(browser):
    for path in (routes.OPENAPI, routes.API_DOCS, "/nothing"):
        headers = browser.get(path).headers
        assert "script-src 'self'" in headers["content-security-policy"]
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-request-id"]


def test_the_api_pages_need_nobody_elses_server(browser):
    page = browser.get(routes.API_DOCS).text
    assert "https://" not in page
    for path in re.findall(r'(?:src|href)="([^"]+)"', page):
        assert browser.get(path).status_code == 200, path
    assert browser.get(f"{routes.API_DOCS}/../headers.py").status_code in (404, 400)


def test_the_document_describes_every_guarded_door(browser):
    document = browser.get(routes.OPENAPI).json()
    for path, methods in document["paths"].items():
        for method, door in methods.items():
            assert door.get("summary"), f"{method} {path}"


def test_another_site_opens_no_websocket(services):
    async def app(scope, receive, send):
        message = await receive()
        if scope["type"] == "lifespan":
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})
            return
        assert message["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close"})

    with TestClient(outermost(app, (), "https://nas.example", ())) as client:
        for origin in ("http://testserver", "https://nas.example"):
            with client.websocket_connect("/_event", headers={"origin": origin}):
                pass
        from starlette.websockets import WebSocketDisconnect

        with (
            pytest.raises(WebSocketDisconnect),
            client.websocket_connect("/_event", headers={"origin": "https://evil.example"}),
        ):
            pass
