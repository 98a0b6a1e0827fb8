"""What people ask of us, as it is entered at the desk: language, time zone, hours, and which channels.

The newest word counts; what was said before stays, with who entered it and when. ``by`` is a username.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from accounts.models import Consent, PreferredTime, Wish


def say(customer: int, kind: str, value: str, *, by: str, at: datetime) -> None:
    """A language or a time zone of one's own; an empty value leaves it to the account again."""
    Wish.objects.create(customer_id=customer, kind=kind, value=value, entered_by=by, said_at=at)


def prefer(  # noqa: PLR0913 -- days and hours, and who entered them
    customer: int, weekdays: Iterable[str], opens: time, closes: time, *, by: str, at: datetime
) -> PreferredTime:
    """To be reached on these ISO days of the week from one hour until before another, of the own clock."""
    days = "".join(sorted(set(weekdays)))
    return PreferredTime.objects.create(
        customer_id=customer, weekdays=days, opens=opens, closes=closes, entered_by=by, said_at=at
    )


def withdraw(preferred: int, *, by: str, at: datetime) -> None:
    """It counts no more. Of two who withdraw it the first stands."""
    standing = PreferredTime.objects.filter(pk=preferred, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=at, withdrawn_by=by)


def consent(  # noqa: PLR0913
    customer: int, channel: str, given: bool, *, on: date, how: str, by: str, at: datetime
) -> None:
    """A yes to the channel or a no, on the day on which it was said."""
    Consent.objects.create(
        customer_id=customer, channel=channel, given=given, on=on, how=how, entered_by=by, entered_at=at
    )


def language(customer: int) -> str:
    """The language that the person said last, as a code; empty without one."""
    languages = Wish.objects.filter(customer=customer, kind=Wish.Kind.LANGUAGE).values_list(
        "value", flat=True
    )
    return languages.first() or ""
