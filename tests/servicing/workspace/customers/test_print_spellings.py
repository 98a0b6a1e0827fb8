"""A name that our fonts lack is shown to whoever works here, with a way out that two people answer for."""

import pytest
from django.urls import reverse

from notices.archive import freeze as archive
from notices.models import PrintSpelling
from servicing.models import User
from tests.notices.written import ACT, account, due, heads
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db

NAME, SPELLED = "محمد Rahimi", "Mohammad Rahimi"


@pytest.fixture
def notice(agent):
    """One whose letter could not be printed; what goes by mail was made."""
    heads()
    made = due(account("US", "en", name=NAME), "us-validation")
    archive.make_ready([made.pk], ACT)
    return made


def page(client, notice):
    return client.get(reverse("customer", args=[notice.recipient_id]))


def enter(client, notice, spelling: str, said: str = NAME):
    address = reverse("enter-spelling", args=[notice.recipient_id])
    return client.post(address, {"text": said, "spelling": spelling}, follow=True)


def act(client, verb: str, row: PrintSpelling):
    return client.post(reverse(verb, args=[row.customer_id, row.pk]), follow=True)


def test_it_is_shown_where_people_look(agent, notice):
    assert "Letters of 1 customer cannot be printed: enter another spelling." in text(
        agent.get(reverse("home"))
    )
    listed = markup(agent.get(reverse("print-spellings")))
    assert f'href="{reverse("customer", args=[notice.recipient_id])}#spellings"' in listed
    assert "Enter another spelling" in text(agent.get(reverse("notice", args=[notice.pk])))
    assert "our fonts have no محد." in text(page(agent, notice))


def test_two_people_and_then_letters_bear_it(agent, people, notice):
    assert "It counts once somebody else has approved it." in text(enter(agent, notice, SPELLED))
    row = PrintSpelling.objects.get()
    assert (row.text, row.spelling, row.entered_by) == (NAME, SPELLED, people["agent"].username)
    assert act(agent, "approve-spelling", row).status_code == 403
    agent.force_login(people["supervisor"])
    assert "1 spelling for print waits for approval." in text(agent.get(reverse("home")))
    assert "Approved." in text(act(agent, "approve-spelling", row))
    assert "It is approved or withdrawn already." in text(act(agent, "approve-spelling", row))
    shown = text(page(agent, notice))
    assert f"{NAME} → {SPELLED}" in shown and "Spelling for print approved" in shown
    assert "Withdrawn." in text(act(agent, "withdraw-spelling", row))
    row.refresh_from_db()
    assert not row.is_in_force


def test_who_entered_it_does_not_approve_it(agent, people, notice):
    agent.force_login(people["supervisor"])
    enter(agent, notice, SPELLED)
    row = PrintSpelling.objects.get()
    assert reverse("approve-spelling", args=[row.customer_id, row.pk]) not in markup(page(agent, notice))
    assert "Somebody else than who entered it approves it." in text(act(agent, "approve-spelling", row))
    assert User.objects.get(username=row.entered_by) == people["supervisor"]


@pytest.mark.parametrize(
    ("spelling", "told"),
    [
        ("محمد Rahimi", "Our fonts have no محد."),
        ("Rahimi 2", "A name has letters only"),
        ("Pay or we tell your family", "No letter may say this."),
    ],
)
def test_what_no_letter_can_bear_is_refused(agent, notice, spelling, told):
    assert told in text(enter(agent, notice, spelling))
    assert not PrintSpelling.objects.exists()


def test_only_what_is_recorded_of_the_person_has_another_spelling(agent, notice):
    assert "Letters can bear this text" in text(enter(agent, notice, SPELLED, "Somebody Else"))
