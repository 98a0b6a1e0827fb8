"""Where people can be reached, as it is entered at the desk: added, verified, left alone, marked as wrong.

Nothing is taken away: what was entered stays, with who entered it and when. ``by`` is a username.
"""

from datetime import date, datetime
from typing import Any

from accounts.customers import postal_addresses, reachability
from accounts.customers.phone_numbers import can_be_dialled, normal
from accounts.models import ContactPoint, ContactRemark, WrongNumber


class CannotBeReached(ValueError):  # noqa: N818 -- named for what is wrong with the value
    """No telephone number with its country, no e-mail address, or nothing that post is delivered to."""


class KnownAlready(ValueError):  # noqa: N818
    """The person is reached there already, by everything in force."""


def add(  # noqa: PLR0913 -- one fact, with who said it
    customer: int, kind: str, value: str, *, source: str, jurisdiction: str, by: str, at: datetime
) -> ContactPoint:
    """A further contact point, beside what the file says. Raises CannotBeReached, KnownAlready."""
    one = _one_form(kind, value, jurisdiction)
    same = ContactPoint.objects.filter(customer=customer, kind=kind, until__isnull=True)
    if same.filter(normal=one, value=value).exists() or (one and same.filter(normal=one).exists()):
        raise KnownAlready
    return ContactPoint.objects.create(
        customer_id=customer, kind=kind, value=value, normal=one, source=source, since=at, entered_by=by
    )


def _one_form(kind: str, value: str, jurisdiction: str) -> str:
    if kind == "address":
        one = postal_addresses.one_form(value, jurisdiction)
    else:
        one = normal(value, jurisdiction) if kind in ("phone", "email") else ""
    if (
        (kind == "phone" and not can_be_dialled(one))
        or (kind == "email" and "@" not in one)
        or one == postal_addresses.NOWHERE
    ):
        raise CannotBeReached
    return one


def verify(point: ContactPoint, *, on: date, note: str, by: str, at: datetime) -> None:
    """The person was reached there, or showed that it is theirs."""
    _remark(point, ContactRemark.What.VERIFIED, on=on, note=note, entered_by=by, entered_at=at)


def stop(point: ContactPoint, *, on: date, note: str, by: str, at: datetime) -> None:
    """Not to be used for this person any more; others are reached there as before."""
    _remark(point, ContactRemark.What.STOPPED, on=on, note=note, entered_by=by, entered_at=at)


def resume(point: ContactPoint, *, on: date, note: str, by: str, at: datetime) -> None:
    _remark(point, ContactRemark.What.RESUMED, on=on, note=note, entered_by=by, entered_at=at)


def mark_wrong(value: str, *, why: str, by: str, at: datetime) -> None:
    """Mark a number or e-mail as somebody else's: from now on nobody is contacted there.

    ``value`` is normalised (E.164, or lower case). One that is marked already stays so, as it was said first.
    """
    _mark(value, True, why, by, at)


def lift(value: str, *, why: str, by: str, at: datetime) -> None:
    """Let a number or e-mail be used again that was marked as wrong; nothing happens where it is not."""
    _mark(value, False, why, by, at)


def _mark(value: str, wrong: bool, why: str, by: str, at: datetime) -> None:
    if reachability.wrong(value) != wrong:
        WrongNumber.objects.create(value=value, wrong=wrong, reason=why, marked_by=by, marked_at=at)


def _remark(point: ContactPoint, what: str, **columns: Any) -> None:
    ContactRemark.objects.create(point=point, what=what, **columns)
