from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.labels.hardship import OPTIONS
from accounts.models.account import Account
from accounts.models.affordability import AffordabilityStatement
from accounts.models.hold import Hold


class Plan(models.Model):
    """A hardship plan that was agreed for an account (rules, section 8). Amounts in minor units.

    Without a tolerance, grace or cure days of its own it has the default; ``grace_days`` are working days.
    ``hold``: the hold that the plan is, from the agreed day through the day it ended. Its end is filled in
    later as a fact of its own. ``replaces``: the plan whose schedule this one took the place of;
    ``break_cause``: where that is a break of payments, for which a cause was named.
    """

    class Option(models.TextChoices):
        CATCH_UP = "catch-up", OPTIONS["catch-up"]
        INSTALMENTS = "instalments", OPTIONS["instalments"]
        REDUCED = "reduced", OPTIONS["reduced"]
        TOKEN = "token", OPTIONS["token"]
        NOTHING = "nothing", OPTIONS["nothing"]
        OWN = "own", OPTIONS["own"]

    class EndReason(models.TextChoices):
        COMPLETED = "completed", _("completed")
        BROKEN = "broken", _("broken")
        REPLACED = "replaced", _("replaced")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SETTLED = "settled", _("settled")

    class BreakCause(models.TextChoices):
        WORK = "work", _("unemployment or change of work")
        FAMILY = "family", _("birth, adoption or care")
        ILLNESS = "illness", _("illness")
        SEPARATION = "separation", _("divorce or separation")

    reference = models.CharField(_("plan"), max_length=64, db_collation="C")
    account = models.ForeignKey(Account, models.CASCADE, related_name="plans", db_index=False)
    hold = models.OneToOneField(Hold, models.PROTECT, related_name="plan")
    agreed_on = models.DateField(_("agreed on"))
    option = models.CharField(_("option"), max_length=16, choices=Option.choices, blank=True)
    statement = models.ForeignKey(
        AffordabilityStatement, models.PROTECT, null=True, related_name="plans", db_index=False
    )
    tolerance = models.BigIntegerField(_("tolerance"), null=True)
    tolerance_percent = models.DecimalField(
        _("tolerance in percent"), max_digits=7, decimal_places=4, null=True
    )
    grace_days = models.PositiveSmallIntegerField(_("grace days"), null=True)
    cure_days = models.PositiveSmallIntegerField(_("cure days"))
    known_on = models.DateField(_("known on"))
    ended_on = models.DateField(_("ended on"), null=True)
    end_reason = models.CharField(_("why it ended"), max_length=16, choices=EndReason.choices, blank=True)
    end_known_on = models.DateField(_("end known on"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True, db_default="")
    end_note = models.CharField(_("note"), max_length=500, blank=True, db_default="")
    agreed_by = models.CharField(_("agreed by"), max_length=150, blank=True, db_default="")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    break_cause = models.CharField(
        _("cause of the break"), max_length=16, choices=BreakCause.choices, blank=True, db_default=""
    )

    class Meta:
        verbose_name = _("hardship plan")
        verbose_name_plural = _("hardship plans")
        triggers = append_only(
            once=["ended_on", "end_reason", "end_known_on", "ended_by", "end_note"],
            free=["known_on"],  # of several files, that of the last row
            sealed="filled",
        )
        ordering = ["agreed_on", "reference"]
        constraints = [
            models.UniqueConstraint(name="plan_reference", fields=["reference"]),
            models.CheckConstraint(name="plan_tolerance_not_negative", condition=Q(tolerance__gte=0)),
            models.CheckConstraint(
                name="plan_percent_is_a_share",
                condition=Q(tolerance_percent__gte=0, tolerance_percent__lte=100),
            ),
            models.CheckConstraint(
                name="plan_one_tolerance",
                condition=Q(tolerance__isnull=True) | Q(tolerance_percent__isnull=True),
            ),
            models.CheckConstraint(name="plan_ended_after", condition=Q(ended_on__gte=F("agreed_on"))),
            models.CheckConstraint(
                name="plan_end_is_known",
                condition=Q(ended_on__isnull=True, end_known_on__isnull=True, end_reason="")
                | Q(ended_on__isnull=False, end_known_on__isnull=False),
            ),
            models.CheckConstraint(
                name="plan_option_is_listed",
                condition=Q(option__in=["", "catch-up", "instalments", "reduced", "token", "nothing", "own"]),
            ),
            models.CheckConstraint(
                name="plan_end_reason_is_listed",
                condition=Q(end_reason__in=["", "completed", "broken", "replaced", "withdrawn", "settled"]),
            ),
            models.CheckConstraint(
                name="plan_break_cause_is_listed",
                condition=Q(break_cause__in=["", "work", "family", "illness", "separation"]),
            ),
        ]
        indexes = [
            models.Index(name="plan_of_account", fields=["account"]),
            models.Index(name="plan_agreed_on", fields=["agreed_on"]),
            models.Index(
                name="plan_known_later", fields=["known_on"], condition=Q(known_on__gt=F("agreed_on"))
            ),
            models.Index(name="plan_ended_on", fields=["ended_on"], condition=Q(ended_on__isnull=False)),
            models.Index(
                name="plan_end_known_on", fields=["end_known_on"], condition=Q(end_known_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PlanInstalment(models.Model):
    """An amount of a plan that is due on a day. ``grace_ends_on``: the last day on which it is waited for, by
    the calendar as it was known when the plan came in. Nothing is asked where the amount is zero."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="instalments", db_index=False)
    due_on = models.DateField(_("due on"))
    grace_ends_on = models.DateField(_("last day of grace"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("instalment of a plan")
        verbose_name_plural = _("instalments of plans")
        triggers = append_only(sealed="added")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(
                name="plan_instalment_once_per_day",
                fields=["plan", "due_on"],
                include=["grace_ends_on", "amount"],
            ),
            models.CheckConstraint(name="plan_instalment_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="plan_instalment_grace_not_before_due", condition=Q(grace_ends_on__gte=F("due_on"))
            ),
        ]
        indexes = [
            models.Index(name="plan_instalment_due_on", fields=["due_on"], include=["plan"]),
            models.Index(name="plan_instalment_grace_ends_on", fields=["grace_ends_on"], include=["plan"]),
        ]


class PlanStatusChange(models.Model):
    """One change of a plan's state, as a close wrote it; holds until before ``ends_before``.

    No state before: the plan was agreed, or became known.
    """

    class State(models.TextChoices):
        KEPT = "kept", _("kept")
        MISSED = "missed", _("missed")
        LAPSED = "lapsed", _("lapsed")
        COMPLETE = "complete", _("complete")
        ENDED = "ended", _("ended")

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="status_changes", db_index=False)
    on = models.DateField(_("on"))
    ends_before = models.DateField(_("until before"), null=True)
    from_state = models.CharField(_("from"), max_length=16, blank=True)
    to_state = models.CharField(_("to"), max_length=16, choices=State.choices)

    class Meta:
        verbose_name = _("change of a plan")
        verbose_name_plural = _("changes of plans")
        triggers = append_only(once=["ends_before"], sealed="added")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(name="plan_change_once_per_day", fields=["plan", "on"]),
            models.UniqueConstraint(
                name="plan_change_one_in_force",
                fields=["plan"],
                condition=Q(ends_before__isnull=True),
                include=["to_state", "on"],
            ),
            models.CheckConstraint(name="plan_change_not_empty", condition=Q(ends_before__gt=F("on"))),
            models.CheckConstraint(name="plan_change_changes", condition=~Q(from_state=F("to_state"))),
            models.CheckConstraint(
                name="plan_change_states_are_listed",
                condition=Q(
                    from_state__in=["", "kept", "missed", "lapsed", "complete"],
                    to_state__in=["kept", "missed", "lapsed", "complete", "ended"],
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="plan_change_in_force",
                fields=["to_state", "on", "plan"],
                condition=Q(ends_before__isnull=True),
            ),
            models.Index(name="plan_change_on", fields=["on"]),
        ]
