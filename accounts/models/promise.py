from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account


class Promise(models.Model):
    """What a person promised to pay, as taken or loaded (rules, section 5). Amounts in minor units.

    Without a tolerance or grace of its own it has the default. Cancelling and approving are filled in later
    as facts of their own. ``beyond``: the limits it was found to pass when it was taken, none known of one
    that was loaded; ``grace_days`` are working days. ``confirmed_because``: why an unlikely amount was
    recorded all the same. One that a supervisor refuses stands, but silences nothing.
    """

    reference = models.CharField(_("promise"), max_length=64, db_collation="C")
    made_on = models.DateField(_("made on"))
    tolerance = models.BigIntegerField(_("tolerance"), null=True)
    tolerance_percent = models.DecimalField(
        _("tolerance in percent"), max_digits=7, decimal_places=4, null=True
    )
    grace_days = models.PositiveSmallIntegerField(_("grace days"), null=True)
    known_on = models.DateField(_("known on"))
    cancelled_on = models.DateField(_("cancelled on"), null=True)
    cancel_known_on = models.DateField(_("cancelling known on"), null=True)
    cancel_reason = models.CharField(_("reason"), max_length=200, blank=True)
    cancelled_by = models.CharField(_("cancelled by"), max_length=150, blank=True)
    taken_by = models.CharField(_("recorded by"), max_length=150, blank=True)
    beyond = ArrayField(models.CharField(max_length=16), verbose_name=_("limits passed"), null=True)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    refused_by = models.CharField(_("refused by"), max_length=150, blank=True, db_default="")
    refused_at = models.DateTimeField(_("refused at"), null=True)
    refuse_reason = models.CharField(_("reason"), max_length=200, blank=True, db_default="")
    confirmed_because = models.CharField(
        _("why it was recorded all the same"), max_length=200, blank=True, db_default=""
    )

    class Meta:
        verbose_name = _("payment promise")
        verbose_name_plural = _("payment promises")
        triggers = append_only(
            once=[
                "cancelled_on",
                "cancel_known_on",
                "cancel_reason",
                "cancelled_by",
                "approved_by",
                "approved_at",
                "refused_by",
                "refused_at",
                "refuse_reason",
            ],
            free=["known_on"],  # of several files, that of the last row
            sealed="filled",
        )
        ordering = ["made_on", "reference"]
        constraints = [
            models.UniqueConstraint(name="promise_reference", fields=["reference"]),
            models.CheckConstraint(name="promise_tolerance_not_negative", condition=Q(tolerance__gte=0)),
            models.CheckConstraint(
                name="promise_percent_is_a_share",
                condition=Q(tolerance_percent__gte=0, tolerance_percent__lte=100),
            ),
            models.CheckConstraint(
                name="promise_one_tolerance",
                condition=Q(tolerance__isnull=True) | Q(tolerance_percent__isnull=True),
            ),
            models.CheckConstraint(
                name="promise_cancelled_after", condition=Q(cancelled_on__gte=F("made_on"))
            ),
            models.CheckConstraint(
                name="promise_cancelling_is_known",
                condition=Q(cancelled_on__isnull=True, cancel_known_on__isnull=True)
                | Q(cancelled_on__isnull=False, cancel_known_on__isnull=False),
            ),
            models.CheckConstraint(
                name="promise_approval_names_who_and_when",
                condition=Q(approved_by="", approved_at__isnull=True)
                | (~Q(approved_by="") & Q(approved_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="promise_refusal_names_who_when_and_why",
                condition=Q(refused_by="", refused_at__isnull=True, refuse_reason="")
                | Q(refused_at__isnull=False, approved_by="") & ~Q(refused_by="") & ~Q(refuse_reason=""),
            ),
        ]
        indexes = [
            models.Index(name="promise_made_on", fields=["made_on"]),
            models.Index(
                name="promise_known_later", fields=["known_on"], condition=Q(known_on__gt=F("made_on"))
            ),
            models.Index(
                name="promise_cancelled_on", fields=["cancelled_on"], condition=Q(cancelled_on__isnull=False)
            ),
            models.Index(
                name="promise_cancel_known_on",
                fields=["cancel_known_on"],
                condition=Q(cancel_known_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class PromisedAccount(models.Model):
    """An account that a promise covers: what is credited to it counts, and the promise silences it."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="covered", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="promised", db_index=False)

    class Meta:
        verbose_name = _("account of a promise")
        verbose_name_plural = _("accounts of promises")
        triggers = append_only(sealed="added")
        constraints = [
            models.UniqueConstraint(name="promised_account_once", fields=["promise", "account"]),
        ]
        indexes = [
            models.Index(name="promised_account", fields=["account"], include=["promise"]),
        ]


class PromisedInstalment(models.Model):
    """An amount promised for a day. ``grace_ends_on``: the last day on which it is waited for, by the
    calendar as it was known when the promise came in."""

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="instalments", db_index=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    due_on = models.DateField(_("due on"))
    grace_ends_on = models.DateField(_("last day of grace"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("promised instalment")
        verbose_name_plural = _("promised instalments")
        triggers = append_only(sealed="added")
        ordering = ["due_on", "account"]
        constraints = [
            models.UniqueConstraint(
                name="instalment_once_per_day",
                fields=["promise", "account", "due_on"],
                include=["grace_ends_on", "amount"],
            ),
            models.CheckConstraint(name="instalment_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="instalment_grace_not_before_due", condition=Q(grace_ends_on__gte=F("due_on"))
            ),
        ]
        indexes = [
            models.Index(name="instalment_due_on", fields=["due_on"], include=["promise"]),
            models.Index(name="instalment_grace_ends_on", fields=["grace_ends_on"], include=["promise"]),
        ]


class PromiseStatusChange(models.Model):
    """One change of a promise's state, as a close wrote it; holds until before ``ends_before``.

    No state before: the promise was made, or became known. Cancelled and replaced are told apart by the
    promise that took its place.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("broken")
        CANCELLED = "cancelled", _("cancelled")

    promise = models.ForeignKey(Promise, models.CASCADE, related_name="turns", db_index=False)
    on = models.DateField(_("on"))
    ends_before = models.DateField(_("until before"), null=True)
    from_state = models.CharField(_("from"), max_length=16, blank=True)
    to_state = models.CharField(_("to"), max_length=16, choices=State.choices)
    replaced_by = models.ForeignKey(Promise, models.CASCADE, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("turn of a promise")
        verbose_name_plural = _("turns of promises")
        triggers = append_only(once=["ends_before"], sealed="added")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(name="turn_once_per_day", fields=["promise", "on"]),
            models.UniqueConstraint(
                name="turn_one_in_force",
                fields=["promise"],
                condition=Q(ends_before__isnull=True),
                include=["to_state", "on"],
            ),
            models.CheckConstraint(name="turn_not_empty", condition=Q(ends_before__gt=F("on"))),
            models.CheckConstraint(name="turn_turns", condition=~Q(from_state=F("to_state"))),
            models.CheckConstraint(
                name="turn_states_are_listed",
                condition=Q(
                    from_state__in=["", "open", "kept", "broken", "cancelled"],
                    to_state__in=["open", "kept", "broken", "cancelled"],
                ),
            ),
            models.CheckConstraint(
                name="turn_only_cancelled_is_replaced",
                condition=Q(replaced_by__isnull=True) | Q(to_state="cancelled"),
            ),
        ]
        indexes = [
            models.Index(
                name="turn_in_force",
                fields=["to_state", "on", "promise"],
                condition=Q(ends_before__isnull=True),
            ),
        ]
