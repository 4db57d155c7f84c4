"""A person manages: keys for programs, the audit log, and both on a telephone."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from medianest import routes
from tests.e2e.playing import Household


@pytest.fixture
def page(ann: BrowserContext) -> Iterator[Page]:
    page = ann.new_page()
    yield page
    page.close()


def rows(page: Page, label: str):
    return page.get_by_role("table", name=label).locator("tbody tr")


def test_a_key_is_made_once_however_often_enter_is_pressed_shown_once_and_taken_back(page: Page) -> None:
    page.goto(routes.SETTINGS)
    name = page.get_by_label("What is it for?")
    name.press_sequentially("backup")
    name.evaluate("field => { field.form.requestSubmit(); field.form.requestSubmit(); }")
    key = page.get_by_label("The new key")
    expect(key).to_be_focused()
    token = key.input_value()
    expect(rows(page, "API keys")).to_have_count(1)
    page.goto(routes.SETTINGS)
    expect(rows(page, "API keys")).to_have_count(1)
    assert token not in page.content()
    page.get_by_role("button", name="Remove the key backup").click()
    expect(page.get_by_role("table", name="API keys")).to_have_count(0)


def test_a_field_that_is_wrong_says_so_and_keeps_what_was_typed_elsewhere(page: Page) -> None:
    page.goto(routes.SETTINGS)
    page.get_by_label("What it may do").select_option("play")
    page.get_by_label("What is it for?").fill("   ")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_text("Use a name of at most 80 characters.")).to_be_visible()
    expect(page.get_by_label("What is it for?")).to_be_focused()
    expect(page.get_by_label("What it may do")).to_have_value("play")


def test_the_audit_log_is_narrowed_and_saved_as_it_is_shown(page: Page) -> None:
    page.goto(routes.ADMIN_AUDIT)
    log = rows(page, "Audit log")
    expect(log.first).to_be_visible()
    page.get_by_label("What happened").select_option("library.added")
    expect(log).to_have_count(3)
    page.get_by_label("Who").press_sequentially("nobody of this name")
    expect(page.get_by_role("heading", name="Nothing here")).to_be_visible()
    page.get_by_label("Who").fill("")
    expect(log).to_have_count(3)
    page.get_by_label("Until").fill("9999-12-31")
    expect(page.get_by_text("This is not a day.")).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role("link", name="Save as JSON").click()
    saved = json.loads(saving.value.path().read_bytes())
    assert [row["action"] for row in saved] == ["library.added"] * 3


@pytest.mark.parametrize(("path", "label"), [(routes.ADMIN_USERS, "People with access"), (routes.ADMIN_SCANS, "Scans")])
def test_on_a_telephone_a_table_is_cards_that_need_no_scrolling_sideways(page: Page, path: str, label: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(path)
    table = page.get_by_role("table", name=label)
    expect(table).to_be_visible()
    wide = table.evaluate("table => table.parentElement.scrollWidth - table.parentElement.clientWidth")
    assert wide <= 0
    assert table.locator("tbody tr").first.evaluate("row => row.offsetHeight") > 100


@pytest.fixture
def german(household: Household) -> Iterator[None]:
    """Ann reads German for the length of a test."""
    household.rest.patch("/settings", json={"language": "de"}).raise_for_status()
    yield
    household.rest.patch("/settings", json={"language": "en"}).raise_for_status()


@pytest.mark.usefixtures("german")
def test_the_tab_and_what_the_server_refuses_are_in_the_readers_language(page: Page) -> None:
    page.goto(routes.ADMIN_USERS)
    expect(page).to_have_title("Personen mit Zugang · MediaNest")
    page.get_by_role("button", name="Sperren").first.click()
    expect(page.get_by_text("Das ist der letzte Administrator. Machen Sie zuerst jemand anderen dazu.")).to_be_visible()
    page.goto(routes.SETTINGS)
    page.get_by_label("Wofür ist er?").fill("   ")
    page.get_by_role("button", name="Schlüssel anlegen").click()
    expect(page.get_by_text("Verwenden Sie einen Namen mit höchstens 80 Zeichen.")).to_be_visible()


def test_before_anybody_signs_in_a_page_speaks_the_browsers_language_and_asks_for_nothing_private(
    chromium: Browser, household: Household
) -> None:
    context = chromium.new_context(base_url=household.server.url, locale="de-AT")
    page = context.new_page()
    refused = []
    page.on("response", lambda answer: answer.status == 401 and refused.append(answer.url))
    page.goto(routes.LOGIN)
    expect(page.get_by_role("heading", level=1)).to_have_text("Anmelden")
    expect(page).to_have_title("Anmelden · MediaNest")
    page.wait_for_load_state("networkidle")
    assert refused == []
    context.close()
