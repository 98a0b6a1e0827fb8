"""Who may be written to, how a person is reached and what they wish, by everything entered so far.

Customers are given by id. Each question about one person has a twin that asks it of many at once.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Greatest

from accounts.customers.phone_numbers import normal
from accounts.customers.postal_addresses import NOWHERE
from accounts.dates import local_day, utc_day
from accounts.models import (
    Account,
    Consent,
    ContactPoint,
    ContactRemark,
    Party,
    PreferredTime,
    Wish,
    WrongNumber,
)

Role = Party.Role
OWE_BY_ROLE = (Role.CARDHOLDER, Role.JOINT_HOLDER, Role.GUARANTOR)
ACT_FOR_OTHERS = (Role.REPRESENTATIVE, Role.EXECUTOR, Role.TRUSTEE)
LIABLE = Q(role__in=OWE_BY_ROLE) | Q(liable_by_contract=True)
REACHED_BY = {"call": "phone", "sms": "phone", "email": "email", "app": "app", "letter": "address"}
# Why a contact detail is not used, as the gate answers it.
WRONG, STOPPED, NO_NUMBER = "wrong-number", "stopped-number", "no-number"


def parties(account: Account | int, on: date) -> QuerySet[Party]:
    """Whoever has a part in the account on the day, with the customer of each."""
    standing = Q(until__isnull=True) | Q(until__gte=on)
    return Party.objects.filter(standing, account=account).select_related("customer").order_by("pk")


def recipients(account: Account | int, on: date) -> list[Party]:
    """Whoever may be written to: who owes, acts for one who does, or stands in (rules, section 7)."""
    return list(parties(account, on).filter(LIABLE | Q(role__in=ACT_FOR_OTHERS)))


def wrong(value: str, jurisdiction: str = "") -> bool:
    """Whether a telephone number or e-mail address is marked as somebody else's, for everybody."""
    newest = WrongNumber.objects.filter(value=normal(value, jurisdiction)).order_by("-pk")
    return bool(newest.values_list("wrong", flat=True).first())


def contact_points(customers: Iterable[int]) -> QuerySet[Any]:
    """What is in force, each with the day it was last ``verified_on`` and why it is ``blocked``: WRONG,
    STOPPED, NO_NUMBER, or "" where it may be used.

    The last confirmed first; addresses that nobody else has confirmed yet (``unconfirmed``) last. Whoever has
    entered one of these takes none of the others out of use: that counts once it is confirmed.
    """
    mark = WrongNumber.objects.filter(value=OuterRef("normal")).order_by("-pk").values("wrong")
    remarks = ContactRemark.objects.filter(point=OuterRef("pk"))
    verified = remarks.filter(what="verified").order_by("-on").values("on")
    use = remarks.exclude(what="verified").exclude(_OF_WHO_ENTERED_ANOTHER).order_by("-pk").values("what")
    return (
        ContactPoint.objects.filter(customer__in=customers, until__isnull=True)
        .annotate(verified_on=Subquery(verified[:1]), marked=Subquery(mark[:1]), use=Subquery(use[:1]))
        .annotate(blocked=_BLOCKED)
        .annotate(unconfirmed=_UNCONFIRMED)
        .order_by("unconfirmed", Greatest("verified_on", Cast("since", DateField())).desc(), "-pk")
    )


_BLOCKED = Case(
    When(marked=True, then=Value(WRONG)),
    When(use="stopped", then=Value(STOPPED)),
    When(Q(kind="phone") & ~Q(normal__startswith="+"), then=Value(NO_NUMBER)),
    When(Q(kind="email") & ~Q(normal__contains="@"), then=Value(NO_NUMBER)),
    When(kind="address", normal=NOWHERE, then=Value(NO_NUMBER)),
    default=Value(""),
    output_field=CharField(),
)


# An address, of a house or for e-mail, that one person entered is used before others once somebody else has
# confirmed it.
_UNCONFIRMED = (
    Q(kind__in=("address", "email"))
    & ~Q(entered_by="")
    & ~Q(
        Exists(
            ContactRemark.objects.filter(point=OuterRef("pk"), what="verified").exclude(
                entered_by=OuterRef("entered_by")
            )
        )
    )
)

# A remark that an address is not to be used, by whoever entered another that nobody has confirmed.
_OF_WHO_ENTERED_ANOTHER = Q(what="stopped") & Exists(
    ContactPoint.objects.filter(
        _UNCONFIRMED, customer=OuterRef("point__customer"), kind=OuterRef("point__kind"), until__isnull=True,
        entered_by=OuterRef("entered_by"),
    )
    .exclude(pk=OuterRef("point"))
)  # fmt: skip


def reachable(customer: int, channel: str) -> list[ContactPoint]:
    """Contact points that the channel may use, the best first; none: the person cannot be reached by it."""
    return list(contact_points([customer]).filter(kind=REACHED_BY[channel], blocked=""))


def consents(customer: int) -> dict[str, bool | None]:
    """What the person said last of each channel: yes, no, or nothing."""
    return consents_of([customer])[customer]


def consents_of(customers: Iterable[int]) -> dict[int, dict[str, bool | None]]:
    consents = {customer: dict.fromkeys(Consent.Channel.values) for customer in customers}
    latest = Consent.objects.filter(customer__in=consents).order_by("customer", "channel", "-on", "-pk")
    for consent in latest.distinct("customer", "channel"):
        consents[consent.customer_id][consent.channel] = consent.given
    return consents


def preferred_times(customer: int) -> list[PreferredTime]:
    """When the person wants to be reached, by their own clock; none: any time is as good."""
    return preferred_times_of([customer])[customer]


def preferred_times_of(customers: Iterable[int]) -> dict[int, list[PreferredTime]]:
    times: dict[int, list[PreferredTime]] = {customer: [] for customer in customers}
    for preferred in PreferredTime.objects.filter(customer__in=times, withdrawn_at__isnull=True):
        times[preferred.customer_id].append(preferred)
    return times


def language(customer: int, account: Account) -> str:
    """The language that the person asked for, else that of the account; a code, known to us or not."""
    return own_languages([customer]).get(customer) or account.language


def own_languages(customers: Iterable[int]) -> dict[int, str]:
    """The languages that people asked for; of all others the account says it."""
    return _wished(customers, Wish.Kind.LANGUAGE)


def zone(customer: int, account: Account) -> str:
    """The time zone that the person lives in by their own word, else that of the account."""
    return own_zones([customer]).get(customer) or account.time_zone


def today(customer: int, at: datetime) -> date:
    """The day that it is where the person lives; else where their first account is, else in UTC."""
    zone = own_zones([customer]).get(customer)
    if not zone:
        held = Account.objects.filter(parties__customer=customer).order_by("pk")
        zone = held.values_list("time_zone", flat=True).first()
    return local_day(at, zone) if zone else utc_day(at)


def own_zones(customers: Iterable[int]) -> dict[int, str]:
    """The time zones that people named themselves; of all others the account says it."""
    return _wished(customers, Wish.Kind.TIME_ZONE)


def _wished(customers: Iterable[int], kind: str) -> dict[int, str]:
    newest = Wish.objects.filter(customer__in=customers, kind=kind).order_by("customer", "-pk")
    values = newest.distinct("customer").values_list("customer", "value")
    return {customer: value for customer, value in values if value}
