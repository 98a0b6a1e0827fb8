"""How figures, days and stages are written on the pages."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.template import Context
from django.utils import formats, timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info, gettext, gettext_lazy, pgettext_lazy

from accounts import formatting
from accounts.close import feed_messages
from accounts.labels import hardship as hardship_labels
from accounts.labels import packs as pack_labels
from accounts.models import FeedDiscrepancy, IntakeFile, PreferredTime, Purpose
from accounts.stages import CURRENT, MISSED

register = template.Library()

NOTHING = mark_safe('<span class="nothing" aria-hidden="true">–</span>')
CURRENT_LABEL = pgettext_lazy("stage", "Current")

WHY = {
    "entered": gettext_lazy("first seen in the book"),
    "statement": gettext_lazy("a statement"),
    "past-due": gettext_lazy("the end of grace"),
    "payment": gettext_lazy("a payment"),
    "credit": gettext_lazy("a credit"),
    "fee-waiver": gettext_lazy("a waived fee"),
    "return": gettext_lazy("a returned payment"),
    "re-age": gettext_lazy("a re-age"),
    "closed": gettext_lazy("closed"),
    "charged-off": gettext_lazy("charged off"),
    "sold": gettext_lazy("sold"),
    "placed": gettext_lazy("placed with an agency"),
    "recalled": gettext_lazy("recalled to the book"),
    "policy": gettext_lazy("a change of policy"),
    "mended": gettext_lazy("computed again after being set aside"),
    "hold": gettext_lazy("a hold"),
    "calendar": gettext_lazy("a correction of the calendar"),
}
_CASE = re.compile(r"case (\d+)")
_NO_POLICY = re.compile(r"no policy in force on (\d{4}-\d{2}-\d{2})")
_OFF_ON = ("off", "on")


def _bars(filled: int) -> str:
    """Four rising bars, as many filled as the stage is far: it reads without its colour."""
    shapes = "".join(
        f'<rect x="{4 * n}" y="{7 - 2 * n}" width="3" height="{3 + 2 * n}" class="{_OFF_ON[n < filled]}"/>'
        for n in range(4)
    )
    return mark_safe(f'<svg viewBox="0 0 15 10" width="15" height="10" aria-hidden="true">{shapes}</svg>')  # noqa: S308


BARS = {CURRENT: _bars(0)} | {stage: _bars(n) for n, stage in enumerate(MISSED, start=1)}


@register.filter
def label(stage: str) -> str:
    """``Current`` in the reader's language; M0 to M3 are the same in all."""
    return str(CURRENT_LABEL) if stage == CURRENT else stage


@register.filter
def item_group(group: str) -> str:
    """A group of an affordability statement in the reader's language."""
    return str(hardship_labels.ITEM_GROUPS.get(group, group))


@register.filter
def badge(stage: str | None) -> str:
    """The stage with its colour, its bars and always its name."""
    if not stage:
        return NOTHING
    return format_html('<span class="stage stage-{}">{}{}</span>', stage.lower(), BARS[stage], label(stage))


@register.filter
def money(minor: int | str | None, currency: str) -> str:
    """An amount; a dash for none, which a template hands over as an empty text."""
    return NOTHING if minor is None or minor == "" else formatting.amount(int(minor), currency)


@register.filter
def figure(minor: int | str | None, currency: str) -> str:
    """An amount without its currency, for columns whose head names it."""
    return mark_safe(str(money(minor, currency)).removesuffix(f" {currency}"))  # noqa: S308


@register.filter
def count(number: Decimal | int | None) -> str:
    return NOTHING if number is None else formatting.whole(number)


@register.filter
def signed(number: int) -> str:
    """``+3``, ``−2`` or a dash: how a figure changed."""
    if not number:
        return NOTHING
    return f"{'+' if number > 0 else '−'}{count(abs(number))}"


@register.filter
def iso(day: date | None) -> str:
    """A day of a column, as the reader's language writes it; machines read it as 2026-01-31."""
    if not day:
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), formatting.day(day))


@register.filter
def moment(at: datetime | None) -> str:
    if at is None:
        return NOTHING
    return format_html(
        '<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), formatting.moment(at)
    )


@register.filter
def lasting(seconds: float | None) -> str:
    """``4.2 s``, ``3 min 20 s`` or ``1 h 5 min``."""
    if seconds is None:
        return NOTHING
    whole = round(seconds)
    if whole < 10:
        return gettext("%(seconds)s s") % {"seconds": formats.number_format(round(seconds, 1), 1)}
    if whole < 60:
        return gettext("%(seconds)s s") % {"seconds": whole}
    if whole < 3600:
        return gettext("%(minutes)s min %(seconds)s s") % {"minutes": whole // 60, "seconds": whole % 60}
    return gettext("%(hours)s h %(minutes)s min") % {
        "hours": count(whole // 3600),
        "minutes": whole % 3600 // 60,
    }


@register.filter(expects_localtime=True)
def long(day: date | None) -> str:
    """A day as it is said in the reader's language."""
    return formatting.day(day) if day else NOTHING


@register.filter
def month(day: date) -> str:
    """The month of a day in the reader's language."""
    return formatting.month(day)


@register.filter
def language(code: str) -> str:
    """A language by its name in the reader's; an unknown one by its code."""
    try:
        return str(get_language_info(code.lower())["name_translated"])
    except KeyError:
        return code


@register.filter
def country(code: str) -> str:
    """A jurisdiction by its name; one without a pack by its code."""
    return str(pack_labels.PACKS.get(code, code))


@register.filter
def clock(zone: str) -> str:
    """What the clock shows there now; nothing for a zone that is not known."""
    try:
        return f"{timezone.now().astimezone(ZoneInfo(zone)):%H:%M}"
    except (KeyError, ValueError, OSError):
        return ""


@register.filter
def there(at: datetime | None, zone: str) -> str:
    """A moment by the clock of a zone, as 31 Jan 2026 07:40."""
    if at is None:
        return NOTHING
    local = formatting.moment_there(at, zone)
    return format_html('<time datetime="{}">{}</time>', at.isoformat(timespec="seconds"), local)


@register.filter
def label_of(row: Any, shown: Any) -> str:
    """What a row is called where it is ticked; nothing in a list without acts."""
    return shown.of.row_label(row) if shown and shown.choices else ""


@register.filter
def purpose(name: str) -> str:
    """What a contact is for, in the reader's language."""
    return str(Purpose(name).label)


@register.filter
def hours(preferred: PreferredTime) -> str:
    """``Mon, Tue 18:00–20:00``"""
    days = ", ".join(str(WEEKDAYS_ABBR[int(day) - 1]) for day in preferred.weekdays)
    return f"{days} {preferred.opens:%H:%M}–{preferred.closes:%H:%M}"


@register.filter
def days_since(later: date | None, earlier: date | None) -> Any:
    return (later - earlier).days if later and earlier else NOTHING


@register.filter
def days_from(last: date | None, first: date | None) -> Any:
    """How many days these are, both included."""
    return (last - first).days + 1 if last and first else NOTHING


@register.filter
def why(codes: Iterable[str]) -> str:
    """What the close looked at the account for, as ``sql/looked_at.sql`` names it."""
    return " · ".join(str(WHY.get(code, code)) for code in codes)


@register.filter
def citation(cited: str) -> str:
    return pack_labels.citation(cited)


@register.filter
def kind(name: str) -> str:
    return formatting.kind(name)


@register.filter
def total(value: Decimal | None) -> str:
    """A control sum; a dash where none is checked."""
    return NOTHING if value is None else formatting.total(value)


@register.filter
def sentence(discrepancy: FeedDiscrepancy) -> str:
    """Why a close is provisional, with what was expected and found."""
    return feed_messages.sentence(discrepancy)


@register.filter
def arrival(file: IntakeFile) -> str:
    """What came for a provisional close after it was made."""
    return feed_messages.arrival(file)


@register.filter
def reason(text: str) -> str:
    """Why an account was set aside, in the reader's language."""
    if match := _NO_POLICY.fullmatch(text):
        day = formatting.day(date.fromisoformat(match[1]))
        return gettext("The product has no policy in force on %(day)s.") % {"day": day}
    return text


@register.filter
def held_for(reason: str) -> str:
    """Why a hold was placed: that of a case is written by the program, all others by people."""
    of_case = _CASE.fullmatch(reason)
    return gettext("case %(number)s") % {"number": of_case[1]} if of_case else reason


@register.simple_tag(takes_context=True)
def undo_offer(context: Context) -> dict[str, Any] | None:
    """What the reader may take back now, with the milliseconds left; said once."""
    request = context.get("request")
    offer = request.session.pop("undo", None) if request and "undo" in request.session else None
    if request and offer:
        request.session["undoing"] = {"address": offer["address"], "until": offer["until"]}
    left = offer["until"] - timezone.now().timestamp() if offer else 0
    return {**offer, "left": round(left * 1000)} if offer and left > 0 else None


@register.simple_tag
def remedy(text: str, product: str, since: date) -> str:
    """What mends accounts that were set aside for a reason, in words."""
    if match := _NO_POLICY.fullmatch(text):
        return gettext(
            "Load a products.csv in which %(product)s has a policy in force from %(day)s or earlier;"
            " without effective_from it holds always."
        ) % {"product": product, "day": formatting.day(min(date.fromisoformat(match[1]), since))}
    return gettext("Load what the reason says is missing.")
