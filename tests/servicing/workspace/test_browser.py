"""The desk in a real browser: by keyboard alone, without scripts, for every kind of reader."""

import os
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from playwright.sync_api import expect, sync_playwright

from accounts.calendars import sync as calendar_sync
from accounts.close import restatement as restatement_run
from accounts.dates import utc_day
from accounts.models import Break, Restatement, SetAside
from notices import batches
from notices.models import NoticeContent
from servicing.workspace.close import board as night
from tests import browser as chromium
from tests.history import rewritten
from tests.notices.posted import noticed
from tests.servicing.axe import violations
from tests.servicing.workspace.builders import (
    FIRST,
    LAST,
    PASSWORD,
    close_at_work,
    file,
    release,
    restated,
    small_book,
    team,
)
from tests.servicing.workspace.cases.test_cases import opened

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
    batches.make(timezone.now())
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


OF_A_SUPERVISOR = (
    "/",
    "/accounts/",
    "/accounts/?stage=M2",
    "/moves/",
    "/night/",
    "/set-aside/",
    "/files/",
    "/closes/",
    "/closes/2026-01-22/",
    "/closes/2026-01-23/",
    "/breaks/",
    "/restatements/",
    "/rules/",
    "/rules/GB/",
    "/templates/",
    "/prompts/",
    "/prompts/self-harm/zh-Hans/",
    "/caller/",
    "/notices/?state=sent&kind=cn-overdue",
    "/templates/us-negative-notice/es/",
    "/templates/cn-help/en/1/",
    "/calendars/",
    "/calendars/CN/?year=2026",
    "/cases/",
    "/re-ages/",
    "/batches/",
    "/notices/",
    "/notices/?show=failed",
)
OF_AN_ADMINISTRATOR = (
    "/",
    "/sign-ins/",
    "/team/",
    "/team/new/",
    "/password/",
    "/files/",
    "/files/expected/new/",
    "/calendars/CN/correct/",
)


def at_work(book):
    """Something of everything for the pages to show."""
    SetAside.objects.create(account=book["paid"], since=LAST, reason="no policy in force on 2026-01-23")
    calendar_sync.keep(LAST)
    close_at_work(timezone.now())
    noticed(book["paid"], state="failed", reason="no address")


def of_rows(book):
    """The pages of a case, a notice with its batch, an account and its cardholder, and of two restatements."""
    late, broken = book["late"], book["broken"]
    case = opened(broken, kind="dispute", disputed_amount=6000, statement_date=FIRST)
    notice = noticed(late, missed_on=LAST)
    [batch] = batches.make(timezone.now())
    yield f"/cases/{case.pk}/"
    yield f"/batches/{batch.pk}/"
    yield f"/notices/{notice.pk}/"
    yield f"/customers/{late.parties.get().customer_id}/"
    for path in ("rules/", "cases/new/", "parties/new/", "mandates/new/", "contacts/incoming/"):
        yield f"/accounts/{late.pk}/{path}"
    finished = restated(late, LAST)
    begun = restatement_run.begin(LAST, "compliance", finished.asked_at)
    for path in (f"{finished.pk}/", f"{finished.pk}/accounts/", f"{begun.pk}/"):
        yield f"/restatements/{path}"
    yield f"/accounts/{broken.pk}/"


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(NARROW, "dark", "zh-Hans"), (NARROW, "light", "es")],
)
def test_every_page_can_be_read_by_everybody(desk, book, width, scheme, language):
    def look(address):
        page.goto(address)
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
            f"{address} scrolls sideways"
        )

    at_work(book)
    rows = list(of_rows(book))
    page = desk(viewport=width, color_scheme=scheme, locale=language)
    look("/sign-in/")
    sign_in(page, "supervisor")
    for address in (*OF_A_SUPERVISOR, *rows):
        look(address)
    page.context.clear_cookies()
    sign_in(page, "administrator")
    for address in OF_AN_ADMINISTRATOR:
        look(address)


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
