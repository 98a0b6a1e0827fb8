from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.labels.packs import CHANNELS, HOLD_KINDS
from accounts.models.account import Account
from accounts.models.customer import Customer

_DISPUTES = ("dispute", "fraud-claim")


class Hold(models.Model):
    """Days on which something is held off an account, or off every account of a person (rules, section 6).

    First and last day both belong to it. ``lapses_on``: the last day by the pack's length, fixed when placed;
    none: until lifted. An end is filled in later as a fact of its own, and a fresh due date comes with it.
    ``cause_ended_on``: where the pack gives its kind a tail, whose last day is then the hold's.
    One entered in error is withdrawn. Amounts in minor units of the account's currency.
    """

    class Kind(models.TextChoices):
        HARDSHIP_PLAN = "hardship-plan", HOLD_KINDS["hardship-plan"]
        PLAN_PREPARATION = "plan-preparation", HOLD_KINDS["plan-preparation"]
        DISPUTE = "dispute", HOLD_KINDS["dispute"]
        FRAUD_CLAIM = "fraud-claim", HOLD_KINDS["fraud-claim"]
        COMPLAINT = "complaint", HOLD_KINDS["complaint"]
        BREATHING_SPACE = "breathing-space", HOLD_KINDS["breathing-space"]
        MENTAL_HEALTH_CRISIS = "mental-health-crisis", HOLD_KINDS["mental-health-crisis"]
        MORATORIUM = "moratorium", HOLD_KINDS["moratorium"]
        DISASTER = "disaster", HOLD_KINDS["disaster"]
        PAYMENT_HOLIDAY = "payment-holiday", HOLD_KINDS["payment-holiday"]
        BANKRUPTCY = "bankruptcy", HOLD_KINDS["bankruptcy"]
        DECEASED = "deceased", HOLD_KINDS["deceased"]
        INCAPACITY = "incapacity", HOLD_KINDS["incapacity"]
        MINOR = "minor", HOLD_KINDS["minor"]
        REPRESENTED = "represented", HOLD_KINDS["represented"]
        SERIOUS_ILLNESS = "serious-illness", HOLD_KINDS["serious-illness"]
        VULNERABLE = "vulnerable", HOLD_KINDS["vulnerable"]
        CEASE_CONTACT = "cease-contact", HOLD_KINDS["cease-contact"]
        MILITARY_SERVICE = "military-service", HOLD_KINDS["military-service"]
        TIME_BARRED = "time-barred", HOLD_KINDS["time-barred"]
        OUR_ERROR = "our-error", HOLD_KINDS["our-error"]

    class Channel(models.TextChoices):
        CALL = "call", CHANNELS["call"]
        SMS = "sms", CHANNELS["sms"]
        EMAIL = "email", CHANNELS["email"]
        APP = "app", CHANNELS["app"]
        LETTER = "letter", CHANNELS["letter"]
        VISIT = "visit", CHANNELS["visit"]

    DISPUTES = _DISPUTES

    reference = models.CharField(_("hold"), max_length=64, db_collation="C")
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="holds", db_index=False)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="holds", db_index=False)
    kind = models.CharField(_("kind"), max_length=32, choices=Kind.choices)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True)
    cause_ended_on = models.DateField(_("cause ended on"), null=True)
    lapses_on = models.DateField(_("lapses after"), null=True)
    review_on = models.DateField(_("review on"), null=True)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices, blank=True)
    disputed_amount = models.BigIntegerField(_("disputed amount"), null=True)
    statement_date = models.DateField(_("statement date"), null=True)
    fresh_due_on = models.DateField(_("fresh due date"), null=True)
    known_on = models.DateField(_("known on"))
    end_known_on = models.DateField(_("end known on"), null=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True)
    withdraw_known_on = models.DateField(_("withdrawal known on"), null=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    evidence = models.CharField(_("evidence"), max_length=200, blank=True, db_default="")
    placed_by = models.CharField(_("placed by"), max_length=150, blank=True, db_default="")
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True, db_default="")
    end_reason = models.CharField(_("why it ended"), max_length=200, blank=True, db_default="")
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True, db_default="")
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        triggers = append_only(
            once=[
                "ends_on",
                "cause_ended_on",
                "fresh_due_on",
                "end_known_on",
                "ended_by",
                "end_reason",
                "withdrawn_on",
                "withdraw_known_on",
                "withdrawn_by",
                "withdraw_reason",
            ],
            free=["known_on"],  # that of a plan is of its last row
            sealed="filled",
        )
        ordering = ["starts_on", "id"]
        constraints = [
            models.UniqueConstraint(name="hold_reference", fields=["reference"]),
            models.CheckConstraint(
                name="hold_binds_an_account_or_a_person",
                condition=Q(account__isnull=True, customer__isnull=False)
                | Q(account__isnull=False, customer__isnull=True),
            ),
            models.CheckConstraint(
                name="hold_kind_is_listed",
                condition=Q(
                    kind__in=[
                        "hardship-plan",
                        "plan-preparation",
                        "dispute",
                        "fraud-claim",
                        "complaint",
                        "breathing-space",
                        "mental-health-crisis",
                        "moratorium",
                        "disaster",
                        "payment-holiday",
                        "bankruptcy",
                        "deceased",
                        "incapacity",
                        "minor",
                        "represented",
                        "serious-illness",
                        "vulnerable",
                        "cease-contact",
                        "military-service",
                        "time-barred",
                        "our-error",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="hold_channel_is_listed",
                condition=Q(channel__in=["", "call", "sms", "email", "app", "letter", "visit"]),
            ),
            models.CheckConstraint(name="hold_ends_after", condition=Q(ends_on__gte=F("starts_on"))),
            models.CheckConstraint(name="hold_lapses_after", condition=Q(lapses_on__gte=F("starts_on"))),
            models.CheckConstraint(name="hold_review_after", condition=Q(review_on__gte=F("starts_on"))),
            models.CheckConstraint(
                name="hold_end_is_known",
                condition=Q(ends_on__isnull=True, end_known_on__isnull=True)
                | Q(ends_on__isnull=False, end_known_on__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_withdrawal_is_known",
                condition=Q(withdrawn_on__isnull=True, withdraw_known_on__isnull=True)
                | Q(withdrawn_on__isnull=False, withdraw_known_on__isnull=False),
            ),
            models.CheckConstraint(
                name="hold_disputes_a_statement",
                condition=Q(disputed_amount__isnull=True, statement_date__isnull=True)
                | Q(
                    disputed_amount__gt=0,
                    statement_date__isnull=False,
                    account__isnull=False,
                    kind__in=_DISPUTES,
                ),
            ),
            models.CheckConstraint(
                name="hold_fresh_due_after_end",
                condition=Q(fresh_due_on__isnull=True)
                | Q(ends_on__isnull=False, disputed_amount__isnull=False, fresh_due_on__gt=F("ends_on")),
            ),
        ]
        indexes = [
            models.Index(
                name="hold_of_account",
                fields=["account"],
                condition=Q(account__isnull=False),
            ),
            models.Index(
                name="hold_of_customer",
                fields=["customer"],
                condition=Q(customer__isnull=False),
            ),
            models.Index(
                name="hold_disputed", fields=["account"], condition=Q(disputed_amount__isnull=False)
            ),
            models.Index(name="hold_starts_on", fields=["starts_on"]),
            models.Index(name="hold_known_on", fields=["known_on"]),
            models.Index(name="hold_ends_on", fields=["ends_on"], condition=Q(ends_on__isnull=False)),
            models.Index(name="hold_lapses_on", fields=["lapses_on"], condition=Q(lapses_on__isnull=False)),
            models.Index(
                name="hold_end_known_on", fields=["end_known_on"], condition=Q(end_known_on__isnull=False)
            ),
            models.Index(
                name="hold_withdraw_known_on",
                fields=["withdraw_known_on"],
                condition=Q(withdraw_known_on__isnull=False),
            ),
            models.Index(
                name="hold_fresh_due_on", fields=["fresh_due_on"], condition=Q(fresh_due_on__isnull=False)
            ),
            models.Index(
                name="hold_first_review",
                fields=["review_on", "id"],
                condition=Q(review_on__isnull=False, withdrawn_on__isnull=True),
            ),
            models.Index(  # also of those that have ended: that is told from the index, without the holds
                name="hold_of_kind",
                fields=["kind", "starts_on", "id"],
                include=["customer", "ends_on", "lapses_on"],
                condition=Q(withdrawn_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def last(self) -> date | None:
        """The last day that belongs to it, by everything known now; none: until it is lifted."""
        return self.ends_on or self.lapses_on


class HoldReview(models.Model):
    """Somebody looked whether a hold is still right. Without a next day no further review is due."""

    hold = models.ForeignKey(Hold, models.CASCADE, related_name="reviews")
    reviewed_on = models.DateField(_("reviewed on"))
    reviewed_by = models.CharField(_("reviewed by"), max_length=150)
    note = models.CharField(_("note"), max_length=500)
    next_review_on = models.DateField(_("next review on"), null=True)

    class Meta:
        verbose_name = _("review of a hold")
        verbose_name_plural = _("reviews of holds")
        triggers = append_only(sealed="added")
        ordering = ["reviewed_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="hold_review_moves_on", condition=Q(next_review_on__gt=F("reviewed_on"))
            ),
            models.CheckConstraint(name="hold_review_says_who", condition=~Q(reviewed_by="")),
        ]
        indexes = [
            models.Index(
                name="hold_next_review_on",
                fields=["next_review_on"],
                condition=Q(next_review_on__isnull=False),
            ),
        ]
