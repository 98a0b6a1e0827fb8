"""What the book knows about persons and accounts, as the gate's rules want it; many at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache, cached_property
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F, Q

from accounts import aging, calendars, facts, packs, people
from accounts.aging import NoPolicy
from accounts.contacting import IN_ERROR, TAKEN_UP
from accounts.days import NEVER
from accounts.gate import neighbours
from accounts.gate.terms import (
    COVERED,
    LIABLE_HOLDER,
    NOTHING,
    OWED,
    UNKNOWN,
    Agreed,
    Point,
    Situation,
    Stop,
    Tried,
)
from accounts.models import Account, CallBack, Exit, Party, PreferredTime
from accounts.packs import Pack
from accounts.stages import CURRENT
from accounts.working_days import WorkingCalendar

Pair = tuple[int, int]  # the ids of a customer and of an account

# Contacts as they stand, and reservations that have come to nothing yet; one query, so that none is between.
_TRIED = """
    SELECT e.customer_id, e.account_id, e.at, e.channel, e.purpose, e.direction = 'out',
           e.outcome = ANY(%(taken_up)s), e.outcome = 'conversation', NULL::timestamptz
    FROM accounts_contactevent e
    WHERE (e.customer_id = ANY(%(customers)s) OR e.account_id = ANY(%(accounts)s)) AND e.at >= %(since)s
      AND e.outcome <> %(in_error)s
      AND NOT EXISTS (SELECT FROM accounts_contactevent later
                      WHERE later.corrects_id = coalesce(e.corrects_id, e.id) AND later.id > e.id)
    UNION ALL
    SELECT r.customer_id, r.account_id, r.at, r.channel, r.purpose, true, false, false, r.reserved_until
    FROM accounts_gateanswer r
    WHERE (r.customer_id = ANY(%(customers)s) OR r.account_id = ANY(%(accounts)s))
      AND r.reserved_until > %(now)s AND r.given_back_at IS NULL
      AND NOT EXISTS (SELECT FROM accounts_contactevent e WHERE e.answer_id = r.id)
"""


class Situations:
    """Of these persons on these accounts at a moment; read once, whatever is asked of them."""

    def __init__(self, pairs: Sequence[Pair], now: datetime) -> None:
        self.at = now
        self.customers = sorted({customer for customer, _ in pairs})
        self.accounts = sorted({account for _, account in pairs})
        self._owing = _Owing(self.accounts)
        self._calendars: dict[str, WorkingCalendar] = {}

    def of(self, customer: int, account: int) -> Situation | None:
        """None where the account's jurisdiction has no pack that permits contact."""
        pack = self.pack(account)
        if pack.contact is None:
            return None
        zones = _zones(self._rows[account].time_zone, self._own_zones.get(customer, ""))
        return Situation(
            contact=pack.contact,
            kinds=pack.holds,
            roles=frozenset(self._roles[customer, account]),
            zones=zones,
            left=account in self._left,
            points=self._points[customer],
            consents=self._consents[customer],
            stops=tuple(self._stops[account]),
            tried=tuple(self._tried_by(customer, account)),
            agreed=tuple(self._agreed[customer]),
            preferred=neighbours.windows(self._preferred[customer], zones[-1]),
            owed_on=lambda day: self._owing.on(account, day),
            promised_on=lambda day: neighbours.promised(account, day),
            is_holiday=lambda day: self._is_holiday(pack.calendar, day),
        )

    def pack(self, account: int) -> Pack:
        return packs.of(self._rows[account].jurisdiction)

    def uses_caps(self, account: int, purpose: str) -> bool:
        contact = self.pack(account).contact
        return contact is not None and contact.purposes[purpose].uses_caps

    @cached_property
    def _rows(self) -> dict[int, Account]:
        accounts = Account.objects.filter(pk__in=self.accounts).only("time_zone", "product_id")
        return accounts.annotate(jurisdiction=F("product__jurisdiction")).in_bulk()

    @cached_property
    def _roles(self) -> dict[Pair, set[str]]:
        """What people are to accounts; a holder whom the contract makes liable is LIABLE_HOLDER too."""
        roles: dict[Pair, set[str]] = defaultdict(set)
        parties = Party.objects.filter(account__in=self.accounts, customer__in=self.customers)
        standing = parties.filter(Q(until__isnull=True) | Q(until__gte=self.at.date()))
        columns = ("customer", "account", "role", "liable_by_contract")
        for customer, account, role, liable in standing.values_list(*columns):
            roles[customer, account] |= {role, LIABLE_HOLDER} if liable else {role}
        return roles

    @cached_property
    def _left(self) -> set[int]:
        """Accounts whose latest exit is no recall."""
        exits = Exit.objects.filter(account__in=self.accounts).order_by("on")
        latest = dict(exits.values_list("account", "reason"))
        return {account for account, reason in latest.items() if reason != Exit.Reason.RECALLED}

    @cached_property
    def _tried(self) -> list[tuple[int, int, Tried]]:
        with connection.cursor() as cursor:
            cursor.execute(
                _TRIED,
                {
                    "customers": self.customers,
                    "accounts": self.accounts,
                    "since": self.at - timedelta(days=_longest() + 1),
                    "now": self.at,
                    "taken_up": list(TAKEN_UP),
                    "in_error": IN_ERROR,
                },
            )
            return [(customer, account, Tried(*row)) for customer, account, *row in cursor.fetchall()]

    def _tried_by(self, customer: int, account: int) -> list[Tried]:
        """With the person, or about the account with somebody else."""
        return [
            replace(tried, of_person=of == customer, of_account=about == account)
            for of, about, tried in self._tried
            if of == customer or about == account
        ]

    @cached_property
    def _agreed(self) -> dict[int, list[Agreed]]:
        agreed: dict[int, list[Agreed]] = defaultdict(list)
        asked = CallBack.objects.filter(customer__in=self.customers, outcome="").exclude(asked="no")
        for customer, at, how in asked.values_list("customer", "at", "asked"):
            agreed[customer].append(Agreed(at, hour=how == CallBack.Asked.HOUR))
        return agreed

    @cached_property
    def _points(self) -> dict[int, tuple[Point, ...]]:
        return neighbours.points(self.customers)

    @cached_property
    def _consents(self) -> dict[int, dict[str, bool | None]]:
        return people.consents_of(self.customers)

    @cached_property
    def _own_zones(self) -> dict[int, str]:
        return people.own_zones(self.customers)

    @cached_property
    def _preferred(self) -> dict[int, list[PreferredTime]]:
        return people.preferred_times_of(self.customers)

    def _is_holiday(self, calendar: str, day: date) -> bool:
        if calendar not in self._calendars:
            self._calendars[calendar] = calendars.of(calendar)
        return self._calendars[calendar].is_holiday(day)

    @cached_property
    def _stops(self) -> dict[int, list[Stop]]:
        return neighbours.stops(self.accounts, self.at.date())


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
            if aging.standing(seen, day).stage == CURRENT:
                return NOTHING
            if amount := self._coming(day).get(account):
                seen = replace(seen, payments=(*seen.payments, _as_paid(amount, day)))
            return OWED if aging.standing(seen, day).stage != CURRENT else COVERED
        except NoPolicy:
            return UNKNOWN

    def _coming(self, day: date) -> dict[int, int]:
        if day not in self._expected:
            self._expected[day] = neighbours.coming(self.accounts, day)
        return self._expected[day]

    @cached_property
    def _facts(self) -> dict[int, aging.Facts]:
        return {pk: found.known_by(NEVER) for pk, found in facts.of_accounts(self.accounts).items()}


def _as_paid(amount: int, day: date) -> aging.Payment:
    """A payment on its way as if it had come."""
    return aging.Payment(posted_on=NEVER, value_on=day, amount=amount, known_on=day)


def _zones(of_account: str, own: str) -> tuple[ZoneInfo, ...]:
    """That of the account, and the person's own where it is another one."""
    return tuple(ZoneInfo(zone) for zone in dict.fromkeys(filter(None, (of_account, own))))


@cache
def _longest() -> int:
    """Days back to which the rules of any pack look."""
    rules = [pack.contact for pack in packs.PACKS.values() if pack.contact]
    days = (cap.days for contact in rules for cap in contact.caps)
    return max(*days, *(contact.rest_days_after_conversation for contact in rules))
