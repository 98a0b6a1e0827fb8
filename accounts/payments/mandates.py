"""Mandates to collect from the customer's bank, as they are entered at the desk."""

from datetime import date
from uuid import uuid4

from django.db import transaction

from accounts.acts import Act, ActRefused
from accounts.business_dates import becomes_known
from accounts.dates import local_day
from accounts.models import Account, Mandate


@transaction.atomic
def grant(account: Account, kind: str, act: Act, *, amount: int | None, starts_on: date) -> Mandate:
    """From the first day on the newest mandate is the one that collects. Amount in minor units, if fixed."""
    return Mandate.objects.create(
        reference=f"desk-{uuid4().hex[:16]}", account=account, kind=kind, amount=amount, starts_on=starts_on,
        known_on=becomes_known(local_day(act.at, account.time_zone)), entered_by=act.by,
        entered_at=act.at,
    )  # fmt: skip


@transaction.atomic
def end(mandate: Mandate, act: Act, *, ends_on: date) -> None:
    """Give a mandate its last day. Raises ActRefused where it has one, or begins only after that day."""
    standing = Mandate.objects.filter(pk=mandate.pk, ends_on__isnull=True, starts_on__lte=ends_on)
    known_on = becomes_known(local_day(act.at, mandate.account.time_zone))
    if not standing.update(ends_on=ends_on, end_known_on=known_on, ended_by=act.by):
        raise ActRefused("ended")
