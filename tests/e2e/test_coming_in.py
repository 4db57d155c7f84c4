"""Somebody is invited, makes an account, and sees what was given to them and nothing else."""

from __future__ import annotations

from playwright.sync_api import Browser, BrowserContext, Page, expect

from medianest import routes
from tests.e2e.playing import Household


def test_who_is_invited_makes_an_account_and_sees_only_the_library_that_was_given(
    household: Household, ann: BrowserContext, chromium: Browser
) -> None:
    names = [library["name"] for library in household.rest.get("/libraries").json()["items"]]
    given, kept = names[0], names[1]
    link = invited_to(ann.new_page(), given)
    context = chromium.new_context(base_url=household.server.url, viewport={"width": 390, "height": 844})
    page = context.new_page()
    page.goto(link)
    page.get_by_label("Name").fill("Grandmother")
    page.get_by_label("E-mail").fill("grandmother@example.org")
    page.get_by_label("Password").fill("four quiet lanterns")
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(f"{household.server.url}/")
    page.goto(routes.LIBRARIES)
    expect(page.get_by_role("main").get_by_text(given, exact=True).first).to_be_visible()
    expect(page.get_by_text(kept, exact=True)).to_have_count(0)
    page.goto(routes.ADMIN_USERS)
    page.wait_for_url(f"{household.server.url}/")
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", name="This link does not work any more")).to_be_visible()
    context.close()


def invited_to(page: Page, library: str) -> str:
    """The link that an administrator is shown once."""
    page.goto(routes.ADMIN_USERS)
    page.get_by_role("button", name="Invite somebody").click()
    page.get_by_label("Who is it for?").fill("Grandmother")
    dialog = page.get_by_role("dialog", name="Invite somebody")
    dialog.get_by_label("Every library").uncheck()
    dialog.get_by_label(library, exact=True).check()
    dialog.get_by_role("button", name="Make a link").click()
    link = dialog.get_by_label("Link", exact=True)
    expect(link).to_be_visible()
    return link.input_value()
