"""What a page was told though it was unlikely, far enough for a second person to confirm it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models import Account, Case, Hold


class UnlikelyEntry(models.Model):
    """An entry beyond the pack's limits of plausibility: entered by one person, decided by another.

    A hold or a case protects somebody, so it stands while it waits: ``hold``, or ``case`` with the ``amount``
    that is disputed. A day of a calendar moves everybody's dates, so it waits as ``calendar_day`` and is
    entered when it is confirmed. ``because``: why whoever entered it is sure.
    """

    class Doubt(models.TextChoices):
        ABOVE_STATEMENT = "above-statement", _("more is disputed than the statement asks for")
        OPENED_LATER = "opened-later", _("the account was opened after the death")
        SPOKEN_LATER = "spoken-later", _("a conversation is logged after the death")
        FAR_DAY = "far-day", _("the day lies far away")

    doubt = models.CharField(_("doubt"), max_length=16, choices=Doubt.choices)
    figures = models.JSONField(_("figures"))
    because = models.CharField(_("reason"), max_length=75)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    amount = models.BigIntegerField(_("disputed amount"), null=True)
    calendar_day = models.JSONField(_("day of a calendar"), null=True)
    entered_by = models.CharField(_("entered by"), max_length=150)
    entered_at = models.DateTimeField(_("entered at"))
    confirmed = models.BooleanField(_("confirmed"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)
    refused_because = models.CharField(_("why it is refused"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("unlikely entry")
        verbose_name_plural = _("unlikely entries")
        triggers = append_only(
            once=["confirmed", "decided_by", "decided_at", "refused_because"], sealed="filled"
        )
        ordering = ["entered_at", "id"]
        indexes = [models.Index("entered_at", name="unlikely_waiting", condition=Q(decided_at=None))]
        constraints = [
            models.CheckConstraint(
                name="unlikely_entry_of_one_thing",
                condition=Q(account__isnull=False, hold__isnull=False, case=None, calendar_day__isnull=True)
                | Q(account__isnull=False, hold=None, case__isnull=False, calendar_day__isnull=True)
                | Q(account=None, hold=None, case=None, calendar_day__isnull=False),
            ),
            models.CheckConstraint(
                name="unlikely_entry_decided_by_somebody",
                condition=Q(confirmed__isnull=True, decided_at__isnull=True, decided_by="")
                | (Q(confirmed__isnull=False, decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="unlikely_entry_confirmed_by_another",
                condition=~Q(confirmed=True, decided_by=F("entered_by")),
            ),
        ]
