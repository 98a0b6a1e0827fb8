"""The desk in a real browser: by keyboard alone, without scripts, for every kind of reader."""

import os
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.dates import utc_day
from accounts.models import Break, Restatement
from notices import batches
from notices.models import NoticeContent
from servicing.workspace.close import board as night
from tests import browser as chromium
from tests.history import rewritten
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import (
    PASSWORD,
    file,
    release,
    small_book,
    team,
)

pytestmark = pytest.mark.django_db(transaction=True)
WIDE, NARROW = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def browser():
    path = chromium.find()
    if not path:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(chromium.MISSING)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the browser's driver keeps a loop of its own
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])


@pytest.fixture
def desk(browser, live_server):
    """Opens windows on the desk. Whatever a browser complains of, and any other host asked, fails the test."""
    complaints, windows = [], []

    def window(**options):
        context = browser.new_context(base_url=live_server.url, **{"viewport": WIDE, **options})
        windows.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type in ("error", "warning") and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda asked: elsewhere(asked.url) and complaints.append(asked.url),
        )
        return page

    yield window
    for context in windows:
        context.close()
    assert complaints == []


@pytest.fixture
def book(transactional_db):
    team()
    return small_book()


def elsewhere(address) -> bool:
    """Another host than ours. The browser's own viewer of letters asks nobody but itself."""
    parts = urlsplit(address)
    return parts.scheme not in ("chrome-extension", "chrome") and parts.hostname != "localhost"


def sign_in(page, role="agent"):
    """By keyboard, in whatever language the page is."""
    page.goto("/sign-in/")
    expect(page.locator("[name=username]")).to_be_focused()
    page.keyboard.type(role)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path == "/")
    return page


def tab_to(page, target):
    """Press Tab until the target has the focus, as somebody without a mouse would."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"{target} cannot be reached by keyboard")


def test_a_morning_by_keyboard_alone(desk, book):
    page = sign_in(desk())
    page.keyboard.press("/")
    page.keyboard.type("li na")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 account found")

    tab_to(page, page.get_by_role("link", name=book["late"].reference))
    page.keyboard.press("Enter")
    expect(page.get_by_text("is in stage M2.")).to_be_visible()

    tab_to(page, page.get_by_label("Explain the end of"))
    page.keyboard.type("01062026")
    page.keyboard.press("Enter")
    expect(page.get_by_text("is in stage M0.")).to_be_visible()
    assert page.url.endswith("?on=2026-01-06&basis=known")
    expect(page.get_by_label("Explain the end of")).to_be_focused()

    page.keyboard.press("Home")
    tab_to(page, page.get_by_role("button", name="Español"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("está en la etapa M0.")).to_be_visible()

    tab_to(page, page.locator("summary", has_text="Cartera"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Diferencias de extracto"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("button", name="Tomar"))
    page.keyboard.press("Enter")
    given_back = page.get_by_role("button", name="Devolver")
    expect(given_back).to_be_focused()
    assert Break.objects.get(settled_on=None).owner == "agent"


def test_without_scripts(desk, book):
    page = sign_in(desk(java_script_enabled=False), "supervisor")
    page.get_by_label("Find an account").fill("garcía")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Current 1").click()
    page.get_by_role("link", name=book["paid"].reference).click()
    page.get_by_label("Explain the end of").fill("2026-01-02")
    page.get_by_role("button", name="Explain").click()
    expect(page.get_by_text("At the end of 2 Jan 2026")).to_be_visible()
    page.locator("summary", has_text="Portfolio").click()
    page.get_by_role("link", name="Statement differences").click()
    page.get_by_role("button", name="Take").click()
    expect(page.get_by_role("row", name="The supervisor")).to_be_visible()


def test_a_batch_is_released_and_recalled_without_scripts(desk, book):
    release()
    for name in ("late", "broken"):
        noticed(book[name])
    with rewritten():  # letters of today that name no figure: older ones are made anew before they go
        NoticeContent.objects.update(as_of=utc_day(timezone.now()), figures={"currency": "CNY", "values": {}})
    batches.make(Act(at=timezone.now()))
    page = sign_in(desk(java_script_enabled=False), "supervisor")
    page.get_by_role("link", name="Letters", exact=True).click()
    page.get_by_role("link", name="Correction of an earlier notice").click()
    page.get_by_role("button", name="Release 2 notices").click()
    expect(page.get_by_text("2 notices are released and leave at")).to_be_visible()
    page.get_by_text("Recall the batch").click()
    page.get_by_label("Why").fill("the letterhead is old")
    page.get_by_label("kept back").check()
    page.get_by_role("button", name="Recall all of it").click()
    expect(page.get_by_text("Recalled by The supervisor")).to_be_visible()
    expect(page.get_by_text("the letterhead is old")).to_be_visible()


def test_a_restatement_is_watched_until_it_is_finished(desk, book):
    page = sign_in(desk(), "supervisor")
    page.locator("summary", has_text="Portfolio").click()
    page.get_by_role("link", name="Recalculated days").click()
    page.get_by_label("Recalculate the end of").fill("2026-01-15")
    page.get_by_role("button", name="Recalculate").click()
    expect(page.get_by_text("0 of 3 accounts are restated.")).to_be_visible()
    restatement_run.work_through(Restatement.objects.get())
    expect(page.get_by_text("Nothing differs: all 3 accounts stand as the close")).to_be_visible()


def test_the_board_refreshes_itself_and_moves_neither_focus_nor_scroll(desk, book, monkeypatch):
    monkeypatch.setattr(night, "SELDOM", 1)
    page = sign_in(desk(viewport=NARROW, reduced_motion="reduce"))
    page.goto("/night/")
    page.locator("#to-files").focus()
    scrolled = page.evaluate("scrollY")
    assert scrolled > 0
    was_there = page.locator("#board").element_handle()
    file("another.csv", refused=1)
    expect(page.locator("#board")).to_contain_text("another.csv")
    assert not was_there.is_visible()
    expect(page.locator("#to-files")).to_be_focused()
    assert page.evaluate("scrollY") == scrolled
    Break.objects.update(owner="agent")
    expect(page.locator("#todo")).not_to_contain_text("no owner")
    expect(page.locator("#to-files")).to_be_focused()


def test_a_lost_session_leads_to_signing_in(desk, book):
    page = sign_in(desk())
    page.goto(f"/accounts/{book['late'].pk}/")
    page.context.clear_cookies()
    page.get_by_label("restated").check()
    page.wait_for_url(f"**/sign-in/?next=/accounts/{book['late'].pk}/")
