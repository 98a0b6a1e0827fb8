"""A first day in a real browser: what to do, call, promise, hold, dispute, find by name, see letters, go back."""

from datetime import UTC, datetime
from urllib.parse import unquote

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.models import Case, ContactEvent, Hold, Promise
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import FIRST, call_back, small_book, team
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture
from tests.servicing.workspace.test_browser import browser, desk, sign_in  # noqa: F401 -- fixtures

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 1, 24, 2, tzinfo=UTC)  # ten o'clock on a Saturday in Shanghai

# What Tab stops at on the page itself, before the first button.
STOPS_BEFORE_THE_FIRST_ACT = """() => {
  const all = [...document.querySelectorAll('main :is(a[href], button, input, select, textarea, summary)')]
  const stops = all.filter(each => each.type !== 'hidden' && each.tabIndex >= 0 && each.checkVisibility())
  return stops.findIndex(each => each.matches('button, .button'))
}"""


@pytest.fixture
def book(transactional_db):
    team()
    made = small_book()
    with time_machine.travel(NOW):
        call_back(made["late"])
        noticed(made["late"])
        yield made


def find(page, typed):
    page.wait_for_load_state()  # the key is there once the page's script is
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.keyboard.press("Enter")


def stands_on(page, heading):
    """The page has this in its heading."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)


def find_out_what_to_do(page, late):
    expect(page.get_by_role("heading", name="What waits for you", level=1)).to_be_visible()
    page.get_by_role("link", name="Your call-backs").click()
    expect(page.get_by_role("link", name=late.reference, exact=True)).to_be_visible()


def find_somebody_by_name_and_go_back_to_what_was_found(page, late):
    told = page.get_by_role("status")
    find(page, "li na")
    expect(told).to_have_text("1 account found")
    # No name stands in an address.
    assert "li" not in unquote(page.url).partition("?")[2].replace("+", " ").split()
    page.get_by_role("link", name=late.reference, exact=True).click()
    page.go_back()
    expect(told).to_have_text("1 account found")
    page.go_forward()
    stands_on(page, late.reference)


def reach_the_first_act_soon_and_print_none(page):
    """From the link that skips the menu it is not far to the first act; on paper there is none."""
    assert 0 <= page.evaluate(STOPS_BEFORE_THE_FIRST_ACT) <= 15
    page.emulate_media(media="print")
    expect(page.locator("main :is(button, .button):visible")).to_have_count(0)
    expect(page.locator("main a:visible", has_text="Move or cancel")).to_have_count(0)
    page.emulate_media(media="screen")


def call_and_go_back_to_a_call_that_is_logged_once(page):
    page.get_by_role("button", name="Start: 李娜, telephone call, about the debt").click()
    stands_on(page, "Telephone call (李娜)")
    page.locator("[name=identity]").select_option("questions")
    page.locator("[name=right_party]").select_option("yes")
    page.locator("[name=outcome]").select_option("conversation")
    page.get_by_role("button", name="Log", exact=True).click()
    expect(page.get_by_text("Logged.")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("This contact is logged or cancelled already.")).to_be_visible()
    assert ContactEvent.objects.get().outcome == "conversation"


def record_a_promise_as_it_was_pasted(page):
    page.get_by_role("link", name="Record a promise").click()
    page.locator("[name=form-0-due_on]").fill("2026-01-29")
    page.locator("[name=form-0-amount]").fill("¥150.00")
    page.get_by_role("button", name="Record the promise").click()
    expect(page.get_by_text("Recorded. While it is open, collection stops.")).to_be_visible()
    assert Promise.objects.get().taken_by == "agent"


def place_a_hold_for_which_nothing_was_chosen_beforehand(page, late):
    page.get_by_role("link", name="Place a hold").click()
    expect(page.locator("[name=kind]")).to_have_value("")
    page.locator("[name=kind]").select_option("serious-illness")
    page.locator("[name=reason]").fill("told on the telephone")
    page.get_by_role("button", name="Place hold").click()
    expect(page.get_by_text("On hold:")).to_be_visible()
    assert Hold.objects.get().customer == late.parties.get().customer


def open_a_dispute_and_go_back_to_the_account(page, late):
    page.get_by_role("link", name="Open a case").click()
    page.locator("[name=kind]").select_option("dispute")
    page.locator("[name=about]").fill("a purchase that was not theirs")
    page.locator("[name=disputed_amount]").fill("60.00")
    page.locator("[name=statement_date]").select_option(FIRST.isoformat())
    page.get_by_role("button", name="Open", exact=True).click()
    stands_on(page, f"Dispute {Case.objects.get().pk}")
    page.go_back()
    page.go_back()
    stands_on(page, late.reference)


def see_a_letter_and_go_back(page, late):
    page.get_by_role("link", name="Correction of an earlier notice").click()
    stands_on(page, "Correction of an earlier notice")
    page.go_back()
    stands_on(page, late.reference)


def open_the_only_account_of_a_whole_name(page, account):
    find(page, "María García")
    stands_on(page, account.reference)


def test_a_first_day(desk, book):  # noqa: F811
    late = book["late"]
    page = sign_in(desk())
    find_out_what_to_do(page, late)
    find_somebody_by_name_and_go_back_to_what_was_found(page, late)
    reach_the_first_act_soon_and_print_none(page)
    call_and_go_back_to_a_call_that_is_logged_once(page)
    record_a_promise_as_it_was_pasted(page)
    place_a_hold_for_which_nothing_was_chosen_beforehand(page, late)
    open_a_dispute_and_go_back_to_the_account(page, late)
    see_a_letter_and_go_back(page, late)
    open_the_only_account_of_a_whole_name(page, book["paid"])
