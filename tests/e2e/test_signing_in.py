"""A person secures their sign-in in the browser, and comes in by a code, a recovery code, a passkey and a PIN."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pyotp.totp import TOTP

from medianest import routes
from tests.e2e.server import Server, running_server

EMAIL, PASSWORD = "ann@example.org", "correct horse battery"
PATIENCE = 20_000.0  # ms; a page of a machine that does other things too


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with two people in it, opened by its name: at an IP address browsers know no passkeys."""
    with running_server(tmp_path_factory.mktemp("signing-in") / "data") as running:
        for email in (EMAIL, "bob@example.org"):
            running.command("user", "add", email, "--password-stdin", stdin=PASSWORD)
        running.url = running.url.replace("127.0.0.1", "localhost")
        yield running


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    made = chromium.new_context(base_url=server.url, viewport={"width": 1280, "height": 800}, locale="en-GB")
    made.set_default_timeout(PATIENCE)
    refused: list[str] = []
    made.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    yield made
    made.close()
    assert refused == []


def expect_ready(page: Page) -> None:
    """Forms know where the person wanted to only once the page is hydrated, however quick the fingers are."""
    expect(page.locator("form input[name=next]").first).to_have_value(routes.SETTINGS, timeout=PATIENCE)


def fill_in(page: Page, email: str = EMAIL) -> None:
    page.goto(routes.login(routes.SETTINGS))
    expect_ready(page)
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def signed_in(page: Page, email: str = EMAIL) -> None:
    page.wait_for_url("**/settings**")
    expect(page.get_by_text(f"You sign in as {email}.")).to_be_visible(timeout=PATIENCE)


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out here").click()
    page.wait_for_url("**/login**")


def test_a_code_of_the_app_or_a_recovery_code_is_asked_after_the_password(page: Page) -> None:
    fill_in(page)
    signed_in(page)
    page.get_by_role("button", name="Set up an authenticator app").click()
    secret = page.locator("code.secret").inner_text().replace(" ", "")
    recovery = page.get_by_role("list", name="Recovery codes").get_by_role("listitem").first.inner_text()
    turn_on = page.get_by_role("button", name="Turn on")
    page.get_by_label("Code", exact=True).fill("000000")
    turn_on.click()
    expect(page.get_by_text("This code is wrong.")).to_be_visible()
    app = TOTP(secret)
    page.get_by_label("Code", exact=True).fill(app.now())
    turn_on.click()
    expect(page.get_by_text("A code is asked after your password since")).to_be_visible()
    assert secret not in page.content()

    sign_out(page)
    fill_in(page)
    page.wait_for_url("**step=code**")
    assert page.evaluate("async () => (await fetch('/api/v1/settings')).status") == 401
    expect_ready(page)
    page.get_by_label("Code", exact=True).fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**error=wrong_code**")
    expect_ready(page)
    expect(page.get_by_role("alert")).to_contain_text("wrong or was used before")
    # The next code: the one that is shown now has turned the app on.
    page.get_by_label("Code", exact=True).fill(app.at(int(time.time()) + app.interval))
    page.get_by_role("button", name="Sign in", exact=True).click()
    signed_in(page)

    sign_out(page)
    fill_in(page)
    page.get_by_role("link", name="Use a recovery code").click()
    page.wait_for_url("**step=recovery**")
    expect_ready(page)
    page.get_by_label("Recovery code").fill(recovery.upper())
    page.get_by_role("button", name="Sign in", exact=True).click()
    signed_in(page)
    expect(page.get_by_text("9 recovery codes are left.")).to_be_visible()


def test_a_passkey_lets_its_person_in_without_a_password_and_can_be_taken_away(page: Page, server: Server) -> None:
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    fill_in(page, "bob@example.org")
    signed_in(page, "bob@example.org")
    page.get_by_label("Name of the passkey").fill("Bob's laptop")
    page.get_by_role("button", name="Add a passkey").click()
    mine = page.get_by_role("table", name="Passkeys")
    expect(mine).to_contain_text("Bob's laptop")

    sign_out(page)
    page.goto(routes.login(routes.SETTINGS))
    page.get_by_role("button", name="Sign in with a passkey").click()
    signed_in(page, "bob@example.org")
    expect(mine.get_by_text("never")).to_have_count(0)

    page.get_by_role("button", name="Remove the passkey Bob's laptop").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove", exact=True).click()
    expect(mine).to_have_count(0)
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("This passkey opens nothing here.")).to_be_visible()

    page.goto(re.sub("localhost", "127.0.0.1", server.url) + routes.LOGIN)
    expect(page.get_by_text("Passkeys do not work at an IP address.")).to_be_visible()


def test_a_browser_that_remembers_somebody_opens_their_profile_with_the_pin_alone(page: Page) -> None:
    fill_in(page, "bob@example.org")
    signed_in(page, "bob@example.org")
    panel = page.locator(".security-part").filter(has=page.get_by_role("heading", name="PIN for shared browsers"))
    panel.get_by_label("PIN", exact=True).fill("2580")
    panel.get_by_role("button", name="Set PIN").click()
    expect(panel.get_by_text("On", exact=True)).to_be_visible(timeout=PATIENCE)
    # A browser remembers who signs in wholly, and not who is signed in already.
    sign_out(page)
    fill_in(page, "bob@example.org")
    signed_in(page, "bob@example.org")

    page.get_by_role("button", name="Switch profile").click()
    bob = page.get_by_role("list").get_by_role("button", name="bob", exact=True)
    for pin in ("0852", "2580"):
        bob.or_(page.get_by_label("PIN", exact=True)).first.wait_for()
        if bob.is_visible():
            bob.click()
        page.get_by_label("PIN", exact=True).fill(pin)
        page.get_by_role("button", name="Go on").click()
        if pin == "0852":
            page.wait_for_url("**error=wrong_pin**")
            expect(page.get_by_role("alert")).to_contain_text("This PIN is wrong.", timeout=PATIENCE)
            assert page.evaluate("async () => (await fetch('/api/v1/settings')).status") == 401
    page.wait_for_function("async () => (await fetch('/api/v1/settings')).status === 200")
    page.goto(routes.SETTINGS)
    signed_in(page, "bob@example.org")
