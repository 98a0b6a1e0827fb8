"""How long somebody waits after failures: longer each time, and nobody because of what others do.

Failures of the last day count. In a browser that is known for the person only its own do. From anywhere else
those of the same name from the same address do; those of the same name from all unknown browsers, so that a
thousand addresses are no way around; and how many names an address has tried in vain, which is what one
password tried on many names looks like.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Max, OuterRef, Q

from accounts.database import locks
from accounts.database.locks import Lock
from servicing.models import SignInEvent
from servicing.security.sign_ins import Attempt, Kind

FREE = 5  # failures for a name in one browser, or from one address
FREE_FOR_NAME = 20  # for a name from everywhere that is not known
FREE_NAMES = 10  # that an address may fail for within an hour
FIRST, LONGEST = timedelta(minutes=1), timedelta(hours=1)
_COUNTED, _SPRAYED = timedelta(days=1), timedelta(hours=1)
_FAILED = (Kind.WRONG_PASSWORD, Kind.WRONG_CODE)
_CAME_IN = (Kind.SIGNED_IN, Kind.RECOVERED)
_BEGINS_ANEW = (Kind.LINK_MADE, Kind.PASSWORD_CHANGED)


def hold(tried: Attempt) -> None:
    """One attempt after another for a name from an address, until the transaction ends: none slips by."""
    locks.hold_for(Lock.SIGN_IN, f"{tried.name_key} {tried.address}")


def until(tried: Attempt, now: datetime) -> datetime | None:
    """When the next attempt is looked at; None where that is now."""
    if tried.browser:
        own = {"browser": tried.browser}
        ends = [_after(_failures(tried, now, own, since=own), FREE)]
    else:
        there = {"address": tried.address}
        ends = [
            _after(_failures(tried, now, {"browser": "", **there}, since=there), FREE),
            _after(_failures(tried, now, {"browser": ""}), FREE_FOR_NAME),
            _after_names(tried.address, now),
        ]
    return max((end for end in ends if end and end > now), default=None)


def is_noted(tried: Attempt, now: datetime) -> bool:
    """Whether a refusal of this address was kept within the last minute: a flood leaves few rows."""
    return SignInEvent.objects.filter(
        kind=Kind.PAUSED, address=tried.address, at__gt=now - timedelta(minutes=1)
    ).exists()


def _after(failures: Sequence[datetime], free: int) -> datetime | None:
    """A minute after the last that was free, then twice as long after each."""
    if len(failures) < free:
        return None
    wait: timedelta = min(FIRST * 2 ** min(len(failures) - free, 10), LONGEST)
    return failures[-1] + wait


def _failures(
    tried: Attempt, now: datetime, where: dict[str, str], since: dict[str, str] | None = None
) -> list[datetime]:
    """When they were, the last one last: since there is another password, or the person came in there."""
    events = SignInEvent.objects.filter(name_key=tried.name_key, at__gt=now - _COUNTED)
    anew = Q(kind__in=_BEGINS_ANEW)
    if since:
        anew |= Q(kind__in=_CAME_IN, **since)
    last = events.filter(anew).aggregate(last=Max("id"))["last"] or 0
    failed = events.filter(kind__in=_FAILED, id__gt=last, **where).order_by("id")
    return list(failed.values_list("at", flat=True))


def _after_names(address: str, now: datetime) -> datetime | None:
    """Whoever comes in after mistyping was no guesser: such names do not count."""
    failed = SignInEvent.objects.filter(address=address, kind__in=_FAILED, browser="", at__gt=now - _SPRAYED)
    came_in = SignInEvent.objects.filter(
        name_key=OuterRef("name_key"), address=address, kind__in=_CAME_IN, id__gt=OuterRef("id")
    )
    found = failed.filter(~Exists(came_in)).aggregate(names=Count("name_key", distinct=True), last=Max("at"))
    return _after([found["last"]] * found["names"], FREE_NAMES)
