from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.database.edits import keeps_edits
from accounts.models.account import Account
from accounts.models.product import Product


class BillingCycle(models.Model):
    """One version of one statement, as printed; a later known date corrects it (rules, section 2).

    Amounts in minor units of the account's currency. ``past_due`` is the part of ``minimum_due`` carried
    over from earlier statements; the rest is the instalment. ``product`` is the account's, which the key of
    both sees to: every night asks for the cycles of a product by due date.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="cycles", db_index=False, db_constraint=False
    )
    product = models.ForeignKey(
        Product, models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    statement_date = models.DateField(_("statement date"))
    due_date = models.DateField(_("due date"))
    balance = models.BigIntegerField(_("statement balance"))
    minimum_due = models.BigIntegerField(_("minimum due"))
    past_due = models.BigIntegerField(_("past due"))
    sent_on = models.DateField(_("sent on"))
    principal = models.BigIntegerField(_("principal"), null=True)
    interest = models.BigIntegerField(_("interest"), null=True)
    fees = models.BigIntegerField(_("fees"), null=True)
    known_on = models.DateField(_("known on"))
    stated_known_on = models.DateField(_("known on, by the issuer"))  # orders versions of one known day

    class Meta:
        verbose_name = _("billing cycle")
        verbose_name_plural = _("billing cycles")
        triggers = append_only(sealed="blocks")
        ordering = ["statement_date", "known_on", "stated_known_on"]
        constraints = [
            models.UniqueConstraint(
                name="cycle_version",
                fields=["account", "statement_date", "known_on", "stated_known_on"],
                include=["due_date", "sent_on", "minimum_due", "past_due", "balance"],
            ),
            models.CheckConstraint(
                name="cycle_due_after_statement", condition=Q(due_date__gt=F("statement_date"))
            ),
            models.CheckConstraint(
                name="cycle_sent_not_before", condition=Q(sent_on__gte=F("statement_date"))
            ),
            models.CheckConstraint(
                name="cycle_past_due_within_minimum",
                condition=Q(past_due__gte=0, past_due__lte=F("minimum_due")),
            ),
        ]
        indexes = [
            models.Index(name="cycle_statement_date", fields=["statement_date"]),
            models.Index(name="cycle_due_date", fields=["due_date", "product"]),
            # Most are sent and known on the statement date itself, and found by that.
            models.Index(
                name="cycle_sent_later", fields=["sent_on"], condition=Q(sent_on__gt=F("statement_date"))
            ),
            models.Index(
                name="cycle_known_later", fields=["known_on"], condition=Q(known_on__gt=F("statement_date"))
            ),
        ]

    @property
    def instalment(self) -> int:
        return self.minimum_due - self.past_due


@keeps_edits("BreakOwnerEdit", fields=["owner", "settled_as", "settled_by", "settled_note"], rows=False)
class Break(models.Model):
    """A statement whose printed past due differs from what we held unpaid (rules, "Reconciling").

    ``settled_as``: whose mistake a person found it to be, or that it is explained. The issuer's waits for the
    issuer: it is settled by the close that finds statement and book agree. The others are settled at once. An
    opening cycle is explained by the rule, and settled as it is found.
    """

    class Cause(models.TextChoices):
        STATEMENT_DAY_PAYMENT = "statement-day-payment", _("payment on the statement day")
        BACKDATED_PAYMENT = "backdated-payment", _("payment credited from an earlier day")
        RETURN = "return", _("returned payment")
        CORRECTED_STATEMENT = "corrected-statement", _("corrected statement")
        RE_AGE = "re-age", _("re-age")
        DISPUTED = "disputed-amount", _("disputed amount")
        OPENING = "opening-cycle", _("opening cycle assumed one month back")
        LOWER_PRINT = "lower-print", _("printed lower without a credit")
        HIGHER_PRINT = "higher-print", _("printed higher than what was unpaid")

    class SettledAs(models.TextChoices):
        OURS = "ours", _("our mistake")
        ISSUER = "issuer", _("the issuer's mistake")
        EXPLAINED = "explained", _("explained")

    account = models.ForeignKey(Account, models.CASCADE, related_name="breaks", db_index=False)
    statement_date = models.DateField(_("statement date"))
    printed = models.BigIntegerField(_("printed"))
    ours = models.BigIntegerField(_("ours"), null=True)
    cause = models.CharField(_("likely cause"), max_length=32, choices=Cause.choices)
    owner = models.CharField(_("owner"), max_length=150, blank=True)
    found_on = models.DateField(_("found on"))
    settled_on = models.DateField(_("settled on"), null=True)
    settled_as = models.CharField(
        _("settled as"), max_length=9, choices=SettledAs.choices, blank=True, db_default=""
    )
    settled_by = models.CharField(_("settled by"), max_length=150, blank=True, db_default="")
    settled_note = models.CharField(_("what was found"), max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("break")
        verbose_name_plural = _("breaks")
        triggers = append_only(
            free=[
                "printed", "ours", "cause", "owner", "settled_on", "settled_as", "settled_by", "settled_note",
            ],
            sealed="blocks",
        )  # fmt: skip
        constraints = [
            models.UniqueConstraint(name="break_once_per_statement", fields=["account", "statement_date"]),
            models.CheckConstraint(
                name="break_settled_as_is_listed",
                condition=Q(settled_as__in=["", "ours", "issuer", "explained"]),
            ),
            models.CheckConstraint(
                name="break_settled_by_somebody_says_what_was_found",
                condition=Q(settled_by="") | ~Q(settled_as="") & ~Q(settled_note=""),
            ),
        ]
        indexes = [
            models.Index(
                name="break_open", fields=["-statement_date", "account"], condition=Q(settled_on__isnull=True)
            ),
        ]

    @property
    def is_open(self) -> bool:
        """Whether nobody has found out yet what it is."""
        return self.settled_on is None and not self.settled_as

    @property
    def difference(self) -> int:
        """By how much more was printed than we held unpaid, in minor units."""
        return self.printed - (self.ours or 0)
