"""What people ask of us, as it is entered at the desk: language, time zone, hours, and which channels.

The newest word counts; what was said before stays, with who entered it and when.
"""

from collections.abc import Iterable
from datetime import date, time

from accounts.acts import Act
from accounts.models import Consent, PreferredTime, Wish


def say(customer: int, kind: str, value: str, act: Act) -> None:
    """A language or a time zone of one's own; an empty value leaves it to the account again."""
    Wish.objects.create(customer_id=customer, kind=kind, value=value, entered_by=act.by, said_at=act.at)


def prefer(customer: int, weekdays: Iterable[str], opens: time, closes: time, act: Act) -> PreferredTime:
    """To be reached on these ISO days of the week from one hour until before another, of the own clock."""
    days = "".join(sorted(set(weekdays)))
    return PreferredTime.objects.create(
        customer_id=customer, weekdays=days, opens=opens, closes=closes, entered_by=act.by, said_at=act.at
    )


def withdraw(preferred: int, act: Act) -> None:
    """It counts no more. Of two who withdraw it the first stands."""
    standing = PreferredTime.objects.filter(pk=preferred, withdrawn_at__isnull=True)
    standing.update(withdrawn_at=act.at, withdrawn_by=act.by)


def consent(  # noqa: PLR0913 -- one fact, with who entered it
    customer: int, channel: str, given: bool, act: Act, *, on: date, how: str
) -> None:
    """A yes to the channel or a no, on the day on which it was said."""
    Consent.objects.create(
        customer_id=customer,
        channel=channel,
        given=given,
        on=on,
        how=how,
        entered_by=act.by,
        entered_at=act.at,
    )


def language(customer: int) -> str:
    """The language that the person said last, as a code; empty without one."""
    languages = Wish.objects.filter(customer=customer, kind=Wish.Kind.LANGUAGE).values_list(
        "value", flat=True
    )
    return languages.first() or ""
