"""A person who signs in through a certified OpenID Connect server, in a real browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from medianest import routes
from tests.e2e.server import Server
from tests.fakes import certified_oidc

EMAIL, PASSWORD = "linked@example.org", "correct horse battery"


@pytest.fixture
def person(server: Server) -> str:
    server.command("user", "add", EMAIL, "--role", "admin", "--password-stdin", stdin=f"{PASSWORD}\n")
    return EMAIL


def agree(page: Page) -> None:
    """What the pages of the issuer ask for: who one is, and whether one agrees."""
    page.get_by_placeholder("Enter any login").fill("linked")
    page.get_by_placeholder("and password").fill("anything")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_an_account_elsewhere_is_linked_and_then_opens_the_door(page: Page, server: Server, person: str) -> None:
    back = f"{server.url}{routes.sign_in_callback('house')}"
    with certified_oidc.running(back) as issuer:
        page.goto(routes.LOGIN)
        page.get_by_label("E-mail").fill(person)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{server.url}/")
        page.goto(routes.ADMIN_SIGN_IN)
        page.get_by_role("button", name="Add a provider").first.click()
        page.get_by_role("button", name="OpenID Connect").click()
        page.locator("#provider-name").fill("House")
        page.get_by_label("Issuer").fill(issuer.issuer)
        page.get_by_label("Client id").fill(certified_oidc.CLIENT_ID)
        page.get_by_label("Client secret").fill(certified_oidc.CLIENT_SECRET)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Test this provider").click()
        expect(page.get_by_text("The client id and the client secret are right.")).to_be_visible()
        expect(page.get_by_text("The redirect address is registered.")).to_be_visible()
        page.goto(routes.SETTINGS)
        page.get_by_role("link", name="Link House").click()
        agree(page)
        expect(page.get_by_text("The account is linked.")).to_be_visible()
        page.get_by_role("button", name="Sign out here").click()
        page.get_by_role("link", name="Go on with House").click()
        page.wait_for_url(f"{server.url}/")
        page.goto(routes.SETTINGS)
        expect(page.get_by_text(f"You sign in as {person}.")).to_be_visible()
        page.goto(routes.ADMIN_SIGN_IN)
        page.get_by_role("button", name="Remove").click()
        page.get_by_role("dialog").get_by_role("button", name="Remove").click()
        expect(page.get_by_text("People sign in with a password")).to_be_visible()
