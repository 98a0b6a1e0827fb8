"""Getting to work on a person: the next one of the queues, or one picked by hand."""

from collections.abc import Iterable

from django.db import transaction

from accounts.acts import Act
from accounts.contact import callbacks
from accounts.models import Customer
from servicing.models import Claim
from servicing.models.claim import How
from servicing.queues import claims, deferrals, offering, outcomes
from servicing.queues.catalogue import CALL_BACKS, Queue
from servicing.queues.entries import Asking, Entry

TRIES = 5  # where colleagues are just taking everybody whom one was going to be offered


class AlreadyClaimed(ValueError):  # noqa: N818 -- named for what is wrong
    """A colleague has the person. ``holder``: who."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


def next_person(queues: list[Queue], asking: Asking) -> Claim | None:
    """Who is mine already, else the best free person of these queues. None where nobody is left."""
    if own := claims.held_by(asking.name, asking.now).select_related("customer").first():
        claims.renew(own, asking.now)
        return own
    return next(filter(None, (_next_of(queue, asking) for queue in queues)), None)


def _next_of(queue: Queue, asking: Asking) -> Claim | None:
    for _ in range(TRIES):
        entries = offering.page(queue, asking).entries
        if not entries:
            return None
        if claim := claims.take(entries, Act(by=asking.name, at=asking.now), queue=queue.code, how=How.NEXT):
            return claim
    return None


def finish(claim: Claim, act: Act) -> None:
    """Leave a person: done where something was done about them, else given back. Raises LostClaim."""
    if outcomes.has_outcome(claim):
        deferrals.rest(claim, act)
    else:
        deferrals.leave(claim, act)


def keep_agreed_calls(accounts: Iterable[int], act: Act) -> None:
    """Whoever has a person for an agreed call, and takes down what they promise or ask, has called them."""
    for claim in claims.held_by(act.by, act.at).filter(queue=CALL_BACKS, account__in=accounts):
        callbacks.keep(claim.customer_id, claim.account_id, act.at, act)


def assign(entry: Entry, queue: str, to: str, act: Act) -> None:
    """Give a person whom nobody has to a colleague, with a note. Raises AlreadyClaimed."""
    with transaction.atomic():
        claim = claims.take([entry], act, queue=queue, how=How.ASSIGNED)
        if claim is None:
            raise AlreadyClaimed("")
        claims.hand_over(claim, to, act, How.ASSIGNED)


def pick(customer: Customer, entry: Entry, queue: str, act: Act) -> Claim:
    """Claim this very person, which is on record as a pick by hand. Raises AlreadyClaimed."""
    held = claims.holder_of(customer.pk, act.at)
    if held and held.holder == act.by:
        return held
    claim = claims.take([entry], act, queue=queue, how=How.PICKED)
    if claim is None:
        other = claims.holder_of(customer.pk, act.at)
        raise AlreadyClaimed(other.holder if other else "")
    return claim
