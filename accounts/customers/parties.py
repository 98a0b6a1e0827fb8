"""Who acts for a customer or stands in for one, as it is entered at the desk with its evidence.

Who owes comes with the issuer's files alone. Nobody else can be entered: no relative, neighbour or employer.
"""

from datetime import date
from uuid import uuid4

from django.db import transaction

from accounts.acts import Act, ActRefused
from accounts.business_dates import becomes_known
from accounts.customers import reachability
from accounts.database import locks
from accounts.database.locks import Lock
from accounts.dates import local_day
from accounts.models import Account, Customer, Party


class RoleAlreadyHeld(ValueError):  # noqa: N818 -- named for what is
    """The person has this role on the account, without an end."""


@transaction.atomic
def introduce(name: str) -> Customer:
    """A person whom no file has named, under a reference of our own."""
    locks.share(Lock.FACTS)  # whoever seals the night has them all, up to the last
    return Customer.objects.create(reference=f"desk-{uuid4().hex[:16]}", name=name)


@transaction.atomic
def appoint(account: Account, customer: Customer, role: str, act: Act, *, evidence: str) -> Party:
    """A representative, an executor or a trustee. Raises RoleAlreadyHeld."""
    if role not in reachability.ACT_FOR_OTHERS:
        raise ValueError(role)
    if account.parties.filter(customer=customer, role=role, until__isnull=True).exists():
        raise RoleAlreadyHeld
    known_on = becomes_known(local_day(act.at, account.time_zone))
    return Party.objects.create(
        account=account, customer=customer, role=role, known_on=known_on, evidence=evidence,
        entered_by=act.by, entered_at=act.at,
    )  # fmt: skip


@transaction.atomic
def dismiss(party: Party, act: Act, *, until: date) -> None:
    """Give the role of somebody who acts for others its last day. Raises ActRefused where it has one."""
    standing = Party.objects.filter(pk=party.pk, role__in=reachability.ACT_FOR_OTHERS, until__isnull=True)
    known_on = becomes_known(local_day(act.at, party.account.time_zone))
    if not standing.update(until=until, until_known_on=known_on, ended_by=act.by):
        raise ActRefused("ended")
