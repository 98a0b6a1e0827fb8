"""Claims against a real PostgreSQL: whoever races for people, each belongs to one colleague at a time."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from accounts.acts import Act
from accounts.models import ContactEvent
from servicing.models import Claim, ClaimRecord, Deferral
from servicing.queues import claims, deferrals, picking
from servicing.queues.catalogue import QUEUES
from servicing.queues.entries import Asking, Entry
from tests.accounts.contact.calling import happened, holder_of
from tests.book import somebody
from tests.servicing.queues.waiting import NOW, TODAY, asking, late, offered, people
from tests.servicing.workspace.builders import colleague

M1 = [QUEUES["m1"]]
SECOND = timedelta(seconds=1)


def entry_of(customer: int, account: int) -> Entry:
    return Entry(customer, account, 0, TODAY, 0, customer, TODAY)


def race(names: list[str], crowd: list[Entry]) -> list[tuple[str, int]]:
    """Each of them claims until nobody is left; everyone in a thread and a session of their own."""
    with ThreadPoolExecutor(len(names)) as threads:
        return [won for each in threads.map(lambda name: claim_all(name, crowd), names) for won in each]


def claim_all(name: str, crowd: list[Entry]) -> list[tuple[str, int]]:
    won = []
    try:
        while len(left := unclaimed(crowd)):
            if claim := claims.take(left[:12], Act(by=name, at=NOW), queue="m1", how="next"):
                won.append((name, claim.pk))
    finally:
        connection.close()
    return won


def unclaimed(crowd: list[Entry]) -> list[Entry]:
    taken = set(claims.held(NOW).values_list("pk", flat=True))
    return [entry for entry in crowd if entry.customer not in taken]


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.mark.parametrize("racers", [2, 100])
    def test_nobody_is_claimed_twice(self, racers):
        account = late()
        crowd = [entry_of(somebody(f"Person {number}").pk, account.pk) for number in range(200)]
        won = race([f"agent-{number}" for number in range(racers)], crowd)
        assert Counter(customer for _, customer in won) == dict.fromkeys([e.customer for e in crowd], 1)
        assert ClaimRecord.objects.filter(ended_at=None).count() == len(crowd)
        assert {name for name, _ in won} <= {f"agent-{number}" for number in range(racers)}

    def test_whoever_is_just_being_taken_is_passed_over(self):
        account = late()
        first, second = (entry_of(somebody(name).pk, account.pk) for name in ("A", "B"))
        with transaction.atomic():
            claims.take([first], Act(by="ana", at=NOW), queue="m1", how="next")
            with ThreadPoolExecutor(1) as threads:
                [(_, won)] = threads.submit(claim_one, "bo", [first, second]).result()
        assert won == second.customer


def claim_one(name: str, crowd: list[Entry]) -> list[tuple[str, int]]:
    try:
        claim = claims.take(crowd, Act(by=name, at=NOW), queue="m1", how="next")
        return [(name, claim.pk)] if claim else []
    finally:
        connection.close()


@pytest.mark.django_db
class TestLeases:
    @pytest.fixture
    def taken(self):
        late()
        return picking.next_person(M1, asking())

    def later(self, minutes: int) -> Asking:
        return asking(now=NOW + timedelta(minutes=minutes))

    def test_a_lease_lapses_by_itself_and_the_record_says_when(self, taken):
        bo = colleague("agent", "bo")
        assert offered("m1", bo, NOW + claims.LEASE - SECOND) == []
        again = picking.next_person(M1, Asking(bo, NOW + 2 * claims.LEASE, TODAY))
        assert (again.pk, again.holder, again.fence) == (taken.pk, "bo", 2)
        record = ClaimRecord.objects.get(fence=1)
        assert (record.end, record.ended_at) == ("lapsed", NOW + claims.LEASE)

    def test_whoever_comes_back_too_late_has_lost_the_person(self, taken):
        bo = colleague("agent", "bo")
        picking.next_person(M1, Asking(bo, NOW + 2 * claims.LEASE, TODAY))
        at = NOW + 2 * claims.LEASE + SECOND
        assert not claims.renew(taken, at)
        with pytest.raises(claims.LostClaim):
            claims.end(taken, Act(by="ana", at=at), "done")
        assert Claim.objects.get().holder == "bo"

    def test_renewed_it_holds_on(self, taken):
        assert claims.renew(taken, NOW + claims.LEASE - SECOND)
        assert Claim.objects.get().leased_until == NOW + 2 * claims.LEASE - SECOND

    def test_what_was_handed_over_comes_first(self, taken):
        colleague("agent", "bo")
        other = late(number=7)
        bo = Asking(colleague("agent", "cy"), NOW, TODAY)
        assert picking.next_person(M1, bo).pk == holder_of(other)
        claims.hand_over(taken, "cy", Act(by="ana", at=NOW - SECOND, note="speaks Polish"))
        assert picking.next_person(M1, bo).note == "speaks Polish"

    def test_giving_everybody_back(self, taken):
        assert claims.give_all_back("ana", Act(by="ana", at=NOW + SECOND)) == 1
        assert offered("m1", colleague("agent", "bo"), NOW + 2 * SECOND) == [taken.pk]


@pytest.mark.django_db
class TestDeferrals:
    @pytest.fixture
    def account(self):
        return late()

    @pytest.fixture
    def taken(self, account):
        return picking.next_person(M1, asking())

    def snoozed(self, taken, hours=5):
        until = NOW + timedelta(hours=hours)
        deferrals.snooze(taken, "papers", until, Act(by="ana", at=NOW + SECOND))
        return until

    def test_snoozed_until_the_moment(self, account, taken):
        until = self.snoozed(taken)
        assert offered("m1", now=until - SECOND) == []
        assert offered("m1", now=until) == people(account)

    def test_woken_when_the_person_writes_and_by_nothing_that_does_not_matter(self, account, taken):
        self.snoozed(taken)
        now = NOW + timedelta(hours=1)
        happened(account, now, "no-answer")
        assert offered("m1", now=now + SECOND) == []
        wrote(account, now)
        assert offered("m1", now=now + SECOND) == people(account)

    def test_never_past_the_deadline(self, taken):
        Claim.objects.update(due_on=TODAY)
        taken.refresh_from_db()
        with pytest.raises(deferrals.PastDeadline) as refused:
            self.snoozed(taken, hours=48)
        assert refused.value.last == TODAY and not Deferral.objects.exists()
        assert Claim.objects.get().holder == "ana"

    def test_a_skip_for_oneself_leaves_the_person_to_the_others(self, account, taken):
        deferrals.skip(taken, "language", Act(by="ana", at=NOW + SECOND))
        assert offered("m1", now=NOW + timedelta(hours=1)) == []
        assert offered("m1", colleague("agent", "bo"), NOW + timedelta(hours=1)) == people(account)

    def test_left_without_doing_anything(self, account, taken):
        picking.finish(taken, Act(by="ana", at=NOW + SECOND))
        assert ClaimRecord.objects.get().end == "given-back"
        assert offered("m1", now=NOW + timedelta(minutes=2)) == []
        assert offered("m1", colleague("agent", "bo"), NOW + timedelta(minutes=2)) == people(account)

    def test_worked_on_the_person_rests_until_they_may_be_called_again(self, account, taken):
        logged(account, NOW + SECOND, direction="out", channel="call", outcome="conversation")
        picking.finish(taken, Act(by="ana", at=NOW + 2 * SECOND))
        assert ClaimRecord.objects.get().end == "done"
        until = Deferral.objects.get().until.astimezone(NOW.tzinfo)
        assert until.date() == date(2026, 3, 10)  # seven days of rest
        assert offered("m1", now=until.replace(hour=10)) == people(account)


def wrote(account, at):
    return logged(account, at, direction="in", channel="email", outcome="message-delivered")


def logged(account, at, **said):
    """A contact that Ana logged, with the person identified."""
    return ContactEvent.objects.create(
        account=account, customer_id=holder_of(account), at=at, purpose="collection", source="desk", agent="ana",
        identity="questions", right_party=True, known_on=TODAY, entered_at=at, **said,
    )  # fmt: skip
