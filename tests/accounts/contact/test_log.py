"""The contact log of the desk: nothing out without the gate, identity first, corrections beside what they correct."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from accounts.acts import Act, ActRefused
from accounts.contact import callbacks, gate
from accounts.contact import log as contact_log
from accounts.customers import reachability
from accounts.models import CallBack, ContactEvent, GateAnswer
from tests.accounts.contact.calling import ask, happened, holder_of, owing

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("America/New_York"))
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
IDENTIFIED = {"identity": "questions", "right_party": True}


def came_of(account, answer: gate.Answer | None = None, **said) -> ContactEvent:
    """What an agent writes down; an outgoing call unless said otherwise."""
    plain = {
        "customer_id": holder_of(account), "account": account, "channel": "call", "purpose": "collection",
        "direction": "out", "outcome": "no-answer", "agent": "anna", "answer_id": answer and answer.pk,
    }  # fmt: skip
    return ContactEvent(**plain | said)


def logged(account, answer=None, *, now=NOW, **said) -> ContactEvent:
    return contact_log.log(came_of(account, answer, **said), now=now)


class TestLogging:
    def test_an_outgoing_contact_is_that_which_the_gate_allowed(self):
        account = owing()
        answer = ask(account, NOW)
        event = logged(account, answer, now=NOW + 9 * MINUTE)
        assert (event.at, event.number, event.source) == (NOW, "+12125550100", "desk")
        assert event.entered_at == NOW + 9 * MINUTE

    def test_and_no_longer_counts_as_under_way(self):
        account = owing()
        logged(account, ask(account, NOW))
        assert ask(account, NOW + MINUTE).allowed

    @pytest.mark.parametrize(
        "change", [{"channel": "sms", "outcome": "message-sent"}, {"purpose": "service"}]
    )
    def test_but_not_another(self, change):
        account = owing()
        with pytest.raises(contact_log.NotAllowed):
            logged(account, ask(account, NOW), **change)

    def test_nor_without_an_answer_or_after_a_no_or_twice(self):
        account = owing()
        refused = ask(account, NOW.replace(hour=23))
        answer = ask(account, NOW)
        logged(account, answer)
        for no in (None, refused, answer):
            with pytest.raises(contact_log.NotAllowed):
                logged(account, no)

    def test_nor_what_was_given_back(self):
        account = owing()
        answer = ask(account, NOW)
        gate.give_back(answer.pk, NOW + MINUTE)
        with pytest.raises(contact_log.NotAllowed):
            logged(account, answer)

    def test_a_lapsed_yes_is_still_logged_for_it_happened(self):
        account = owing()
        answer = ask(account, NOW)
        assert logged(account, answer, now=NOW + DAY).at == NOW

    def test_who_calls_us_needs_no_answer(self):
        account = owing()
        logged(account, direction="in", outcome="conversation", at=NOW, **IDENTIFIED)
        assert ask(account, NOW + DAY).rule == "rest"

    @pytest.mark.parametrize(
        "unsaid", [{}, {"identity": "none", "right_party": True}, {"identity": "questions"}]
    )
    def test_identity_is_checked_before_the_debt_is_spoken_of(self, unsaid):
        account = owing()
        with pytest.raises(IntegrityError, match="once_identified"), transaction.atomic():
            logged(account, ask(account, NOW), outcome="conversation", **unsaid)

    def test_a_wrong_number_is_wrong_for_everybody_at_once(self):
        account, housemate = owing(), owing()
        logged(account, ask(account, NOW), outcome="wrong-number")
        assert reachability.wrong("+12125550100")
        assert ask(housemate, NOW).rule == "wrong-number"


class TestCorrecting:
    def test_the_newest_entry_stands_the_others_stay(self):
        account = owing()
        first = logged(account, ask(account, NOW))
        second = contact_log.correct(came_of(account, outcome="busy", at=NOW), of=first, now=NOW + MINUTE)
        third = contact_log.correct(
            came_of(account, outcome="answered", at=NOW), of=second, now=NOW + 2 * MINUTE
        )
        assert list(contact_log.standing()) == [third]
        assert third.corrects == first
        assert ContactEvent.objects.count() == 3

    def test_only_what_stands_counts(self):
        account = owing("CN")
        noon = NOW.replace(tzinfo=ZoneInfo("Asia/Shanghai"))
        calls = [happened(account, noon - n * MINUTE, "answered") for n in range(1, 4)]
        assert ask(account, noon).about == "answered-calls"
        contact_log.correct(came_of(account, outcome="no-answer", at=calls[0].at), of=calls[0], now=noon)
        assert ask(account, noon).allowed

    def test_what_never_was_counts_for_nothing(self):
        account = owing()
        for days in (1, 2):
            event = happened(account, NOW - days * DAY)
        assert not ask(account, NOW).allowed
        contact_log.correct(came_of(account, outcome="entered-in-error", at=event.at), of=event, now=NOW)
        assert ask(account, NOW).allowed

    def test_whom_and_how_is_not_corrected(self):
        account, other = owing(), owing()
        event = happened(account, NOW)
        second = contact_log.correct(came_of(other, channel="sms", outcome="busy", at=NOW), of=event, now=NOW)
        assert (second.account, second.channel) == (account, "call")

    def test_a_number_called_wrong_in_error_is_right_again_for_whoever_may_say_so(self):
        account = owing()
        event = logged(account, ask(account, NOW), outcome="wrong-number")
        for may_lift in (False, True):
            busy = came_of(account, outcome="busy", number=event.number, at=NOW)
            contact_log.correct(busy, of=event, now=NOW, may_lift=may_lift)
            assert reachability.wrong("+12125550100") != may_lift

    def test_only_a_correction_says_entered_in_error(self):
        account = owing()
        with pytest.raises(IntegrityError, match="outcome_fits_channel"), transaction.atomic():
            logged(account, ask(account, NOW), outcome="entered-in-error")


class TestKeeping:
    @pytest.mark.parametrize("change", [{"note": "nothing happened"}, {"outcome": "busy"}, {"at": NOW - DAY}])
    def test_nothing_is_changed(self, change):
        event = happened(owing(), NOW)
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            ContactEvent.objects.filter(pk=event.pk).update(**change)

    def test_nothing_is_taken_away(self):
        event = happened(owing(), NOW)
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            event.delete()


class TestCallBacks:
    def agreed(self, account, at=NOW + DAY, **said) -> CallBack:
        plain = {
            "customer_id": holder_of(account), "account": account, "day": at.date(), "time": at.time(),
            "zone": "America/New_York", "asked": "call",
        }  # fmt: skip
        return callbacks.agree(CallBack(**plain | said), Act(by="anna", at=NOW))

    def test_by_the_clock_of_its_zone_on_the_nights_of_the_clock_change_too(self):
        spring = self.agreed(owing(), datetime(2026, 3, 8, 9, 30))
        assert spring.at.isoformat() == "2026-03-08T13:30:00+00:00"
        autumn = self.agreed(owing(), datetime(2026, 11, 1, 9, 30))
        assert autumn.at.isoformat() == "2026-11-01T14:30:00+00:00"

    @pytest.mark.parametrize("hour", [6, 22, 3])
    def test_never_at_night(self, hour):
        with pytest.raises(IntegrityError, match="not_at_night"), transaction.atomic():
            self.agreed(owing(), NOW.replace(hour=hour), asked="hour")

    def test_kept_by_reaching_the_person(self):
        account = owing()
        call = self.agreed(account, NOW)
        answer = ask(account, NOW, purpose="call-back")
        logged(account, answer, purpose="call-back", outcome="no-answer")
        assert call in callbacks.open_()
        answer = ask(account, NOW + MINUTE, purpose="call-back")
        logged(account, answer, purpose="call-back", outcome="conversation", **IDENTIFIED)
        call.refresh_from_db()
        assert (call.outcome, call.settled_by) == ("kept", "anna")

    def test_missed_an_hour_after_its_time(self):
        call = self.agreed(owing(), NOW)
        assert not callbacks.missed(NOW + 59 * MINUTE).exists()
        assert list(callbacks.missed(NOW + 60 * MINUTE)) == [call]

    def test_cancelled_or_moved_once(self):
        account = owing()
        call = self.agreed(account)
        callbacks.cancel(call, Act(by="anna", at=NOW, note="paid"))
        with pytest.raises(ActRefused, match="settled"):
            callbacks.cancel(call, Act(by="ben", at=NOW, note="paid"))
        call = self.agreed(account)
        later = CallBack(
            customer_id=holder_of(account), account=account, day=NOW.date() + 2 * DAY, time=NOW.time(),
            zone="America/New_York", asked="call",
        )  # fmt: skip
        callbacks.move(call, later, Act(by="anna", at=NOW))
        assert list(callbacks.open_()) == [later]
        assert not GateAnswer.objects.exists()
