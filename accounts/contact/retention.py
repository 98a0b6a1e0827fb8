"""How long the contact log is kept: as the pack of the account's jurisdiction says, and not longer."""

from collections import Counter
from datetime import date
from typing import Any

from accounts import packs
from accounts.contact.tables import EXPIRED_CONTACT, PURGED_ACCOUNT
from accounts.database import statements
from accounts.dates import months_later
from accounts.evidence import purging
from accounts.models import Product
from accounts.packs.schema import Retention

# The records that go, each with the statement that deletes them.
_RECORDS = {
    "contacts": "purge_contacts",
    "answers": "purge_gate_answers",
    "call_backs": "purge_callbacks",
}


def kept_until(made_on: date, settled_on: date | None, rule: Retention) -> date | None:
    """The last day on which a record is kept; none where nobody can say it yet, or it is kept for good."""
    if not _is_limited(rule) or (_counts_from_settlement(rule) and settled_on is None):
        return None
    ends = [months_later(made_on, rule.least_months or 0)]
    if settled_on is not None and _counts_from_settlement(rule):
        ends.append(months_later(settled_on, rule.months_after_settlement or 0))
    return max(ends)


def purge(day: date) -> Counter[str]:
    """Delete what is past its time on the day: how many contacts, answers of the gate and call-backs."""
    deleted: Counter[str] = Counter()
    for jurisdiction in Product.objects.order_by().values_list("jurisdiction", flat=True).distinct():
        deleted.update(_purge(jurisdiction, day))
    return deleted


def _purge(jurisdiction: str, day: date) -> Counter[str]:
    rule = packs.of(jurisdiction).retention["contact"]
    if not _is_limited(rule):
        return Counter()
    after = rule.months_after_settlement or 0 if _counts_from_settlement(rule) else None
    deleted: Counter[str] = Counter()
    asked: dict[str, Any] = {
        "jurisdiction": jurisdiction,
        "day": day,
        "least_months": rule.least_months or 0,
        "months_after": after,
    }
    with purging.purging() as cursor:
        PURGED_ACCOUNT.fill(cursor, statements.text("purged_account"), asked)
        EXPIRED_CONTACT.fill(cursor, statements.text("expired_contact"), asked)
        for record, statement in _RECORDS.items():
            statements.execute(cursor, statement, **asked)
            deleted[record] = cursor.rowcount
    return deleted


def _is_limited(rule: Retention) -> bool:
    return rule.least_months is not None or _counts_from_settlement(rule)


def _counts_from_settlement(rule: Retention) -> bool:
    return rule.until_settled or rule.months_after_settlement is not None
