"""Claims: one colleague has a person at a time, for as long as the lease is renewed (rules, section 13)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet

from accounts.acts import Act
from accounts.database import statements
from servicing.models import Claim, ClaimRecord
from servicing.models.claim import How
from servicing.queues.entries import Entry

LEASE = timedelta(minutes=10)  # renewed while the page is used
HANDED = timedelta(hours=4)  # until whoever was given a person must have begun
End = ClaimRecord.End


class LostClaim(ValueError):  # noqa: N818 -- named for what happened
    """Somebody else has the person by now, or nobody."""


def take(people: Sequence[Entry], act: Act, *, queue: str, how: str) -> Claim | None:
    """Claim the first of these people whom nobody has. None where all are taken. One statement."""
    asked = {
        "customers": [entry.customer for entry in people],
        "accounts": [entry.account for entry in people],
        "waiting_since": [entry.since for entry in people],
        "dues": [entry.due_on for entry in people],
        "holder": act.by, "queue": queue, "how": how, "now": act.at, "until": act.at + LEASE, "note": "",
    }  # fmt: skip
    with connection.cursor() as cursor:
        statements.execute(cursor, "claim_first_free", **asked)
        row = cursor.fetchone()
    return _written(row, act.at) if row else None


def _written(row: tuple[Any, ...], now: datetime) -> Claim:
    """The claim as the statement has written it."""
    names = ("customer_id", "account_id", "queue", "holder", "how", "fence", "taken_at", "waiting_since")
    values = dict(zip((*names, "due_on", "note"), row, strict=True)) | {"leased_until": now + LEASE}
    columns = [field.attname for field in Claim._meta.concrete_fields]
    return Claim.from_db(connection.alias, columns, [values[column] for column in columns])


def held(now: datetime) -> QuerySet[Claim]:
    """Claims in force."""
    return Claim.objects.filter(leased_until__gt=now).exclude(holder="")


def held_by(holder: str, now: datetime) -> QuerySet[Claim]:
    """Those of one colleague: what was given to them first, then by the time of the claim."""
    return held(now).filter(holder=holder).order_by("taken_at", "pk")


def holder_of(customer: int, now: datetime) -> Claim | None:
    return held(now).filter(pk=customer).first()


def renew(claim: Claim, now: datetime) -> bool:
    """Keep the person for another lease. False where the claim is lost. A longer lease stays as it is."""
    own = _own(claim, now)
    if not own.filter(leased_until__lt=now + LEASE).update(leased_until=now + LEASE):
        return own.exists()
    return True


def end(claim: Claim, act: Act, how: str) -> None:
    """Give the person back; the note of the act is the reason. Raises LostClaim."""
    with transaction.atomic():
        if not _own(claim, act.at).update(holder="", leased_until=act.at):
            raise LostClaim
        _end_record(claim, act, how)


def give_all_back(holder: str, act: Act, how: str = End.GIVEN_BACK) -> int:
    """Give back whomever a colleague has. Returns how many people."""
    number = 0
    for claim in held_by(holder, act.at):
        try:
            end(claim, act, how)
        except LostClaim:
            continue
        number += 1
    return number


def hand_over(claim: Claim, to: str, act: Act, how: str = How.HANDED) -> Claim:
    """Give the person to a colleague with a note. Raises LostClaim."""
    with transaction.atomic():
        changed = _own(claim, act.at).update(
            holder=to, how=how, note=act.note, fence=F("fence") + 1, taken_at=act.at,
            leased_until=act.at + (LEASE if how == How.TAKEN else HANDED),
        )  # fmt: skip
        if not changed:
            raise LostClaim
        _end_record(claim, act, End.TAKEN if how == How.TAKEN else End.HANDED)
        claim.refresh_from_db()
        _begin_record(claim)
    return claim


def _own(claim: Claim, now: datetime) -> QuerySet[Claim]:
    """The row of the claim, as long as it is this claim and in force."""
    return held(now).filter(pk=claim.pk, fence=claim.fence)


def _end_record(claim: Claim, act: Act, how: str) -> None:
    ClaimRecord.objects.filter(customer=claim.pk, fence=claim.fence, ended_at=None).update(
        ended_at=act.at, end=how, ended_by=act.by, end_reason=act.note
    )


def _begin_record(claim: Claim) -> None:
    names = (
        "customer_id",
        "account_id",
        "queue",
        "holder",
        "how",
        "fence",
        "waiting_since",
        "due_on",
        "note",
    )
    ClaimRecord.objects.create(began_at=claim.taken_at, **{name: getattr(claim, name) for name in names})
