"""Why a page cannot show the end of a day as it was known."""

from datetime import date

from django.utils.translation import gettext as _

from accounts import business_dates, formatting


def why_not(day: date | None) -> str:
    """That the day is before the book began, or not closed; nothing while no day is closed at all."""
    first, last = business_dates.first_closed(), business_dates.last_closed()
    if first is None or last is None:
        return ""
    if day and day < first:
        text = _("%(day)s is before the book began: its first closed day is %(first)s.")
        return text % {"day": formatting.day(day), "first": formatting.day(first)}
    text = _("%(day)s is not closed; the last closed day is %(last)s.")
    return text % {"day": formatting.day(day) if day else "–", "last": formatting.day(last)}
