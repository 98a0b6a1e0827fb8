"""The calls and messages of the last months: to people who are late, as often as their pack lets us."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from functools import cache
from random import Random
from typing import NamedTuple

from accounts import packs
from accounts.calendars import holiday_library
from accounts.rules.working_days import WorkingCalendar
from servicing.demo.book.chance import CONTACT, between, draws, pick
from servicing.demo.book.dealings.holds import Hold, at_rest
from servicing.demo.book.dealings.promises import Debt
from servicing.demo.book.histories.accounts import Account
from servicing.demo.book.people.persons import Person

LOOKS_BACK = 90  # days
APART, APART_AFTER_TALK = 4, 8  # days: within the caps and the rest of every pack
PAUSES = range(APART, 10)
AGENTS = ("a.lin", "b.ortiz", "c.shaw", "d.wei", "e.novak", "f.khan")
DIALLER, SENDER = "dialler", "sender"

CALLED = (  # shares in percent
    ("no-answer", 45), ("busy", 9), ("voicemail-left", 17), ("answered", 8), ("refused", 3),
    ("conversation", 16), ("wrong-number", 2),
)  # fmt: skip
WRITTEN = (("message-delivered", 82), ("message-sent", 15), ("bounced", 3))
CHANNELS = (("call", 56), ("sms", 30), ("email", 14))
BY_PHONE = {"call", "sms"}

SAID = ("will see to it", "forgot, pays in the app", "waits for wages", "asked what is owed", "")


class Contact(NamedTuple):
    reference: str
    account: Account
    day: int
    minute: int  # of the day, by the person's clock
    channel: str
    direction: str
    purpose: str
    outcome: str
    number: str
    agent: str
    note: str


class Told(NamedTuple):
    """A day on which the person and we speak for a reason."""

    day: int
    account: Account
    purpose: str
    note: str
    outcome: str = "conversation"
    by_us: bool = False  # if we may that day, else the person called


class Log:
    """The contacts with one person, oldest first."""

    def __init__(self, rng: Random, holder: Person, holds: list[Hold]) -> None:
        self.rng, self.holder, self.holds = rng, holder, holds
        self.entries: list[Contact] = []
        self.wrong: set[str] = set()  # channels that reach somebody else, or nobody
        self.free_from = self.talk_from = 0

    def may(self, day: int, channel: str, purpose: str = "collection") -> bool:
        """Whether we may contact the person."""
        free = day >= self.free_from and (purpose == "service" or day >= self.talk_from)
        left_alone = at_rest(self.holds, day) or any(
            hold.channel == channel and hold.lasts_on(day) for hold in self.holds
        )
        reaches = self.number(channel) and channel not in self.wrong
        return bool(free and reaches and not left_alone and _is_open(self.holder.jurisdiction, day))

    def number(self, channel: str) -> str:
        return self.holder.email if channel == "email" else self.holder.phone

    def add(  # noqa: PLR0913 -- what a contact is made of
        self, account: Account, day: int, channel: str, outcome: str, purpose: str, *, inward: bool = False,
        note: str = "",
    ) -> None:  # fmt: skip
        talked = outcome == "conversation"
        self.entries.append(
            Contact(
                reference=f"C{self.holder.number:08d}-{len(self.entries) + 1:03d}",
                account=account,
                day=day,
                minute=between(self.rng, 9 * 60 + 5, 19 * 60 + 55),
                channel=channel,
                direction="in" if inward else "out",
                purpose=purpose,
                outcome=outcome,
                number="" if channel in self.wrong else self.number(channel),
                agent=pick(self.rng, AGENTS) if talked or inward else _machine(channel),
                note=note,
            )
        )
        if talked:
            self.talk_from = day + APART_AFTER_TALK
        if not inward:
            self.free_from = day + APART


def contacts_of(seed: int, debts: list[Debt], holds: list[Hold], last: int) -> list[Contact]:
    """The contacts with one person before the last day, in order."""
    holder = debts[0].account.holder
    log = Log(draws(seed, CONTACT, holder.number), holder, holds)
    by_day: dict[int, list[Told]] = defaultdict(list)
    for each in _told(debts, holds):
        by_day[each.day].append(each)
    tries_on = 0
    for day in _busy_days(debts, by_day, last):
        for each in by_day.get(day, ()):
            _tell(log, each)
        if day not in by_day and day >= tries_on and (debt := _to_ask(debts, day)):
            _try(log, debt.account, day)
            tries_on = day + pick(log.rng, PAUSES)
    return log.entries


def _busy_days(debts: list[Debt], days: Collection[int], last: int) -> list[int]:
    """Days of late on which there may be something to say."""
    since = last - LOOKS_BACK
    late = {
        day for debt in debts for days in debt.late for day in range(max(since, days.first + 1), days.until)
    }
    return sorted(day for day in late | set(days) if since <= day < last)


def _told(debts: list[Debt], holds: list[Hold]) -> Iterator[Told]:
    for account, _, promises in debts:
        for promise in promises:
            yield Told(promise.made_on, account, "collection", "promises to pay", by_us=True)
            if not promise.cancelled_on:
                on = promise.instalments[0].due_on - 1
                yield Told(on, account, "service", "", "message-delivered", by_us=True)
    for hold in holds:
        outcome = "answered" if hold.kind == "deceased" else "conversation"
        yield Told(hold.known_on, hold.account, "service", hold.reason, outcome)


def _tell(log: Log, contact: Told) -> None:
    """A promise and what a hold rests on are heard; of a promise we remind the person on the day before."""
    if contact.outcome == "message-delivered":
        if log.may(contact.day, "sms", contact.purpose):
            log.add(contact.account, contact.day, "sms", contact.outcome, contact.purpose)
        return
    inward = not (contact.by_us and log.may(contact.day, "call"))
    log.add(
        contact.account,
        contact.day,
        "call",
        contact.outcome,
        contact.purpose,
        inward=inward,
        note=contact.note,
    )


def _to_ask(debts: list[Debt], day: int) -> Debt | None:
    """The first that is late and about which no promise asks us to wait."""
    return next((debt for debt in debts if debt.is_late_on(day) and not debt.promised_on(day)), None)


def _try(log: Log, account: Account, day: int) -> None:
    """By some channel, if it is one that we may use."""
    channel = _drawn(log.rng, CHANNELS)
    if not log.may(day, channel):
        return
    outcome = _drawn(log.rng, CALLED if channel == "call" else WRITTEN)
    if outcome == "wrong-number" and log.holder.jurisdiction == "US":
        outcome = "no-answer"  # the few numbers for fiction are shared: it would be wrong for others too
    note = pick(log.rng, SAID) if outcome == "conversation" else ""
    log.add(account, day, channel, outcome, "collection", note=note)
    if outcome == "wrong-number":
        log.wrong |= BY_PHONE
    if outcome == "bounced":
        log.wrong.add(channel)


def _drawn(rng: Random, shares: tuple[tuple[str, int], ...]) -> str:
    return rng.choices([what for what, _ in shares], [share for _, share in shares])[0]


def _machine(channel: str) -> str:
    return DIALLER if channel == "call" else SENDER


@cache
def _is_open(jurisdiction: str, day: int) -> bool:
    """Whether the pack lets us contact people on the day at all."""
    pack, on = packs.of(jurisdiction), date.fromordinal(day)
    rules = pack.contact
    if rules is None or on.weekday() not in rules.weekdays:
        return False
    return rules.on_holidays or not _calendar(pack.calendar, on.year).is_holiday(on)


@cache
def _calendar(calendar: str, year: int) -> WorkingCalendar:
    return WorkingCalendar(holiday_library.year_of(calendar, year))
