from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account
from accounts.models.fields import MinorUnitsSum
from accounts.models.product import Product
from accounts.stages import STAGES


class BusinessDay(models.Model):
    """A business date from the moment its close began. A row without ``closed_at`` is a close to resume.

    From its row on nothing becomes known on the day any more: the first open date is the next one.
    ``listed_at``: when the accounts to look at were listed and the shards made. ``resumed``: how often a
    shard was taken again because whoever had it before did not finish it. ``mended``: how often accounts that
    were set aside were closed late on it. Released: a supervisor let a provisional close go on, though it has
    discrepancies.
    """

    day = models.DateField(_("business date"), primary_key=True)
    started_at = models.DateTimeField(_("started at"))
    listed_at = models.DateTimeField(_("listed at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    looked_at = models.IntegerField(_("accounts looked at"), default=0)
    moved = models.IntegerField(_("accounts moved"), default=0)
    set_aside = models.IntegerField(_("accounts set aside"), default=0)
    resumed = models.IntegerField(_("shards resumed"), default=0)
    mended = models.IntegerField(_("closed late on it"), default=0, db_default=0)
    released_at = models.DateTimeField(_("released at"), null=True)
    released_by = models.CharField(_("released by"), max_length=150, blank=True)
    release_note = models.TextField(_("note"), blank=True)

    class Meta:
        verbose_name = _("business day")
        verbose_name_plural = _("business days")
        triggers = append_only(
            once=["closed_at", "released_at", "released_by", "release_note"],
            free=["listed_at", "looked_at", "moved", "set_aside", "resumed", "mended"],
            sealed="filled",
        )
        get_latest_by = "day"
        constraints = [
            models.CheckConstraint(
                name="day_release_names_who_and_why",
                condition=Q(released_at__isnull=True, released_by="", release_note="")
                | (
                    Q(released_at__isnull=False, closed_at__isnull=False)
                    & ~Q(released_by="")
                    & ~Q(release_note="")
                ),
            ),
        ]


class DayTally(models.Model):
    """How the close of a day moved one stage of one product, and what stood in it at the end.

    opening + entered + moved in − moved out − left = closing; balance and past due in minor units.
    """

    day = models.ForeignKey(BusinessDay, models.CASCADE, related_name="tallies", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(_("stage"), max_length=8)
    opening = models.IntegerField(_("opening"))
    entered = models.IntegerField(_("entered"))
    moved_in = models.IntegerField(_("moved in"))
    moved_out = models.IntegerField(_("moved out"))
    departed = models.IntegerField(_("left"))
    closing = models.IntegerField(_("closing"))
    balance = MinorUnitsSum(_("balance"))
    past_due = MinorUnitsSum(_("past due"))

    class Meta:
        verbose_name = _("tally of a day")
        verbose_name_plural = _("tallies of days")
        triggers = append_only(
            free=["opening", "entered", "moved_in", "moved_out", "departed", "closing", "balance", "past_due"]
        )
        constraints = [
            models.UniqueConstraint(name="tally_once_per_stage", fields=["day", "product", "stage"]),
            models.CheckConstraint(name="tally_stage_is_listed", condition=Q(stage__in=STAGES)),
            models.CheckConstraint(
                name="tally_adds_up",
                condition=Q(
                    closing=F("opening") + F("entered") + F("moved_in") - F("moved_out") - F("departed")
                ),
            ),
        ]


class SetAside(models.Model):
    """An account that a close could not compute. It keeps its stage until mended (rules, section 4).

    ``since``: the first closed day that is not computed for it yet.
    """

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="set_aside")
    since = models.DateField(_("since"))
    reason = models.CharField(_("reason"), max_length=200)

    class Meta:
        verbose_name = _("account set aside")
        verbose_name_plural = _("accounts set aside")
