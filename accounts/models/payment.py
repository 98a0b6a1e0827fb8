from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account


class Payment(models.Model):
    """Anything that lowers what is asked, by the issuer's reference; a return is filled in later as a fact
    of its own. Amount in minor units of the account's currency (rules, section 2)."""

    class Kind(models.TextChoices):
        PAYMENT = "payment", _("payment")
        CREDIT = "credit", _("credit")
        FEE_WAIVER = "fee-waiver", _("fee waiver")

    reference = models.CharField(_("payment"), max_length=64, db_collation="C")
    account = models.ForeignKey(Account, models.CASCADE, related_name="payments", db_index=False)
    posted_on = models.DateField(_("posted on"))
    value_on = models.DateField(_("credited from"))
    amount = models.BigIntegerField(_("amount"))
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.PAYMENT)
    known_on = models.DateField(_("known on"))
    returned_on = models.DateField(_("returned on"), null=True)
    return_known_on = models.DateField(_("return known on"), null=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        triggers = append_only(
            once=["returned_on", "return_known_on"], sealed="blocks", told_by=["return_known_on"]
        )
        ordering = ["posted_on", "id"]
        constraints = [
            models.UniqueConstraint(name="payment_reference", fields=["reference"]),
            models.CheckConstraint(name="payment_amount_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(name="payment_value_not_later", condition=Q(value_on__lte=F("posted_on"))),
            models.CheckConstraint(
                name="payment_returned_after", condition=Q(returned_on__gte=F("posted_on"))
            ),
            models.CheckConstraint(
                name="payment_return_is_known",
                condition=Q(returned_on__isnull=True, return_known_on__isnull=True)
                | Q(returned_on__isnull=False, return_known_on__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_kind_is_listed", condition=Q(kind__in=["payment", "credit", "fee-waiver"])
            ),
        ]
        indexes = [
            models.Index(
                name="payment_of_account",
                fields=["account", "posted_on"],
                include=["value_on", "amount", "known_on", "returned_on", "return_known_on"],
            ),
            models.Index(name="payment_value_on", fields=["value_on"]),
            models.Index(
                name="payment_known_later", fields=["known_on"], condition=Q(known_on__gt=F("value_on"))
            ),
            models.Index(
                name="payment_returned",
                fields=["account"],
                condition=Q(returned_on__isnull=False),
                include=["posted_on", "known_on", "returned_on", "return_known_on"],
            ),
            models.Index(
                name="payment_returned_on",
                fields=["returned_on"],
                condition=Q(returned_on__isnull=False),
                include=["account"],
            ),
            models.Index(
                name="payment_return_known_on",
                fields=["return_known_on"],
                condition=Q(return_known_on__isnull=False),
                include=["account"],
            ),
        ]
