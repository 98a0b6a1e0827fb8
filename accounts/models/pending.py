from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account


class PendingPayment(models.Model):
    """A direct debit or an uncleared payment on its way, by the issuer's reference. Minor units.

    What became of it is filled in later as a fact of its own. One that is presented again is a new one, which
    names the one it presents.
    """

    class Outcome(models.TextChoices):
        CLEARED = "cleared", _("cleared")
        RETURNED = "returned", _("returned")
        CANCELLED = "cancelled", _("cancelled")

    reference = models.CharField(_("pending payment"), max_length=64, db_collation="C")
    account = models.ForeignKey(Account, models.CASCADE, related_name="pendings", db_index=False)
    due_on = models.DateField(_("due on"))
    amount = models.BigIntegerField(_("amount"))
    presents = models.OneToOneField("self", models.PROTECT, null=True, related_name="presented_again")
    known_on = models.DateField(_("known on"))
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    outcome_on = models.DateField(_("outcome on"), null=True)
    outcome_known_on = models.DateField(_("outcome known on"), null=True)

    class Meta:
        verbose_name = _("pending payment")
        verbose_name_plural = _("pending payments")
        triggers = append_only(
            once=["presents", "outcome", "outcome_on", "outcome_known_on"],
            sealed="blocks",
            told_by=["outcome_known_on", "presents"],
        )
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(name="pending_reference", fields=["reference"]),
            models.CheckConstraint(name="pending_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="pending_outcome_is_listed",
                condition=Q(outcome__in=["", "cleared", "returned", "cancelled"]),
            ),
            models.CheckConstraint(
                name="pending_outcome_is_dated",
                condition=Q(outcome="", outcome_on__isnull=True, outcome_known_on__isnull=True)
                | (~Q(outcome="") & Q(outcome_on__isnull=False, outcome_known_on__isnull=False)),
            ),
            models.CheckConstraint(name="pending_presents_another", condition=~Q(presents=F("id"))),
        ]
        indexes = [
            models.Index(name="pending_of_account", fields=["account", "due_on"]),
            models.Index(name="pending_known_on", fields=["known_on"]),
            models.Index(
                name="pending_outcome_known_on",
                fields=["outcome_known_on"],
                condition=Q(outcome_known_on__isnull=False),
            ),
        ]


class Mandate(models.Model):
    """A standing order to collect from the customer's bank on each due date from the first day to the last:
    the whole statement balance, the minimum, or a fixed amount in minor units."""

    class Kind(models.TextChoices):
        FULL = "full", _("statement balance")
        MINIMUM = "minimum", _("minimum due")
        FIXED = "fixed", _("fixed amount")

    reference = models.CharField(_("mandate"), max_length=64, db_collation="C")
    account = models.ForeignKey(Account, models.CASCADE, related_name="mandates")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    amount = models.BigIntegerField(_("amount"), null=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True)
    known_on = models.DateField(_("known on"))
    end_known_on = models.DateField(_("end known on"), null=True)
    entered_at = models.DateTimeField(_("entered at"), null=True)
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True, db_default="")
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True, db_default="")

    class Meta:
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        triggers = append_only(once=["ends_on", "end_known_on", "ended_by"], sealed="filled")
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.UniqueConstraint(name="mandate_reference", fields=["reference"]),
            models.CheckConstraint(
                name="mandate_fixed_has_an_amount",
                condition=Q(kind="fixed", amount__gt=0)
                | Q(kind__in=["full", "minimum"], amount__isnull=True),
            ),
            models.CheckConstraint(name="mandate_ends_after", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="mandate_end_is_known",
                condition=Q(ends_on__isnull=True, end_known_on__isnull=True, ended_by="")
                | Q(ends_on__isnull=False, end_known_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="mandate_known_on", fields=["known_on"]),
            models.Index(
                name="mandate_end_known_on", fields=["end_known_on"], condition=Q(end_known_on__isnull=False)
            ),
        ]
