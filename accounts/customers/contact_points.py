"""Where people can be reached, as it is entered at the desk: added, verified, left alone, marked as wrong.

Nothing is taken away: what was entered stays, with who entered it and when.
"""

from datetime import date

from accounts.acts import Act
from accounts.customers import postal_addresses, reachability
from accounts.customers.phone_numbers import can_be_dialled, normal
from accounts.models import ContactPoint, ContactRemark, WrongNumber


class CannotBeReached(ValueError):  # noqa: N818 -- named for what is wrong with the value
    """No telephone number with its country, no e-mail address, or nothing that post is delivered to."""


class KnownAlready(ValueError):  # noqa: N818
    """The person is reached there already, by everything in force."""


def add(  # noqa: PLR0913 -- one fact, with who said it
    customer: int, kind: str, value: str, act: Act, *, source: str, jurisdiction: str
) -> ContactPoint:
    """A further contact point, beside what the file says. Raises CannotBeReached, KnownAlready."""
    one = _one_form(kind, value, jurisdiction)
    same = ContactPoint.objects.filter(customer=customer, kind=kind, until__isnull=True)
    if same.filter(normal=one, value=value).exists() or (one and same.filter(normal=one).exists()):
        raise KnownAlready
    return ContactPoint.objects.create(
        customer_id=customer, kind=kind, value=value, normal=one, source=source, since=act.at,
        entered_by=act.by,
    )  # fmt: skip


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


def verify(point: ContactPoint, act: Act, *, on: date) -> None:
    """The person was reached there, or showed that it is theirs."""
    _remark(point, ContactRemark.What.VERIFIED, on, act)


def stop(point: ContactPoint, act: Act, *, on: date) -> None:
    """Not to be used for this person any more; others are reached there as before."""
    _remark(point, ContactRemark.What.STOPPED, on, act)


def resume(point: ContactPoint, act: Act, *, on: date) -> None:
    _remark(point, ContactRemark.What.RESUMED, on, act)


def mark_wrong(value: str, act: Act) -> None:
    """Mark a number or e-mail as somebody else's: from now on nobody is contacted there.

    ``value`` is normalised (E.164, or lower case). One that is marked already stays so, as it was said first.
    """
    _mark(value, True, act)


def lift(value: str, act: Act) -> None:
    """Let a number or e-mail be used again that was marked as wrong; nothing happens where it is not."""
    _mark(value, False, act)


def _mark(value: str, wrong: bool, act: Act) -> None:
    if reachability.wrong(value) != wrong:
        WrongNumber.objects.create(
            value=value, wrong=wrong, reason=act.note, marked_by=act.by, marked_at=act.at
        )


def _remark(point: ContactPoint, what: str, on: date, act: Act) -> None:
    ContactRemark.objects.create(
        point=point, what=what, on=on, note=act.note, entered_by=act.by, entered_at=act.at
    )
