from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.hold import Hold
from accounts.rules import cases as case_rules

_SAY_ENOUGH = [case_rules.OPENED, case_rules.ACKNOWLEDGED, case_rules.EXTENDED, case_rules.CREDITED]


class Case(models.Model):
    """A dispute, a fraud claim or a complaint: what came in, and the clocks fixed on the day it was opened.

    What is done about it are its steps. The columns from ``state`` on say where it stands, as its steps add
    up (``casework.progress``); they are only ever written together with a step. Amounts in minor units.
    """

    class Kind(models.TextChoices):
        DISPUTE = "dispute", _("dispute")
        FRAUD_CLAIM = "fraud-claim", _("fraud claim")
        COMPLAINT = "complaint", _("complaint")

    class State(models.TextChoices):
        OPEN = case_rules.OPEN, _("open")
        DECIDED = case_rules.DECIDED, _("decided")

    class Outcome(models.TextChoices):
        UPHELD = case_rules.UPHELD, _("upheld")
        PARTLY_UPHELD = case_rules.PARTLY_UPHELD, _("partly upheld")
        REJECTED = case_rules.REJECTED, _("rejected")
        WITHDRAWN = case_rules.WITHDRAWN, _("withdrawn")

    account = models.ForeignKey(Account, models.PROTECT, related_name="cases", verbose_name=_("account"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="cases", verbose_name=_("customer"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=16, choices=Hold.Channel.choices)
    opened_on = models.DateField(_("opened on"))
    about = models.TextField(_("what it is about"))
    disputed_amount = models.BigIntegerField(_("disputed amount"), null=True)
    statement_date = models.DateField(_("statement date"), null=True)
    acknowledge_by = models.DateField(_("acknowledge by"))
    acknowledge_rule = models.CharField(_("by which rule"), max_length=200, blank=True)
    resolve_rule = models.CharField(_("by which rule"), max_length=200, blank=True)
    hold = models.ForeignKey(Hold, models.PROTECT, null=True, related_name="cases", verbose_name=_("hold"))

    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.OPEN)
    acknowledged_on = models.DateField(_("acknowledged on"), null=True)
    resolve_by = models.DateField(_("decide by"))
    extension_asked = models.BooleanField(_("extension asked for"), default=False)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices, blank=True)
    decided_on = models.DateField(_("decided on"), null=True)
    fresh_due_on = models.DateField(_("fresh due date"), null=True)
    credit = models.BigIntegerField(_("credit expected"), default=0)
    credited_on = models.DateField(_("credited on"), null=True)
    amended_amount = models.BigIntegerField(_("disputed amount, corrected"), null=True)
    named_statement = models.DateField(_("statement date, named later"), null=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        triggers = append_only(
            free=[
                "hold",  # another takes its place where a credit that ended it was returned
                "amended_amount",
                "named_statement",
                "state",
                "acknowledged_on",
                "resolve_by",
                "extension_asked",
                "outcome",
                "decided_on",
                "fresh_due_on",
                "credit",
                "credited_on",
            ],
            sealed="added",
        )
        constraints = [
            models.CheckConstraint(
                name="case_kind_is_listed", condition=Q(kind__in=["dispute", "fraud-claim", "complaint"])
            ),
            models.CheckConstraint(
                name="case_channel_is_listed",
                condition=Q(channel__in=["call", "sms", "email", "app", "letter", "visit"]),
            ),
            models.CheckConstraint(
                name="case_amount_belongs_to_a_statement",
                condition=Q(disputed_amount__isnull=True, statement_date__isnull=True)
                | Q(kind__in=Hold.DISPUTES, disputed_amount__gt=0, statement_date__isnull=False),
            ),
            models.CheckConstraint(name="case_state_is_listed", condition=Q(state__in=case_rules.STATES)),
            models.CheckConstraint(
                name="case_decided_has_an_outcome",
                condition=Q(state=case_rules.OPEN, outcome="", decided_on__isnull=True)
                | Q(state=case_rules.DECIDED, outcome__in=case_rules.OUTCOMES, decided_on__isnull=False),
            ),
            models.CheckConstraint(
                name="case_clocks_run_from_opening",
                condition=Q(acknowledge_by__gte=F("opened_on"), resolve_by__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="case_days_follow_opening",
                condition=(Q(acknowledged_on__isnull=True) | Q(acknowledged_on__gte=F("opened_on")))
                & (Q(decided_on__isnull=True) | Q(decided_on__gte=F("opened_on")))
                & (Q(fresh_due_on__isnull=True) | Q(fresh_due_on__gt=F("decided_on"))),
            ),
            models.CheckConstraint(name="case_credit_not_negative", condition=Q(credit__gte=0)),
            models.CheckConstraint(
                name="case_corrected_amount_belongs_to_a_statement",
                condition=Q(amended_amount__isnull=True, named_statement__isnull=True)
                | Q(amended_amount__gt=0, disputed_amount__isnull=False, named_statement__isnull=True)
                | Q(
                    kind__in=Hold.DISPUTES,
                    amended_amount__gt=0,
                    disputed_amount__isnull=True,
                    named_statement__isnull=False,
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="case_to_acknowledge",
                fields=["acknowledge_by", "id"],
                condition=Q(state=case_rules.OPEN, acknowledged_on__isnull=True),
            ),
            models.Index(
                name="case_to_resolve", fields=["resolve_by", "id"], condition=Q(state=case_rules.OPEN)
            ),
            models.Index(
                name="case_credit_awaited",
                fields=["opened_on", "id"],
                condition=Q(credit__gt=0, credited_on__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state == case_rules.OPEN

    @property
    def disputed(self) -> int | None:
        """The amount that is disputed, as it was corrected last; none where all of it is."""
        return self.amended_amount or self.disputed_amount

    @property
    def disputed_statement(self) -> date | None:
        """The date of the statement that the amount is on, named at first or later."""
        return self.statement_date or self.named_statement

    def is_late(self, today: date) -> bool:
        """Whether something should have been done about it on a day that is over."""
        unacknowledged = self.acknowledged_on is None and self.acknowledge_by < today
        return self.is_open and (unacknowledged or self.resolve_by < today)


class CaseStep(models.Model):
    """One thing done about a case: who, when and what. Only ever added; a wrong one is taken back by another.

    ``on``: the day it counts from; ``at``: when it was put down. Nobody's name: the book found it out by
    itself. ``asked_by``: whose request for an extension is answered. ``until``, ``amount`` and ``statement``
    as in ``rules.cases.Step``.
    """

    class Kind(models.TextChoices):
        OPENED = case_rules.OPENED, _("opened")
        ACKNOWLEDGED = case_rules.ACKNOWLEDGED, _("acknowledged")
        EXTENSION_ASKED = case_rules.EXTENSION_ASKED, _("extension asked for")
        EXTENDED = case_rules.EXTENDED, _("extended")
        NOT_EXTENDED = case_rules.NOT_EXTENDED, _("extension refused")
        DECIDED = case_rules.DECIDED, _("decided")
        REDRESS = case_rules.REDRESS, _("redress")
        CREDITED = case_rules.CREDITED, _("credited")
        SETTLED = case_rules.SETTLED, _("settled in another way")
        REOPENED = case_rules.REOPENED, _("reopened")
        TAKEN_BACK = case_rules.TAKEN_BACK, _("taken back")
        NOTED = case_rules.NOTED, _("note")
        AMENDED = case_rules.AMENDED, _("amount corrected")

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    kind = models.CharField(_("step"), max_length=16, choices=Kind.choices)
    on = models.DateField(_("on"))
    at = models.DateTimeField(_("put down at"))
    by = models.CharField(_("by"), max_length=150, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    until = models.DateField(_("until"), null=True)
    amount = models.BigIntegerField(_("amount"), default=0)
    statement = models.DateField(_("statement date"), null=True)
    outcome = models.CharField(_("outcome"), max_length=16, choices=Case.Outcome.choices, blank=True)
    of = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="answers", verbose_name=_("of")
    )
    asked_by = models.CharField(_("asked by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("step of a case")
        verbose_name_plural = _("steps of cases")
        triggers = append_only(sealed="added")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="case_step_is_listed", condition=Q(kind__in=case_rules.STEPS)),
            models.UniqueConstraint(
                name="case_opened_once", fields=["case"], condition=Q(kind=case_rules.OPENED)
            ),
            models.CheckConstraint(
                name="case_step_says_why",
                condition=Q(kind__in=_SAY_ENOUGH) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="case_step_answers_a_step",
                condition=Q(kind__in=case_rules.ANSWERS, of__isnull=False)
                | Q(of__isnull=True) & ~Q(kind__in=case_rules.ANSWERS),
            ),
            models.UniqueConstraint(
                name="case_step_answered_once", fields=["of"], condition=~Q(kind=case_rules.TAKEN_BACK)
            ),
            models.UniqueConstraint(
                name="case_step_taken_back_once", fields=["of"], condition=Q(kind=case_rules.TAKEN_BACK)
            ),
            models.CheckConstraint(
                name="case_extended_by_somebody_else",
                condition=~Q(kind=case_rules.EXTENDED) | (~Q(asked_by="") & ~Q(asked_by=F("by"))),
            ),
            models.CheckConstraint(
                name="case_step_amount",
                condition=Q(amount=0)
                | Q(amount__gt=0, kind__in=[case_rules.DECIDED, case_rules.REDRESS, case_rules.AMENDED]),
            ),
            models.CheckConstraint(
                name="case_redress_has_an_amount",
                condition=~Q(kind__in=[case_rules.REDRESS, case_rules.AMENDED]) | Q(amount__gt=0),
            ),
            models.CheckConstraint(
                name="case_statement_is_named_with_its_amount",
                condition=Q(statement__isnull=True) | Q(kind=case_rules.AMENDED),
            ),
            models.CheckConstraint(
                name="case_outcome_is_decided",
                condition=Q(kind=case_rules.DECIDED, outcome__in=case_rules.OUTCOMES)
                | (~Q(kind=case_rules.DECIDED) & Q(outcome="")),
            ),
        ]
