"""The outermost layer: who sends, what every answer says, and that bodies pass untouched."""

import asyncio

import pytest

from medianest.api.headers import outermost, policy


def answered(path="/", kind=b"text/html; charset=utf-8", status=200, networks=(), peer="10.0.0.1", **options):
    """One request through the layer: the scope that came through, the headers and the messages that went out."""
    seen: dict = {}
    sent: list = []
    body = [{"type": "http.response.body", "body": b"x" * 3, "more_body": True}, {"type": "http.response.body"}]

    async def app(scope, receive, send):
        seen.update(scope)
        await send(
            {
                "type": "http.response.start",
                "status": status,
                "headers": [(b"content-type", kind), *options.get("own", ())],
            }
        )
        for message in body:
            await send(message)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "path": path,
        "scheme": "http",
        "client": (peer, 5),
        "headers": options.get("headers", []),
    }
    asyncio.run(outermost(app, ["'sha256-abc'"], None, networks)(scope, None, send))
    assert all(one is other for one, other in zip(sent[1:], body, strict=True))
    return seen, dict(sent[0]["headers"])


def test_pages_are_asked_for_again_and_built_files_are_kept():
    assert answered("/")[1][b"cache-control"] == b"no-cache"
    assert b"immutable" in answered("/assets/app-1234.js", b"text/javascript")[1][b"cache-control"]
    assert b"cache-control" not in answered("/api/v1/media", b"application/json")[1]


def test_a_built_file_that_is_not_there_is_not_kept():
    assert b"immutable" not in answered("/assets/gone.js", status=404)[1].get(b"cache-control", b"")


def test_a_header_that_an_answer_sets_itself_is_left_alone():
    own = [(b"cache-control", b"private"), (b"content-security-policy", b"default-src 'self'")]
    headers = answered("/", own=own)[1]
    assert headers[b"cache-control"] == b"private"
    assert headers[b"content-security-policy"] == b"default-src 'self'"


def test_only_the_players_of_other_sites_that_are_set_may_stand_in_a_frame():
    assert "frame-src 'none'" in policy(())
    assert "frame-src https://player.example" in policy((), ("https://player.example",))


def test_the_policy_lets_no_foreign_and_no_inline_script_run():
    rules = dict(rule.split(" ", 1) for rule in policy(["'sha256-abc'"]).split("; "))
    assert rules["script-src"] == "'self' 'sha256-abc'"
    assert rules["frame-ancestors"] == rules["object-src"] == rules["base-uri"] == "'none'"
    assert rules["form-action"] == "'self'"


def test_https_is_remembered_only_over_https():
    assert b"strict-transport-security" not in answered()[1]
    secure = answered(networks=("10.0.0.0/8",), headers=[(b"x-forwarded-proto", b"https")])
    assert secure[0]["scheme"] == "https"
    assert b"strict-transport-security" in secure[1]


@pytest.mark.parametrize(
    ("networks", "forwarded", "sender"),
    [
        ((), b"1.2.3.4", "10.0.0.1"),
        (("192.168.0.0/16",), b"1.2.3.4", "10.0.0.1"),
        (("10.0.0.0/8",), b"1.2.3.4", "1.2.3.4"),
        (("10.0.0.0/8",), b"6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (("10.0.0.0/8",), b"6.6.6.6, 1.2.3.4, 10.9.9.9", "1.2.3.4"),
        (("10.0.0.0/8",), b"", "10.0.0.1"),
        (("10.0.0.0/8",), b"1.2.3.4, no address", "10.0.0.1"),
        (("10.0.0.1",), b"2001:db8::1", "2001:db8::1"),
    ],
)
def test_only_a_trusted_proxy_says_who_sends(networks, forwarded, sender):
    seen, _ = answered(networks=networks, headers=[(b"x-forwarded-for", forwarded)])
    assert seen["client"][0] == sender


@pytest.mark.parametrize("given", [b"<script>", b"x", b"a" * 100])
def test_a_request_id_that_could_harm_a_log_is_replaced(given):
    assert answered(headers=[(b"x-request-id", given)])[1][b"x-request-id"] != given
    assert answered(headers=[(b"x-request-id", b"abcdef-12345")])[1][b"x-request-id"] == b"abcdef-12345"
