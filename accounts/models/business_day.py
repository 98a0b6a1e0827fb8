from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.account import Account


class BusinessDay(models.Model):
    """A business date from the moment its close began. A row without ``closed_at`` is a close to resume.

    From its row on nothing becomes known on the day any more: the first open date is the next one.
    """

    day = models.DateField(_("business date"), primary_key=True)
    started_at = models.DateTimeField(_("started at"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    looked_at = models.IntegerField(_("accounts looked at"), default=0)
    moved = models.IntegerField(_("accounts moved"), default=0)
    set_aside = models.IntegerField(_("accounts set aside"), default=0)

    class Meta:
        verbose_name = _("business day")
        verbose_name_plural = _("business days")
        get_latest_by = "day"


class DayTally(models.Model):
    """How the close of a day moved one stage: opening + entered + moved in − moved out − left = closing."""

    day = models.ForeignKey(BusinessDay, models.CASCADE, related_name="tallies")
    stage = models.CharField(_("stage"), max_length=8)
    opening = models.IntegerField(_("opening"))
    entered = models.IntegerField(_("entered"))
    moved_in = models.IntegerField(_("moved in"))
    moved_out = models.IntegerField(_("moved out"))
    departed = models.IntegerField(_("left"))
    closing = models.IntegerField(_("closing"))

    class Meta:
        verbose_name = _("tally of a day")
        verbose_name_plural = _("tallies of days")
        constraints = [
            models.UniqueConstraint(name="tally_once_per_stage", fields=["day", "stage"]),
            models.CheckConstraint(
                name="tally_adds_up",
                condition=Q(
                    closing=models.F("opening")
                    + models.F("entered")
                    + models.F("moved_in")
                    - models.F("moved_out")
                    - models.F("departed")
                ),
            ),
        ]


class SetAside(models.Model):
    """An account that a close could not compute. It keeps its stage until mended (rules, section 4)."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="set_aside")
    since = models.DateField(_("since"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("account set aside")
        verbose_name_plural = _("accounts set aside")
