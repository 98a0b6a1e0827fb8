"""The night's own tables: work in shards, and what was found but is not written to the book yet.

Only one business date is at work at a time. ``CloseCandidate`` and what is pending are emptied before the
next one is listed; the shards stay, one row per business date and shard.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.business_day import BusinessDay
from accounts.models.fields import MinorUnitsSum
from accounts.models.product import Product
from accounts.models.shard import Shard


class ClosingShard(Shard):
    """One shard of the close of one business date."""

    WORK = "day_id"

    day = models.ForeignKey(BusinessDay, models.CASCADE, related_name="shards", db_index=False)

    class Meta:
        verbose_name = _("shard of a close")
        verbose_name_plural = _("shards of closes")
        constraints = [models.UniqueConstraint(name="closing_shard_once", fields=["day", "number"])]
        indexes = [
            models.Index(name="closing_shard_open", fields=["day"], condition=Q(done_at__isnull=True)),
        ]


class ShardTally(models.Model):
    """How one shard changes the tallies: the balance and past-due amounts here are differences."""

    shard = models.ForeignKey(ClosingShard, models.CASCADE, related_name="tallies")
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    stage = models.CharField(_("stage"), max_length=8)
    entered = models.IntegerField(_("entered"))
    moved_in = models.IntegerField(_("moved in"))
    moved_out = models.IntegerField(_("moved out"))
    departed = models.IntegerField(_("left"))
    balance = MinorUnitsSum(_("balance"))
    past_due = MinorUnitsSum(_("past due"))

    class Meta:
        verbose_name = _("tally of a shard")
        verbose_name_plural = _("tallies of shards")


class CloseCandidate(models.Model):
    """What is new about the accounts of one shard, in arrays side by side: rows would cost more than to find.

    ``why``: a bit of ``closing.WHY``. An account may stand here more than once, always in the same shard.
    """

    shard = models.OneToOneField(ClosingShard, models.CASCADE, primary_key=True, related_name="listed")
    account_ids = ArrayField(models.BigIntegerField(), verbose_name=_("accounts"))
    why = ArrayField(models.IntegerField(), verbose_name=_("why"))
    counts_from = ArrayField(models.DateField(null=True), verbose_name=_("counts from"))

    class Meta:
        verbose_name = _("accounts looked at")
        verbose_name_plural = _("accounts looked at")


class PendingPromiseChange(models.Model):
    """What the day at work will write for a promise: the state it turns to, and by which it was replaced."""

    promise_id = models.BigIntegerField(primary_key=True)
    state = models.CharField(max_length=16)
    replaced_by = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("promise turned")
        verbose_name_plural = _("promises turned")


class PendingPlanChange(models.Model):
    """The state to which the day at work will turn a plan."""

    plan_id = models.BigIntegerField(primary_key=True)
    state = models.CharField(max_length=16)

    class Meta:
        verbose_name = _("plan turned")
        verbose_name_plural = _("plans turned")


class PendingStageChange(models.Model):
    """What the day at work will write for an account: a new span, or the reason why it cannot be computed."""

    account_id = models.BigIntegerField(primary_key=True)
    why = ArrayField(models.CharField(max_length=16), verbose_name=_("why"))
    span = models.BigIntegerField(null=True)
    from_stage = models.CharField(max_length=8)
    to_stage = models.CharField(max_length=8)
    stage_since = models.DateField(null=True)
    past_due = models.BigIntegerField(null=True)
    statements_missed = models.IntegerField(null=True)
    oldest_missed_statement = models.DateField(null=True)
    oldest_missed_due = models.DateField(null=True)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("account moved")
        verbose_name_plural = _("accounts moved")
