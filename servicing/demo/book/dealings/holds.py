"""What stands in the way of collecting: plans, disputes, illness, death, wishes to be left alone."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from accounts import packs
from servicing.demo.book.chance import HOLD, between, draws, pick
from servicing.demo.book.dealings.lateness import Late
from servicing.demo.book.histories.accounts import Account

LOOKS_BACK = 240  # days in which what is told of here began
QUIET = 21  # days without a payment after which a death is likely
REVIEWS_BEHIND, REVIEWS_AHEAD = 5, 28  # days around the last in which the reviews of what lasts fall


class Course(NamedTuple):
    """What a kind of hold is like. Shares in percent."""

    kind: str
    weight: int
    lasts: range  # days, where it ends
    ends: int  # share
    late_known: int  # share
    reason: str
    planned: bool = False  # the end is known from the start


EVERYWHERE = (
    Course("hardship-plan", 26, range(60, 160), 25, 0, "instalment plan signed"),
    Course("plan-preparation", 9, range(10, 28), 50, 0, "asked for a plan"),
    Course("dispute", 16, range(12, 45), 60, 5, "does not recognise a purchase"),
    Course("fraud-claim", 4, range(12, 40), 50, 0, "says that the card was copied"),
    Course("complaint", 9, range(8, 30), 60, 5, "complains about a fee"),
    Course("payment-holiday", 5, range(60, 92), 100, 0, "payment holiday agreed", True),
    Course("deceased", 4, range(1), 0, 80, "told by the family"),
    Course("represented", 4, range(40, 120), 20, 30, "a representative has written"),
    Course("vulnerable", 6, range(60, 120), 15, 0, "asked for support"),
    Course("serious-illness", 5, range(30, 120), 40, 35, "in hospital"),
    Course("cease-contact", 9, range(60, 150), 15, 20, "asked in writing"),
    Course("our-error", 1, range(3, 9), 100, 60, "payment booked to another account"),
)
COURSES = {
    "CN": (*EVERYWHERE, Course("disaster", 4, range(30, 61), 100, 40, "flood", True)),
    "US": (
        *EVERYWHERE,
        Course("disaster", 3, range(30, 61), 100, 40, "storm damage", True),
        Course("bankruptcy", 6, range(90, 180), 10, 70, "petition filed"),
        Course("military-service", 2, range(90, 200), 10, 50, "on active duty"),
    ),
    "GB": (
        *EVERYWHERE,
        Course("breathing-space", 12, range(10, 50), 15, 50, "told by the Insolvency Service"),
        Course("mental-health-crisis", 3, range(40, 120), 50, 50, "told by the Insolvency Service"),
    ),
}
DECEASED = next(course for course in EVERYWHERE if course.kind == "deceased")
DISPUTE = next(course for course in EVERYWHERE if course.kind == "dispute")


class Hold(NamedTuple):
    reference: str
    account: Account  # one of the person's, where it binds the person
    binds_person: bool
    kind: str
    starts_on: int
    ends_on: int | None
    review_on: int
    channel: str
    disputed: tuple[int, int] | None  # amount and statement date
    fresh_due_on: int | None
    known_on: int
    end_known_on: int | None  # none: known from the start
    reason: str

    @property
    def over_on(self) -> int | None:
        """The first day after it, by its end or the pack's length; none while nobody lifts it."""
        if self.ends_on is not None:
            return self.ends_on + 1
        length = packs.of(self.account.product.jurisdiction).holds[self.kind].length_days
        return self.starts_on + length if length else None

    def lasts_on(self, day: int) -> bool:
        """Whether it stands on a day, as far as was known then or is known by now."""
        over_on = self.over_on
        if over_on is not None and self.end_known_on:
            over_on = max(over_on, self.end_known_on)
        return self.starts_on <= day and (over_on is None or day < over_on)


def at_rest(holds: list[Hold], day: int) -> bool:
    """Whether a person is to be left alone on a day, by every channel."""
    return any(hold.lasts_on(day) and not hold.channel for hold in holds)


def holds_of(seed: int, accounts: list[Account], late: list[list[Late]], last: int) -> list[Hold]:
    """The holds of one person through the last day. ``late``: the late days of each account."""
    rng = draws(seed, HOLD, accounts[0].holder.number)
    holds = [*_story(rng, accounts, late, last)]
    return [
        hold._replace(reference=f"H{accounts[0].holder.number:08d}-{n}") for n, hold in enumerate(holds, 1)
    ]


def _story(rng: Random, accounts: list[Account], late: list[list[Late]], last: int) -> Iterator[Hold]:
    """Some of those who were late of late, and a few who were not."""
    draw = rng.random()
    recent = [
        (account, days)
        for account, lates in zip(accounts, late, strict=True)
        for days in lates
        if days.until > last - LOOKS_BACK and days.first < last
    ]
    if recent and draw < 0.12:
        yield from _while_late(rng, accounts, *pick(rng, recent), last)
    elif draw > (0.93 if len(accounts) > 1 else 0.996):
        yield from _died(rng, accounts, last)
    elif draw > 0.9:
        yield from _upheld(rng, accounts, last)


def _while_late(
    rng: Random, accounts: list[Account], account: Account, late: Late, last: int
) -> Iterator[Hold]:
    courses = COURSES[account.product.jurisdiction]
    course = rng.choices(courses, [course.weight for course in courses])[0]
    if course.kind == "deceased":
        yield from _died(rng, accounts, last)
        return
    starts_on = between(rng, max(late.first, last - LOOKS_BACK), min(late.until, last) - 1)
    hold = _hold(rng, course, account, starts_on, last)
    newest = max(each.opened_on for each in accounts)
    if hold.known_on > last or (hold.binds_person and starts_on < newest):
        return
    if course.kind in ("dispute", "fraud-claim"):
        hold = _about(rng, hold, late)
    yield hold


def _hold(rng: Random, course: Course, account: Account, starts_on: int, last: int) -> Hold:
    known_on = starts_on + (between(rng, 3, 20) if rng.random() * 100 < course.late_known else 0)
    ends_on = max(known_on, starts_on + pick(rng, course.lasts)) if rng.random() * 100 < course.ends else None
    told_on = None if ends_on is None or course.planned else ends_on + (4 if rng.random() < 0.2 else 0)
    kind = packs.of(account.product.jurisdiction).holds[course.kind]
    return Hold(
        reference=f"H{account.number:08d}",
        account=account,
        binds_person="account" not in kind.binds,
        kind=course.kind,
        starts_on=starts_on,
        ends_on=ends_on,
        review_on=_review_on(rng, known_on, kind.review_days, last),
        channel=pick(rng, ("call", "call", "sms", "email", "")) if course.kind == "cease-contact" else "",
        disputed=None,
        fresh_due_on=None,
        known_on=known_on,
        end_known_on=told_on,
        reason=course.reason,
    )


def _review_on(rng: Random, known_on: int, days: int, last: int) -> int:
    """What began long ago has been looked at since and is next looked at around the last day."""
    due = known_on + days
    return due if due >= last else max(known_on, last + between(rng, -REVIEWS_BEHIND, REVIEWS_AHEAD))


def _about(rng: Random, hold: Hold, late: Late) -> Hold:
    """Part of what its statement newly asked. Where it is turned down, a fresh due date is granted."""
    asked = late.cycle.statement.minimum - late.cycle.statement.past_due
    amount = max(1_00, int(asked * (0.3 + 0.6 * rng.random())))
    fresh_due_on = hold.ends_on + between(rng, 10, 20) if hold.ends_on and rng.random() < 0.6 else None
    return hold._replace(disputed=(amount, late.cycle.window.printed_on), fresh_due_on=fresh_due_on)


def _died(rng: Random, accounts: list[Account], last: int) -> Iterator[Hold]:
    """A person from whom nothing has come for some time."""
    paid = [payment.posted_on for a in accounts for c in a.cycles for payment in c.payments]
    quiet_from = max([*(day for day in paid if day <= last), last - 90])
    if any(account.exits for account in accounts) or last - quiet_from < QUIET:
        return
    hold = _hold(rng, DECEASED, accounts[0], quiet_from + between(rng, 1, 5), last)
    yield hold._replace(known_on=min(hold.known_on, last))


def _upheld(rng: Random, accounts: list[Account], last: int) -> Iterator[Hold]:
    """The issuer credited what was disputed on a statement; the hold ended the day before."""
    for account in accounts:
        for _, window, statement, payments in account.cycles:
            credit = next((p for p in payments if p.kind == "credit" and p.posted_on <= last), None)
            if credit and window.printed_on + 2 < credit.posted_on and credit.amount <= statement.minimum:
                starts_on = between(rng, window.printed_on + 1, credit.posted_on - 2)
                hold = _hold(rng, DISPUTE, account, starts_on, last)
                yield hold._replace(
                    ends_on=credit.posted_on - 1,
                    known_on=starts_on,
                    end_known_on=credit.posted_on,
                    disputed=(credit.amount, window.printed_on),
                )
                return
