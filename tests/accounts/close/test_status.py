"""The state of the night, told in the situations a supervisor meets."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.close import run as nightly_close
from accounts.close.status import MissingFile, read
from accounts.dates import ALWAYS
from accounts.models import (
    Account,
    Break,
    BusinessDay,
    ClosingShard,
    DayTally,
    IntakeFile,
    Product,
    SetAside,
)
from accounts.rules.standing import Cycle, Facts, Policy
from tests.book import put
from tests.history import rewritten

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)
NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)  # the tenth is over in Shanghai, the eleventh at 16:00


def account(policies=(POLICY,)) -> Account:
    return put(Facts(policies, (Cycle(FIRST, date(2026, 1, 6), 90000, 10000, 0, FIRST, FIRST),)))


def close(through: date, now: datetime = NOON) -> None:
    nightly_close.close_through(through, now=now)


def tenth_in_shards(*shards: dict, listed: bool = True) -> None:
    """The close of the tenth, begun at 11:59, with these shards of 100 accounts."""
    BusinessDay.objects.create(
        day=date(2026, 1, 10),
        started_at=NOON - timedelta(minutes=1),
        listed_at=NOON - timedelta(seconds=50) if listed else None,
    )
    for number, shard in enumerate(shards, 1):
        ClosingShard.objects.create(
            day_id=date(2026, 1, 10),
            number=number,
            first_account=number,
            last_account=number,
            accounts=100,
            **shard,
        )


DONE = {"worker": "desk-1", "attempt": 1, "done_at": NOON}
LEASED = {"worker": "desk-2", "attempt": 1, "leased_until": NOON + timedelta(seconds=30)}
TAKEN_OVER = {"worker": "desk-3", "attempt": 3, "leased_until": NOON + timedelta(seconds=30)}
LAPSED = {"worker": "desk-4", "attempt": 1, "leased_until": NOON - timedelta(seconds=1)}
FREE: dict = {}


def test_an_empty_book_is_in_order():
    state = read(NOON)
    assert (state.status, state.last_closed, state.days_behind, state.closes) == ("ok", None, 0, [])


def test_every_day_closed():
    account()
    close(date(2026, 1, 10))
    state = read(NOON)
    assert (state.status, state.last_closed, state.days_behind) == ("ok", date(2026, 1, 10), 0)
    assert state.next_over_at == datetime(2026, 1, 11, 16, tzinfo=UTC)
    assert [each.day.day for each in state.closes] == list(range(10, 0, -1))
    assert state.accounts == {"CURRENT": 0, "M0": 1, "M1": 0, "M2": 0, "M3": 0}
    assert state.at_work is None


def test_a_day_that_is_over_since_a_moment_waits_for_the_next_tick():
    account()
    close(date(2026, 1, 10))
    over = datetime(2026, 1, 11, 16, tzinfo=UTC)
    state = read(over + timedelta(minutes=1))
    assert (state.status, state.days_behind, state.waiting_since) == ("behind", 1, over)


def test_days_that_nobody_closes():
    account()
    close(date(2026, 1, 7))
    state = read(NOON)
    assert (state.status, state.days_behind) == ("stopped", 3)
    assert state.waiting_since == datetime(2026, 1, 8, 16, tzinfo=UTC)


def test_the_westernmost_zone_says_when_a_day_is_over():
    account()
    Account.objects.filter(pk=account().pk).update(time_zone="America/Los_Angeles")
    state = read(NOON)
    assert (state.newest_over, state.next_over_at) == (
        date(2026, 1, 10),
        datetime(2026, 1, 12, 8, tzinfo=UTC),
    )


def test_catching_up_is_estimated_from_how_long_days_took():
    account()
    close(date(2026, 1, 7))
    with rewritten():
        for place, day in enumerate(BusinessDay.objects.order_by("day")):
            day.closed_at = day.started_at + timedelta(
                seconds=3600 if place == 3 else 20
            )  # one was cut short
            day.save()
    with nightly_close.only_one():
        state = read(NOON)
    assert (state.status, state.days_behind, state.leading) == ("behind", 3, True)
    assert state.catch_up_seconds == 60


def test_a_close_that_is_at_work():
    account()
    close(date(2026, 1, 9))
    with rewritten():
        BusinessDay.objects.update(started_at=NOON, closed_at=NOON + timedelta(seconds=20))
    tenth_in_shards(DONE, DONE, LEASED, TAKEN_OVER, LAPSED, FREE, FREE, FREE)
    with nightly_close.only_one():
        state = read(NOON)
    work = state.at_work
    assert (state.status, work.led, work.cut_short) == ("behind", True, False)
    assert (work.shards, work.done, work.leased, work.free, work.resumed) == (8, 2, 2, 4, 2)
    assert (work.accounts, work.accounts_done) == (800, 200)
    assert work.workers == ["desk-2", "desk-3"]
    assert [(cell.state, cell.resumed) for cell in work.cells] == [
        ("done", False),
        ("done", False),
        ("leased", False),
        ("leased", True),
        *[("free", False)] * 4,
    ]
    assert state.catch_up_seconds == 15  # three quarters of a day are left


def test_helpers_go_on_for_a_while_when_the_leader_is_gone():
    account()
    close(date(2026, 1, 9))
    tenth_in_shards(DONE, LEASED)
    state = read(NOON)
    assert (state.status, state.at_work.led, state.at_work.cut_short) == ("behind", False, False)


@pytest.mark.parametrize(
    ("shards", "listed"), [((), False), ((DONE, FREE), True), ((DONE, LAPSED), True), ((DONE, DONE), True)]
)
def test_a_close_cut_short(shards, listed):
    account()
    close(date(2026, 1, 9))
    tenth_in_shards(*shards, listed=listed)
    state = read(NOON)
    assert (state.status, state.at_work.cut_short) == ("stopped", True)


def test_shards_beyond_counting_are_not_told_one_by_one():
    account()
    close(date(2026, 1, 9))
    tenth_in_shards(*[DONE] * 30, *[FREE] * 31)
    work = read(NOON).at_work
    assert (work.shards, work.done, work.cells) == (61, 30, [])


def test_accounts_set_aside_are_trouble_until_they_are_mended():
    account(), account(policies=())
    close(date(2026, 1, 10))
    state = read(NOON)
    assert (state.status, state.aside.accounts, state.aside.since) == ("trouble", 1, FIRST)
    assert state.closes[0].set_aside == 1
    SetAside.objects.all().delete()
    assert read(NOON).status == "ok"


def test_what_the_feeds_say_is_trouble_too():
    state = read(NOON)
    assert replace(state, provisional=[FIRST]).status == "trouble"
    assert replace(state, missing_files=[MissingFile(FIRST, "payments")]).status == "trouble"


def test_a_usual_day_is_the_median_of_those_before():
    account()
    close(date(2026, 1, 31), datetime(2026, 2, 2, tzinfo=UTC))
    product = Product.objects.create(code="OTHER", jurisdiction="CN", currency="CNY")
    for day in range(1, 32):
        moved_in = 90 if day == 31 else 10 * (day % 5)
        DayTally.objects.create(
            day_id=date(2026, 1, day), product=product, stage="M1", opening=0, entered=0, moved_in=moved_in,
            moved_out=moved_in, departed=0, closing=0, balance=0, past_due=0,
        )  # fmt: skip

    def moves(way):
        return next(m for m in read(NOON).moves if (m.stage, m.way) == ("M1", way))

    moved = moves("moved_in")
    assert (moved.accounts, moved.usual, moved.difference, moved.unusual) == (90, 20, 70, "many")
    assert moves("entered").unusual == ""
    DayTally.objects.filter(product=product, day__lt=date(2026, 1, 31)).update(
        moved_in=60, closing=0, moved_out=60
    )
    assert moves("moved_in").unusual == ""  # half as many again is where it begins
    DayTally.objects.filter(product=product, day=date(2026, 1, 31)).update(moved_in=39, moved_out=39)
    assert moves("moved_in").unusual == "few"


def test_after_few_closes_nothing_is_usual():
    account()
    close(date(2026, 1, 10))
    assert {(move.usual, move.unusual) for move in read(NOON).moves} == {(None, "")}


def offer(name: str, days_ago: int = 1, **rows: int) -> None:
    counts = {"loaded": 9, "unchanged": 0, "refused": 0, "conflicting": 0, **rows}
    at = NOON - timedelta(days=days_ago)
    IntakeFile.objects.create(name=name, kind="payments", sha256="0" * 64, offered_at=at, **counts)


def test_refused_rows_are_spoken_of_until_the_file_came_in_whole_or_for_some_days():
    offer("long-ago.csv", 8, refused=5)
    offer("monday.csv", refused=2, conflicting=1)
    offer("tuesday.csv", conflicting=4)
    state = read(NOON)
    assert (state.refused_files, state.refused_rows) == (2, 7)
    offer("monday.csv")
    state = read(NOON)
    assert (state.refused_files, state.refused_rows) == (1, 4)
    assert [(file.name, file.mended) for file in state.files] == [
        ("monday.csv", False),
        ("tuesday.csv", False),
        ("monday.csv", True),
        ("long-ago.csv", False),
    ]


def test_breaks_by_age_and_owner():
    found = account()
    close(date(2026, 2, 15), datetime(2026, 2, 17, tzinfo=UTC))
    for age, owner in ((0, "li"), (7, ""), (8, ""), (30, ""), (31, "li"), (40, "")):
        on = date(2026, 2, 15) - timedelta(days=age)
        Break.objects.create(
            account=found, statement_date=on, printed=1, ours=2, cause="return", found_on=on, owner=owner
        )
    Break.objects.create(
        account=found,
        statement_date=FIRST,
        printed=1,
        ours=2,
        cause="return",
        found_on=FIRST,
        settled_on=FIRST,
    )
    breaks = read(NOON).breaks
    assert (breaks.open, breaks.unowned, breaks.oldest) == (6, 4, 40)
    assert (breaks.to_7, breaks.to_30, breaks.over_30) == (2, 2, 2)


def test_it_asks_little_however_large_the_book(django_assert_num_queries):
    account()
    close(date(2026, 1, 9))
    tenth_in_shards(DONE, LEASED, FREE)
    for enlarge in (lambda: None, lambda: [account() for _ in range(20)]):
        enlarge()
        with django_assert_num_queries(16):
            read(NOON)
