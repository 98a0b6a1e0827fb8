"""On the telephone, by keys alone: from "I lost my job" to an offer that has been handed over."""

import pytest
import time_machine
from playwright.sync_api import expect

from accounts.models import AffordabilityStatement, HardshipOffer
from tests.servicing.axe import violations
from tests.servicing.workspace.builders import small_book, team
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture
from tests.servicing.workspace.test_browser import (  # noqa: F401 -- fixtures
    browser,
    desk,
    sign_in,
    tab_to,
)

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = "2026-01-24T02:00Z"  # 10 in the morning in Shanghai, of the first open date


@pytest.fixture
def late(transactional_db):
    with time_machine.travel(MORNING):
        team()
        yield small_book()["late"]


def test_from_i_lost_my_job_to_an_offer(late, desk):  # noqa: F811
    page = sign_in(desk())
    page.goto(f"/accounts/{late.pk}/")
    page.keyboard.press("h")
    expect(page.get_by_role("heading", name="Affordability statement")).to_be_visible()
    write(page, "Salary or wages", "5000")
    write(page, "Rent", "3000")
    expect(page.locator("#figures")).to_contain_text("Draft saved")
    # What is said of the draft takes no place from the lines.
    expect(page.locator(".draft-note")).to_be_visible()
    lines, figures = page.locator(".budget > div").bounding_box(), page.locator(".beside").bounding_box()
    assert lines["width"] > figures["width"] and lines["x"] < figures["x"]
    assert violations(page) == []
    page.keyboard.press("Enter")  # in a field: the first button of the form
    expect(page.get_by_role("heading", name="Options", exact=True)).to_be_visible()
    tab_to(page, page.get_by_role("button", name="Draft an offer").first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Drafted.")
    press_next(page, "Approve offer")
    expect(page.get_by_role("status")).to_contain_text("Approved.")
    press_next(page, "Handed over in person")
    expect(page.get_by_role("status")).to_contain_text("Recorded as handed over.")
    assert HardshipOffer.objects.get().state == "sent"
    assert AffordabilityStatement.objects.get().entered_by == "agent"


def press_next(page, name: str) -> None:
    """The next step is the next key, once the page stands at the offers."""
    page.wait_for_load_state()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    page.keyboard.press("Enter")


def write(page, label: str, amount: str) -> None:
    tab_to(page, page.get_by_label(label, exact=True))
    page.keyboard.type(amount)
