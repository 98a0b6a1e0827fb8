from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account
from accounts.models.fields import MinorUnitsSum
from accounts.models.product import Product
from accounts.models.shard import Shard
from accounts.stages import STAGES

_NONE_OR_LISTED = ["", *STAGES]  # no stage: not in the book that day, or not computed


class Restatement(models.Model):
    """A closed day asked for once more, with every fact in the book. Finished or withdrawn it stays as it is.

    Whoever asked is named by username; nobody is where a command did.
    """

    day = models.DateField(_("business date"))
    asked_by = models.CharField(_("asked by"), max_length=150, blank=True)
    asked_at = models.DateTimeField(_("asked at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("restatement")
        verbose_name_plural = _("restatements")
        triggers = append_only(once=["finished_at", "withdrawn_at", "withdrawn_by"], sealed="filled")
        constraints = [
            models.UniqueConstraint(
                name="restatement_one_open_per_day",
                fields=["day"],
                condition=Q(finished_at__isnull=True, withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="restatement_ends_once",
                condition=Q(finished_at__isnull=True) | Q(withdrawn_at__isnull=True),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.finished_at is None and self.withdrawn_at is None


class RestatementShard(Shard):
    """One shard of a restatement."""

    WORK = "restatement_id"

    restatement = models.ForeignKey(Restatement, models.CASCADE, related_name="shards", db_index=False)

    class Meta:
        verbose_name = _("shard of a restatement")
        verbose_name_plural = _("shards of restatements")
        constraints = [
            models.UniqueConstraint(name="restatement_shard_once", fields=["restatement", "number"]),
        ]
        indexes = [
            models.Index(
                name="restatement_shard_open", fields=["restatement"], condition=Q(done_at__isnull=True)
            ),
        ]


class RestatedTally(models.Model):
    """How many accounts of one shard and product the close had in one stage, and the restatement in another.

    ``differing``: those whose restated standing is not the known one, if only by an amount. Balance and past
    due are restated; minor units.
    """

    shard = models.ForeignKey(RestatementShard, models.CASCADE, related_name="tallies", db_index=False)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", db_index=False)
    known_stage = models.CharField(_("stage as known"), max_length=8, blank=True)
    stage = models.CharField(_("stage restated"), max_length=8, blank=True)
    accounts = models.IntegerField(_("accounts"))
    differing = models.IntegerField(_("standing differently"))
    balance = MinorUnitsSum(_("balance"))
    past_due = MinorUnitsSum(_("past due"))
    known_past_due = MinorUnitsSum(_("past due as known"))

    class Meta:
        verbose_name = _("tally of a restatement")
        verbose_name_plural = _("tallies of restatements")
        constraints = [
            models.UniqueConstraint(
                name="restated_tally_once", fields=["shard", "product", "known_stage", "stage"]
            ),
            models.CheckConstraint(
                name="restated_tally_stages_are_listed",
                condition=Q(known_stage__in=_NONE_OR_LISTED, stage__in=_NONE_OR_LISTED),
            ),
        ]


class RestatedAccount(models.Model):
    """An account whose restated standing is not the one its close wrote. Without a stage, no figures."""

    restatement = models.ForeignKey(Restatement, models.CASCADE, related_name="accounts", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    known_stage = models.CharField(_("stage as known"), max_length=8, blank=True)
    known_past_due = models.BigIntegerField(_("past due as known"), null=True)
    known_statements_missed = models.IntegerField(_("statements missed as known"), null=True)
    known_missed_due = models.DateField(_("oldest missed due date as known"), null=True)
    stage = models.CharField(_("stage restated"), max_length=8, blank=True)
    past_due = models.BigIntegerField(_("past due restated"), null=True)
    statements_missed = models.IntegerField(_("statements missed restated"), null=True)
    missed_due = models.DateField(_("oldest missed due date restated"), null=True)

    class Meta:
        verbose_name = _("account restated")
        verbose_name_plural = _("accounts restated")
        constraints = [
            models.UniqueConstraint(name="restated_account_once", fields=["restatement", "account"]),
        ]
        indexes = [
            models.Index(
                name="restated_account_by_stages",
                fields=["restatement", "known_stage", "stage", "account"],
            ),
        ]
