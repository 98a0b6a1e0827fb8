from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.labels.hardship import EVERY, EVIDENCE, ITEM_KINDS
from accounts.models.customer import Customer
from accounts.models.trigger_set import TriggerSet


class AffordabilityStatement(models.Model):
    """What a person has coming in and going out, for all their accounts in one currency (rules, section 8).

    It is never changed: a newer one of the same person and currency takes its place. Amounts in minor units.
    ``trigger_set``: the figures that it was held against; a later set never changes an old statement.
    """

    reference = models.CharField(_("statement"), max_length=64, db_collation="C")
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="affordability_statements", db_index=False
    )
    made_on = models.DateField(_("made on"))
    currency = models.CharField(_("currency"), max_length=3)
    known_on = models.DateField(_("known on"))
    note = models.CharField(_("note"), max_length=500, blank=True, db_default="")
    adults = models.PositiveSmallIntegerField(_("adults in the household"), null=True)
    children_under_16 = models.PositiveSmallIntegerField(_("children under 16"), null=True)
    children_16_18 = models.PositiveSmallIntegerField(_("children from 16 to 18"), null=True)
    vehicles = models.PositiveSmallIntegerField(_("vehicles"), null=True)
    trigger_set = models.ForeignKey(
        TriggerSet, models.PROTECT, null=True, related_name="statements", db_index=False
    )
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True, db_default="")
    entered_at = models.DateTimeField(_("entered at"), null=True)

    class Meta:
        verbose_name = _("affordability statement")
        verbose_name_plural = _("affordability statements")
        triggers = append_only(sealed="added")
        ordering = ["made_on", "reference"]
        constraints = [
            models.UniqueConstraint(name="affordability_reference", fields=["reference"]),
            models.CheckConstraint(
                name="affordability_entry_names_who_and_when",
                condition=Q(entered_by="", entered_at__isnull=True)
                | (~Q(entered_by="") & Q(entered_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(
                name="affordability_newest", fields=["customer", "currency", "made_on", "reference"]
            ),
            models.Index(name="affordability_known_on", fields=["known_on"]),
        ]

    def __str__(self) -> str:
        return self.reference


class AffordabilityItem(models.Model):
    """One line of a statement: the amount as it was said, and how often it falls due.

    Of another lender ``balance`` is what is owed there, and the amount what is paid to it now. A note on
    health or family is sensitive: each look at it is recorded.
    """

    class Kind(models.TextChoices):
        INCOME = "income", ITEM_KINDS["income"]
        ESSENTIAL = "essential", ITEM_KINDS["essential"]
        PRIORITY = "priority", ITEM_KINDS["priority"]
        OTHER = "other", ITEM_KINDS["other"]
        CREDITOR = "creditor", ITEM_KINDS["creditor"]

    class Every(models.TextChoices):
        WEEK = "week", EVERY["week"]
        FORTNIGHT = "fortnight", EVERY["fortnight"]
        FOUR_WEEKS = "four-weeks", EVERY["four-weeks"]
        MONTH = "month", EVERY["month"]
        QUARTER = "quarter", EVERY["quarter"]
        HALF_YEAR = "half-year", EVERY["half-year"]
        YEAR = "year", EVERY["year"]

    class Evidence(models.TextChoices):
        PAYSLIP = "payslip", EVIDENCE["payslip"]
        AWARD = "award", EVIDENCE["award"]
        BANK_STATEMENT = "bank-statement", EVIDENCE["bank-statement"]
        BILL = "bill", EVIDENCE["bill"]
        ADVISER = "adviser", EVIDENCE["adviser"]
        OTHER = "other", EVIDENCE["other"]

    statement = models.ForeignKey(
        AffordabilityStatement, models.CASCADE, related_name="items", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    name = models.CharField(_("item"), max_length=64, db_collation="C")
    amount = models.BigIntegerField(_("amount"))
    every = models.CharField(_("how often"), max_length=16, choices=Every.choices)
    balance = models.BigIntegerField(_("balance"), null=True)
    note = models.CharField(_("note"), max_length=200, blank=True, db_default="")
    evidence = models.CharField(
        _("evidence"), max_length=16, choices=Evidence.choices, blank=True, db_default=""
    )

    class Meta:
        verbose_name = _("item of an affordability statement")
        verbose_name_plural = _("items of affordability statements")
        triggers = append_only(sealed="added")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="affordability_item_once", fields=["statement", "kind", "name"]),
            models.CheckConstraint(name="affordability_amount_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(
                name="affordability_lenders_have_a_balance",
                condition=Q(kind="creditor", balance__gte=0)
                | (~Q(kind="creditor") & Q(balance__isnull=True)),
            ),
            models.CheckConstraint(
                name="affordability_kind_is_listed",
                condition=Q(kind__in=["income", "essential", "priority", "other", "creditor"]),
            ),
            models.CheckConstraint(
                name="affordability_evidence_is_listed",
                condition=Q(
                    evidence__in=["", "payslip", "award", "bank-statement", "bill", "adviser", "other"]
                ),
            ),
            models.CheckConstraint(
                name="affordability_every_is_listed",
                condition=Q(
                    every__in=["week", "fortnight", "four-weeks", "month", "quarter", "half-year", "year"]
                ),
            ),
        ]


class AffordabilityDraft(models.Model):
    """What has been typed into the form of a person's statement, saved by the server as one types."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="affordability_draft")
    fields = models.JSONField(_("fields"))
    saved_by = models.CharField(_("saved by"), max_length=150)
    saved_at = models.DateTimeField(_("saved at"))

    class Meta:
        verbose_name = _("draft of an affordability statement")
        verbose_name_plural = _("drafts of affordability statements")


class AffordabilityReading(models.Model):
    """Somebody has looked at a statement, whose details may be about health or family."""

    statement = models.ForeignKey(AffordabilityStatement, models.CASCADE, related_name="readings")
    read_by = models.CharField(_("read by"), max_length=150)
    read_at = models.DateTimeField(_("read at"))

    class Meta:
        verbose_name = _("reading of an affordability statement")
        verbose_name_plural = _("readings of affordability statements")
        triggers = append_only(sealed="added")
        ordering = ["read_at", "id"]
        constraints = [models.CheckConstraint(name="affordability_reader_is_named", condition=~Q(read_by=""))]
