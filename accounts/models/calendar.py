from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.dates import ALWAYS


class CalendarDay(models.Model):
    """What a calendar says of a day that is no ordinary one, or has a name. The last known says it.

    Entered by a person, or by nobody: then a library said so. A calendar is a country or a part of it.
    ``reason``: why a day long past or far ahead was corrected all the same.
    """

    calendar = models.CharField(_("calendar"), max_length=16)
    day = models.DateField(_("day"))
    works = models.BooleanField(_("working day"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    known_on = models.DateField(_("known on"), default=ALWAYS)
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("day of a calendar")
        verbose_name_plural = _("days of calendars")
        triggers = append_only(sealed="added")
        ordering = ["calendar", "day", "known_on", "pk"]
        indexes = [models.Index(name="calendar_day", fields=["calendar", "day"])]
        constraints = [
            models.CheckConstraint(name="calendar_day_is_of_a_calendar", condition=~Q(calendar="")),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.day}"


class CalendarYear(models.Model):
    """A year of a calendar, taken from one version of a library, or declared complete by a person.

    Not arranged: the year's swapped days were not published yet when it was taken.
    """

    calendar = models.CharField(_("calendar"), max_length=16)
    year = models.PositiveSmallIntegerField(_("year"))
    source = models.CharField(_("source"), max_length=40, blank=True)
    arranged = models.BooleanField(_("arranged"))
    known_on = models.DateField(_("known on"), default=ALWAYS)
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("year of a calendar")
        verbose_name_plural = _("years of calendars")
        triggers = append_only(sealed="added")
        ordering = ["calendar", "year", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="calendar_year_once_per_source", fields=["calendar", "year", "source"]
            ),
            models.CheckConstraint(name="calendar_year_is_of_a_calendar", condition=~Q(calendar="")),
            models.CheckConstraint(
                name="calendar_year_comes_from_a_library_or_a_person",
                condition=Q(source="") ^ Q(entered_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.calendar} {self.year}"
