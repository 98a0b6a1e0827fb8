"""Everything that was entered about a person or said in a file, newest first, with who and when."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import ContactPoint, ContactRemark, Customer, Wish, WrongNumber
from servicing.templatetags.desk import hours as as_hours
from servicing.templatetags.desk import language


@dataclass(frozen=True)
class Entry:
    """By nobody: it came in a file."""

    at: datetime
    by: str
    what: str
    about: str
    note: str = ""


def history(customer: Customer) -> list[Entry]:
    points = list(customer.contact_points.order_by("pk"))
    entries = [
        *_points(points),
        *_remarks(customer),
        *_marks(points),
        *_wishes(customer),
        *_hours(customer),
        *_consents(customer),
        *_spellings(customer),
        *(Entry(name.replaced_at, "", _("Name replaced"), name.name) for name in customer.former_names.all()),
    ]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _spellings(customer: Customer) -> Iterator[Entry]:
    for each in customer.print_spellings.all():
        yield Entry(
            each.entered_at, each.entered_by, _("Spelling for print entered"), each.spelling, each.text
        )
        if each.approved_at:
            yield Entry(each.approved_at, each.approved_by, _("Spelling for print approved"), each.spelling)
        if each.withdrawn_at:
            yield Entry(
                each.withdrawn_at, each.withdrawn_by, _("Spelling for print withdrawn"), each.spelling
            )


def _points(points: list[ContactPoint]) -> Iterator[Entry]:
    for point in points:
        kind = {"kind": point.get_kind_display()}
        note = point.get_source_display() if point.source == ContactPoint.Source.CUSTOMER else ""
        yield Entry(point.since, point.entered_by, _("Added: %(kind)s") % kind, point.value, note)
        if point.until:
            yield Entry(point.until, "", _("Replaced: %(kind)s") % kind, point.value)


def _remarks(customer: Customer) -> Iterator[Entry]:
    remarks = ContactRemark.objects.filter(point__customer=customer).select_related("point")
    for remark in remarks:
        what = remark.get_what_display().capitalize()
        yield Entry(remark.entered_at, remark.entered_by, what, remark.point.value, remark.note)


def _marks(points: list[ContactPoint]) -> Iterator[Entry]:
    for mark in WrongNumber.objects.filter(value__in={point.normal for point in points if point.normal}):
        what = _("Wrong number, for everybody") if mark.wrong else _("No wrong number any more")
        yield Entry(mark.marked_at, mark.marked_by, what, mark.value, mark.reason)


def _wishes(customer: Customer) -> Iterator[Entry]:
    for wish in customer.wishes.all():
        value = language(wish.value) if wish.kind == Wish.Kind.LANGUAGE else wish.value
        about = value or _("as the account says")
        yield Entry(wish.said_at, wish.entered_by, wish.get_kind_display().capitalize(), about)


def _hours(customer: Customer) -> Iterator[Entry]:
    for hours in customer.preferred_times.all():
        yield Entry(hours.said_at, hours.entered_by, _("Prefers"), as_hours(hours))
        if hours.withdrawn_at:
            yield Entry(hours.withdrawn_at, hours.withdrawn_by, _("Prefers no longer"), as_hours(hours))


def _consents(customer: Customer) -> Iterator[Entry]:
    for consent in customer.consents.all():
        what = _("Consent given") if consent.given else _("Consent withdrawn")
        about = f"{consent.get_channel_display()}, {consent.on}"
        yield Entry(consent.entered_at, consent.entered_by, what, about, consent.how)
