"""What looks like a slip of the keyboard is asked again, with the factor, and recorded with a reason that stays."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.cases import lifecycle as case_lifecycle
from accounts.models import CalendarDay, Case, ContactEvent, Hold
from servicing.models import UnlikelyEntry
from tests.history import rewritten
from tests.servicing.workspace.builders import FIRST
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 24, 2, tzinfo=UTC)
SURE = {"sure": "on", "because": "told by the court"}


@pytest.fixture(autouse=True)
def clock(book, people):
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def late(book):
    return book["late"]


def place(client, account, **said) -> str:
    sent = {"kind": "deceased", "binds": "account", "starts_on": "2026-01-20", "reason": "a letter", **said}
    return text(client.post(reverse("place-hold", args=[account.pk]), sent, follow=True))


def dispute(client, account, **said) -> str:
    sent = {
        "kind": "dispute", "customer": account.parties.get().customer_id, "channel": "call",
        "on": "2026-01-24", "about": "not mine", "disputed_amount": "2,500.00",
        "statement_date": FIRST.isoformat(), **said,
    }  # fmt: skip
    return text(client.post(reverse("open-case", args=[account.pk]), sent, follow=True))


def correct(client, day: str, **said) -> str:
    sent = {"day": day, "works": "off", "name": "storm", **said}
    return text(client.post(reverse("correct-calendar", args=["CN"]), sent, follow=True))


def decide(client, verb: str, entry: UnlikelyEntry | None = None, **said) -> str:
    pk = (entry or UnlikelyEntry.objects.get()).pk
    return text(client.post(reverse(f"{verb}-entry", args=[pk]), said, follow=True))


class TestDisputes:
    def test_above_the_balance_of_the_statement(self, agent, late):
        page = dispute(agent, late)
        assert "That is 2.5 times the balance of this statement, 1,000.00 CNY. Record it anyway?" in page
        assert not Case.objects.exists()
        assert "Say why it is right all the same." in dispute(agent, late, sure="on", because="")
        assert "told by the court" in dispute(agent, late, **SURE)
        assert Case.objects.get().steps.get().reason == "told by the court"

    def test_what_the_statement_can_hold_is_not_asked(self, agent, late):
        assert "Opened." in dispute(agent, late, disputed_amount="999.99")

    def test_neither_is_it_a_second_time_by_the_hold_of_the_account(self, agent, late):
        said = {"kind": "dispute", "disputed_amount": "40,000,000", "statement_date": FIRST.isoformat()}
        page = place(agent, late, **said)
        assert "That is 40,000 times the balance of this statement" in page
        place(agent, late, **said, **SURE)
        assert Hold.objects.get().reason == "a letter · told by the court"

    def test_a_correction_of_the_amount_is_asked_as_well(self, agent, late):
        dispute(agent, late, disputed_amount="60.00")
        case = Case.objects.get()
        sent = {"amount": "2,500.00", "reason": "mistyped", "seen": case_lifecycle.seen(case)}
        page = text(agent.post(reverse("amend-case", args=[case.pk]), sent, follow=True))
        assert "That is 2.5 times the balance of this statement" in page
        agent.post(reverse("amend-case", args=[case.pk]), sent | SURE)
        case.refresh_from_db()
        assert (case.disputed_amount, case.disputed) == (6000, 250_000)
        assert case.steps.last().reason == "mistyped · told by the court"


class TestDeaths:
    def test_before_the_account_was_opened(self, agent, late):
        with rewritten():
            late.__class__.objects.filter(pk=late.pk).update(opened_on=FIRST)
        page = place(agent, late, starts_on="2025-12-31")
        assert "The account was opened after that day, on 1 Jan 2026. Record it anyway?" in page
        assert not Hold.objects.exists()
        assert "Saved." in place(agent, late, starts_on="2025-12-31", **SURE)
        assert Hold.objects.get().reason == "a letter · told by the court"

    def test_before_a_conversation(self, agent, late):
        ContactEvent.objects.create(
            customer=late.parties.get().customer, account=late, at=NOW, channel="call", direction="in",
            purpose="service", outcome="conversation", identity="questions", right_party=True, source="desk", agent="agent",
            known_on="2026-01-24", entered_at=NOW,
        )  # fmt: skip
        page = place(agent, late)
        assert "A conversation with this person is logged after that day, on 24 Jan 2026." in page
        assert not Hold.objects.exists()
        assert "Saved." in place(agent, late, starts_on="2026-01-24")

    def test_a_day_long_past(self, agent, late):
        page = place(agent, late, kind="represented", starts_on="2024-01-24")
        assert "That is 731 days ago. Record it anyway?" in page


class TestCalendars:
    def test_a_day_of_2023(self, client, book, people):
        client.force_login(people["administrator"])
        page = correct(client, "2023-05-04")
        assert "That is 996 days ago. Record it anyway?" in page
        assert not CalendarDay.objects.filter(name="storm").exists()
        correct(client, "2023-05-04", **SURE)
        assert CalendarDay.objects.get(name="storm").reason == "told by the court"
        assert "told by the court" in text(client.get(reverse("calendar", args=["CN"]), {"year": 2023}))


class TestASecondPerson:
    """Beyond the limits of the pack: ten times the balance, thirty days after a death, five years away."""

    def test_a_dispute_far_above_the_statement_stands_and_waits(self, agent, client, late, people):
        assert "a second person has to confirm it" not in dispute(agent, late, **SURE)
        page = dispute(agent, late, disputed_amount="10,000.01", about="nor this", **SURE)
        assert "It stands, and a second person has to confirm it." in page
        case = Case.objects.get(disputed_amount=1_000_001)
        assert case.hold.withdrawn_on is None
        client.force_login(people["supervisor"])
        assert "1 unlikely entry waits: confirm or refuse it." in text(client.get(reverse("home")))
        page = text(client.get(reverse("unlikely-entries")))
        assert "That is 10 times the balance of this statement, 1,000.00 CNY." in page
        assert "told by the court" in page
        assert "Confirmed." in decide(client, "confirm")
        assert "Nothing waits for a second person." in text(client.get(reverse("unlikely-entries")))

    def test_one_whose_amount_is_corrected_waits_no_longer(self, agent, client, late, people):
        dispute(agent, late, disputed_amount="40,000,000", **SURE)
        case = Case.objects.get()
        sent = {"amount": "400.00", "reason": "mistyped", "seen": case_lifecycle.seen(case)}
        agent.post(reverse("amend-case", args=[case.pk]), sent)
        client.force_login(people["supervisor"])
        assert "Nothing waits for a second person." in text(client.get(reverse("unlikely-entries")))
        assert "A colleague has decided or corrected it." in decide(client, "confirm")

    def test_a_death_long_before_the_account_was_opened_is_taken_back_when_refused(
        self, agent, client, late, people
    ):
        with rewritten():
            late.__class__.objects.filter(pk=late.pk).update(opened_on=FIRST)
        assert "a second person" not in place(agent, late, starts_on="2025-12-31", **SURE)
        Hold.objects.all().update(withdrawn_on=NOW.date(), withdraw_known_on=NOW.date())
        assert "a second person" in place(agent, late, starts_on="2025-12-01", **SURE)
        client.force_login(people["supervisor"])
        assert "Enter why it is wrong." in decide(client, "refuse")
        assert "Refused, and taken back." in decide(client, "refuse", reason="the year is mistyped")
        hold = Hold.objects.order_by("pk").last()
        assert (hold.withdrawn_by, hold.withdraw_reason) == ("supervisor", "the year is mistyped")

    def test_nobody_confirms_their_own(self, desk, late, people):
        place(desk, late, kind="represented", starts_on="2020-01-24", **SURE)
        assert "yours: somebody else confirms it" in text(desk.get(reverse("unlikely-entries")))
        assert "Somebody else must confirm it: you entered it." in decide(desk, "confirm")
        desk.force_login(people["compliance"])
        assert "Confirmed." in decide(desk, "confirm")
        entry = UnlikelyEntry.objects.get()
        assert (entry.entered_by, entry.decided_by, entry.confirmed) == ("supervisor", "compliance", True)

    def test_a_day_of_a_calendar_is_entered_once_it_is_confirmed(self, client, book, people):
        client.force_login(people["administrator"])
        assert "Not entered yet" in correct(client, "2020-05-04", **SURE)
        correct(client, "2020-05-05", **SURE)
        assert not CalendarDay.objects.filter(name="storm").exists()
        client.force_login(people["compliance"])
        page = text(client.get(reverse("unlikely-entries")))
        assert "CN · 4 May 2020 · non-working · storm" in page
        first, second = UnlikelyEntry.objects.all()
        decide(client, "confirm", first)
        assert "Refused: it is not entered." in decide(client, "refuse", second, reason="no storm")
        day = CalendarDay.objects.get(name="storm")
        assert (day.day.isoformat(), day.entered_by, day.reason) == (
            "2020-05-04", "administrator", "told by the court",
        )  # fmt: skip
