"""The dial list: whom the gate would allow to be called about their debt now (rules, section 10).

A list reserves nothing: the dialler sends back what came of its calls as ``contacts.csv`` before the next
one. It names no more than a dialler needs: which account, which number, in which language, and until when.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.contact import gate
from accounts.customers import reachability
from accounts.models import Party, StageSpan
from accounts.rules.contact.terms import Question
from accounts.stages import MISSED

GOOD_FOR = timedelta(hours=1)  # payments come in, and other systems contact people too
CHUNK = 500
CALL = Question("call", "collection")
HEADER = "account,number,language,time_zone,until"


@dataclass(frozen=True, slots=True)
class Row:
    """``until``: when it holds no longer, whatever happens."""

    account: str
    number: str
    language: str
    time_zone: str
    until: datetime

    @property
    def values(self) -> tuple[str, ...]:
        """As they stand under HEADER, the time by the clock of the zone."""
        until = self.until.astimezone(ZoneInfo(self.time_zone)).isoformat(timespec="seconds")
        return self.account, self.number, self.language, self.time_zone, until


def past_due() -> QuerySet[StageSpan]:
    """The accounts that the last close found past due."""
    return StageSpan.objects.filter(ends_before=None, stage__in=MISSED)


def listing(now: datetime, spans: QuerySet[StageSpan] | None = None) -> Iterator[Row]:
    """One row a person and number, the longest past due first; of these spans, or of all that are past due.

    Asks the gate in stretches as it goes.
    """
    persons: set[int] = set()
    numbers: set[str] = set()
    for parties in _stretches(past_due() if spans is None else spans):
        fresh = [party for party in parties if party.customer_id not in persons]
        for party, row in _allowed(fresh, now):
            if party.customer_id not in persons and row.number not in numbers:
                persons.add(party.customer_id)
                numbers.add(row.number)
                yield row


def _allowed(parties: list[Party], now: datetime) -> Iterator[tuple[Party, Row]]:
    allowed = gate.allowed([(party.customer_id, party.account_id) for party in parties], CALL, now)
    languages = reachability.own_languages([party.customer_id for party in parties])
    for party in parties:
        if yes := allowed.get((party.customer_id, party.account_id)):
            account, until = party.account, min(yes.until, now + GOOD_FOR)
            language = languages.get(party.customer_id, account.language)
            yield party, Row(account.reference, yes.number, language, account.time_zone, until)


def _stretches(late: QuerySet[StageSpan]) -> Iterator[list[Party]]:
    """Cardholders of their accounts."""
    ids = list(late.order_by("oldest_missed_due", "account").values_list("account", flat=True))
    for first in range(0, len(ids), CHUNK):
        yield _cardholders(ids[first : first + CHUNK])


def _cardholders(accounts: list[int]) -> list[Party]:
    holders = Party.objects.filter(account__in=accounts, role=Party.Role.CARDHOLDER).select_related("account")
    by_account = {party.account_id: party for party in holders}
    return [by_account[account] for account in accounts if account in by_account]
