from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account
from accounts.models.affordability import AffordabilityStatement
from accounts.models.hold import Hold
from accounts.models.plan import Plan


class HelpRequest(models.Model):
    """A person asked for help with an account. Open until there is an offer, or a refusal with its reason.

    ``hold``: the plan in preparation, where one was placed. What happened is sensitive.
    """

    class Outcome(models.TextChoices):
        OFFERED = "offered", _("offer made")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn by the customer")

    class Reason(models.TextChoices):
        CAN_PAY = "can-pay", _("The debt is within what the person can pay")
        NO_STATEMENT = "no-statement", _("No affordability statement was given")
        NOT_LIABLE = "not-liable", _("The person does not owe on the account")
        NOTHING_OWED = "nothing-owed", _("Nothing is owed on the account")
        ON_A_PLAN = "on-a-plan", _("A plan is in force already")

    account = models.ForeignKey(Account, models.CASCADE, related_name="help_requests", db_index=False)
    asked_on = models.DateField(_("asked on"))
    note = models.CharField(_("what happened"), max_length=500, blank=True)
    taken_by = models.CharField(_("taken by"), max_length=150)
    taken_at = models.DateTimeField(_("taken at"))
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="help_request")
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices, blank=True)
    explanation = models.CharField(_("explanation"), max_length=500, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("request for help")
        verbose_name_plural = _("requests for help")
        triggers = append_only(
            once=["hold", "outcome", "reason", "explanation", "decided_on", "decided_by"],
            sealed="filled",
        )
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                name="help_request_one_open", fields=["account"], condition=Q(decided_on__isnull=True)
            ),
            models.CheckConstraint(
                name="help_request_outcome_says_who_and_when",
                condition=Q(outcome="", decided_on__isnull=True, decided_by="")
                | (~Q(outcome="") & Q(decided_on__gte=F("asked_on")) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(
                name="help_request_refusal_has_a_reason",
                condition=Q(outcome="refused", reason__gt="") | (~Q(outcome="refused") & Q(reason="")),
            ),
            models.CheckConstraint(name="help_request_names_who_took_it", condition=~Q(taken_by="")),
        ]
        indexes = [
            models.Index(name="help_request_of_account", fields=["account"]),
            models.Index(
                name="help_request_open", fields=["asked_on", "id"], condition=Q(decided_on__isnull=True)
            ),
            models.Index(
                name="help_request_decided_on",
                fields=["decided_on"],
                condition=Q(decided_on__isnull=False),
            ),
        ]


class HardshipOffer(models.Model):
    """What is offered to a person for an account, computed of a statement (rules, section 8).

    ``beside``: what is paid each month besides the parts. ``needs_second``: why a second person approves it.
    Once sent it is open through a day, and after that it has expired; ``hold``: nobody is pressed meanwhile.
    Amounts in minor units.
    """

    class State(models.TextChoices):
        DRAFTED = "drafted", _("drafted")
        APPROVED = "approved", _("approved")
        SENT = "sent", _("sent")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        EXPIRED = "expired", _("expired")

    class Evidence(models.TextChoices):
        SIGNATURE = "signature", _("signature")
        FORM = "form", _("reply form")
        RECORDING = "recording", _("recorded call")

    reference = models.CharField(_("offer"), max_length=64, db_collation="C")
    account = models.ForeignKey(Account, models.CASCADE, related_name="offers", db_index=False)
    statement = models.ForeignKey(
        AffordabilityStatement, models.PROTECT, related_name="offers", db_index=False
    )
    request = models.ForeignKey(
        HelpRequest, models.SET_NULL, null=True, related_name="offers", db_index=False
    )
    option = models.CharField(_("option"), max_length=16, choices=Plan.Option.choices)
    beside = models.BigIntegerField(_("paid beside"), default=0)
    review_on = models.DateField(_("review on"), null=True)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DRAFTED)
    needs_second = ArrayField(
        models.CharField(max_length=16), verbose_name=_("why a second person approves"), default=list
    )
    drafted_on = models.DateField(_("drafted on"))
    drafted_by = models.CharField(_("drafted by"), max_length=150)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    approved_on = models.DateField(_("approved on"), null=True)
    second_by = models.CharField(_("approved second by"), max_length=150, blank=True)
    sent_on = models.DateField(_("sent on"), null=True)
    open_through = models.DateField(_("open through"), null=True)
    answered_on = models.DateField(_("answered on"), null=True)
    answered_by = models.CharField(_("answer taken by"), max_length=150, blank=True)
    evidence_kind = models.CharField(_("evidence"), max_length=16, choices=Evidence.choices, blank=True)
    evidence = models.CharField(_("where the evidence is"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    hold = models.OneToOneField(Hold, models.PROTECT, null=True, related_name="offer")
    plan = models.OneToOneField(Plan, models.PROTECT, null=True, related_name="offer")

    class Meta:
        verbose_name = _("hardship offer")
        verbose_name_plural = _("hardship offers")
        triggers = append_only(
            once=[
                "approved_by",
                "approved_on",
                "second_by",
                "sent_on",
                "open_through",
                "hold",
                "answered_on",
                "answered_by",
                "evidence_kind",
                "evidence",
                "plan",
            ],
            free=["state", "note"],
            sealed="filled",
        )
        ordering = ["drafted_on", "reference"]
        constraints = [
            models.UniqueConstraint(name="offer_reference", fields=["reference"]),
            models.UniqueConstraint(
                name="offer_one_open",
                fields=["account"],
                condition=Q(state__in=["drafted", "approved"]),
            ),
            models.CheckConstraint(
                name="offer_state_is_listed",
                condition=Q(
                    state__in=["drafted", "approved", "sent", "accepted", "declined", "withdrawn", "expired"]
                ),
            ),
            models.CheckConstraint(
                name="offer_approval_names_who",
                condition=Q(state__in=["drafted", "withdrawn"]) | ~Q(approved_by=""),
            ),
            models.CheckConstraint(
                name="offer_second_person_where_needed",
                condition=Q(state__in=["drafted", "withdrawn"]) | Q(needs_second=[]) | ~Q(second_by=""),
            ),
            models.CheckConstraint(
                name="offer_second_person_is_another",
                condition=Q(second_by="") | ~Q(second_by=F("approved_by")),
            ),
            models.CheckConstraint(
                name="offer_sent_is_open_through_a_day",
                condition=Q(sent_on__isnull=True, open_through__isnull=True)
                | Q(sent_on__isnull=False, open_through__gte=F("sent_on")),
            ),
            models.CheckConstraint(
                name="offer_acceptance_has_evidence",
                condition=~Q(state="accepted")
                | (Q(plan__isnull=False, answered_on__isnull=False) & ~Q(evidence_kind="") & ~Q(evidence="")),
            ),
        ]
        indexes = [
            models.Index(name="offer_of_account", fields=["account"]),
            models.Index(name="offer_approved_on", fields=["approved_on"]),
            models.Index(name="offer_awaited", fields=["open_through"], condition=Q(state="sent")),
        ]

    def __str__(self) -> str:
        return self.reference


class OfferPart(models.Model):
    """An amount that an offer asks for on a day."""

    offer = models.ForeignKey(HardshipOffer, models.CASCADE, related_name="parts", db_index=False)
    due_on = models.DateField(_("due on"))
    amount = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("part of an offer")
        verbose_name_plural = _("parts of offers")
        triggers = append_only(sealed="added")
        ordering = ["due_on"]
        constraints = [
            models.UniqueConstraint(name="offer_part_once_per_day", fields=["offer", "due_on"]),
            models.CheckConstraint(name="offer_part_not_negative", condition=Q(amount__gte=0)),
        ]
