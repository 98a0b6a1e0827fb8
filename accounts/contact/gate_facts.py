"""What the book knows about persons and accounts, as the gate's rules want it; many at once."""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db import connection

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.customers import reachability
from accounts.database import statements
from accounts.dates import NEVER, utc_day
from accounts.models import Account
from accounts.packs import Pack
from accounts.payments import pending as pending_payments
from accounts.promises.silence import Silences
from accounts.rules import standing as standing_rules
from accounts.rules.contact.hours import DAY, Window
from accounts.rules.contact.outcomes import TAKEN_UP
from accounts.rules.contact.terms import (
    AHEAD,
    COVERED,
    NOTHING,
    OWED,
    UNKNOWN,
    ActiveHold,
    AgreedCallback,
    ContactAttempt,
    PartyRole,
    ReachablePoint,
    Situation,
)
from accounts.rules.standing import NoPolicy
from accounts.rules.working_days import WorkingCalendar
from accounts.stages import CURRENT
from accounts.standings import facts

log = logging.getLogger(__name__)
Pair = tuple[int, int]  # the ids of a customer and of an account


class _Asked(NamedTuple):
    """A row of ``people_on_accounts``: a person on an account."""

    customer: int
    account: int
    time_zone: str
    jurisdiction: str
    own_zone: str
    roles: list[str]
    last_days: list[date | None]
    exit_days: list[date]
    gone: list[bool]
    channels: list[str]
    given: list[bool]
    weekdays: list[str]
    opens: list[Any]
    closes: list[Any]
    moments: list[datetime]
    hours: list[bool]

    @property
    def zones(self) -> tuple[ZoneInfo, ...]:
        """That of the account, and the person's own where it is another one."""
        return tuple(ZoneInfo(zone) for zone in dict.fromkeys(filter(None, (self.time_zone, self.own_zone))))

    @property
    def preferred(self) -> Iterable[Window]:
        """By the person's own clock. Days stand there as digits, 1 is Monday."""
        for days, opens, closes in zip(self.weekdays, self.opens, self.closes, strict=True):
            yield Window(self.zones[-1], opens, closes, frozenset(int(day) - 1 for day in days))


class Situations:
    """Of these persons on these accounts at a moment; read once, whatever is asked of them."""

    def __init__(self, pairs: Sequence[Pair], at: datetime) -> None:
        self.at = at
        self.customers, self.accounts = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
        self._owing = _Owing(self.accounts)
        self._calendars: dict[str, WorkingCalendar] = {}
        first = utc_day(at) - DAY
        self._silences = Silences(self.accounts, first, first + timedelta(days=AHEAD))

    def of(self, pair: Pair) -> Situation | None:
        """None where the account's jurisdiction has no pack that permits contact."""
        pack, row = self.pack(pair), self._rows[pair]
        if pack.contact is None:
            return None
        return Situation(
            contact=pack.contact,
            kinds=pack.holds,
            parts=tuple(map(PartyRole, row.roles, row.last_days)),
            zones=row.zones,
            exits=tuple(zip(row.exit_days, row.gone, strict=True)),
            points=tuple(self._points[row.customer]),
            consents=dict(zip(row.channels, row.given, strict=True)),
            stops=tuple(self._stops[pair]),
            tried=tuple(self._tried_by(pair)),
            agreed=tuple(map(AgreedCallback, row.moments, row.hours)),
            preferred=tuple(row.preferred),
            owed_on=lambda day: self._owing.on(row.account, day),
            promised_on=lambda day: self._silences.on(row.account, day),
            is_holiday=lambda day: self._is_holiday(pack.calendar, day),
        )

    def pack(self, pair: Pair) -> Pack:
        return packs.of(self._rows[pair].jurisdiction)

    def uses_caps(self, pair: Pair, purpose: str) -> bool:
        contact = self.pack(pair).contact
        return contact is not None and contact.purposes[purpose].uses_caps

    @cached_property
    def _rows(self) -> dict[Pair, _Asked]:
        asked = {"customers": self.customers, "accounts": self.accounts, "at": self.at}
        return {
            (row.customer, row.account): row for row in map(_Asked._make, _read("people_on_accounts", asked))
        }

    @cached_property
    def _points(self) -> dict[int, list[ReachablePoint]]:
        """The telephone numbers and e-mail addresses of each person, the last confirmed first."""
        points: dict[int, list[ReachablePoint]] = defaultdict(list)
        numbers = reachability.contact_points(set(self.customers)).filter(kind__in=("phone", "email"))
        for customer, *point in numbers.values_list("customer", "kind", "normal", "blocked"):
            points[customer].append(ReachablePoint(*point))
        return points

    @cached_property
    def _tried(self) -> dict[str, dict[int, list[tuple[Pair, ContactAttempt]]]]:
        """By person, and by account."""
        asked = {"customers": self.customers, "accounts": self.accounts, "at": self.at}
        since = self.at - timedelta(days=_longest() + 1)
        rows = _read("contact_attempts", {**asked, "since": since, "taken_up": list(TAKEN_UP)})
        attempts: dict[str, dict[int, list[tuple[Pair, ContactAttempt]]]] = {
            "person": defaultdict(list),
            "account": defaultdict(list),
        }
        for customer, account, *row in rows:
            one = ((customer, account), ContactAttempt(*row))
            attempts["person"][customer].append(one)
            attempts["account"][account].append(one)
        return attempts

    def _tried_by(self, pair: Pair) -> Iterator[ContactAttempt]:
        """With the person, or about the account with somebody else."""
        customer, account = pair
        for (_, about), tried in self._tried["person"][customer]:
            yield replace(tried, of_account=about == account)
        for (whom, _), tried in self._tried["account"][account]:
            if whom != customer:
                yield replace(tried, of_person=False)

    @cached_property
    def _stops(self) -> dict[Pair, list[ActiveHold]]:
        """Those of yesterday too: where it is still that day."""
        asked = {"customers": self.customers, "accounts": self.accounts, "day": utc_day(self.at) - DAY}
        stops: dict[Pair, list[ActiveHold]] = defaultdict(list)
        for customer, account, *stop in _read("holds_on_people", asked):
            stops[customer, account].append(ActiveHold(*stop))
        return stops

    def _is_holiday(self, calendar: str, day: date) -> bool:
        if calendar not in self._calendars:
            self._calendars[calendar] = calendar_store.of(calendar)
        return self._calendars[calendar].is_holiday(day)


@dataclass
class _Owing:
    """What is owed on a day, by everything loaded so far (rules, section 3, "now")."""

    accounts: Sequence[int]
    _found: dict[tuple[int, date], str] = field(default_factory=dict)
    _expected: dict[date, dict[int, int]] = field(default_factory=dict)

    def on(self, account: int, day: date) -> str:
        if (account, day) not in self._found:
            self._found[account, day] = self._asked(account, day)
        return self._found[account, day]

    def _asked(self, account: int, day: date) -> str:
        seen = self._facts[account]
        try:
            if standing_rules.standing(seen, day).stage == CURRENT:
                return NOTHING
            if amount := self._coming(day).get(account):
                seen = replace(seen, payments=(*seen.payments, _as_paid(amount, day)))
            return COVERED if standing_rules.standing(seen, day).stage == CURRENT else OWED
        except NoPolicy:
            return UNKNOWN

    def _coming(self, day: date) -> dict[int, int]:
        """What is on its way to each account and still waited for on the day."""
        if day not in self._expected:
            expected = pending_payments.expected(self.accounts, day)
            self._expected[day] = {pk: sum(each.amount for each in due) for pk, due in expected.items()}
        return self._expected[day]

    @cached_property
    def _facts(self) -> dict[int, standing_rules.Facts]:
        return {
            pk: account_facts.known_by(NEVER)
            for pk, account_facts in facts.of_accounts(self.accounts).items()
        }


def name_broken(account: int) -> None:
    """A day of the account lies beyond the last that there is: nobody is called, and somebody mends it."""
    reference = Account.objects.values_list("reference", flat=True).get(pk=account)
    log.warning("account %s has a day that cannot be counted with: the gate refuses", reference)


def _as_paid(amount: int, day: date) -> standing_rules.Payment:
    """A payment on its way as if it had come."""
    return standing_rules.Payment(posted_on=NEVER, value_on=day, amount=amount, known_on=day)


def _read(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        statements.execute(cursor, statement, **asked)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


@cache
def _longest() -> int:
    """Days back to which the rules of any pack look."""
    rules = [pack.contact for pack in packs.PACKS.values() if pack.contact]
    days = (cap.days for contact in rules for cap in contact.caps)
    return max(*days, *(contact.rest_days_after_conversation for contact in rules))
