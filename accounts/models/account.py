from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.dates import ALWAYS
from accounts.models.product import Product


class Account(models.Model):
    """One card account: the issuer's opaque reference and four digits, never the card number.

    Currency and jurisdiction are its product's. ``known_on`` is the first open business date when it was
    loaded, where any day was closed by then (rules, section 2, "Exit").
    """

    reference = models.CharField(_("account"), max_length=64, db_collation="C")
    product = models.ForeignKey(Product, models.PROTECT, related_name="accounts", verbose_name=_("product"))
    language = models.CharField(_("language"), max_length=20, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64)
    opened_on = models.DateField(_("opened on"))
    known_on = models.DateField(_("known on"), default=ALWAYS)
    credit_limit = models.BigIntegerField(_("credit limit"), null=True)
    last4 = models.CharField(_("last four digits"), max_length=4)
    branch = models.CharField(_("branch"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        triggers = append_only(
            free=["language", "time_zone", "credit_limit", "last4", "branch"], sealed="blocks"
        )
        constraints = [
            models.UniqueConstraint(name="account_reference", fields=["reference"]),
            models.UniqueConstraint(name="account_and_product", fields=["id", "product"]),
            models.CheckConstraint(
                name="account_last4_is_four_digits", condition=Q(last4__regex="^[0-9]{4}$")
            ),
            models.CheckConstraint(name="account_limit_not_negative", condition=Q(credit_limit__gte=0)),
        ]
        indexes = [
            models.Index(name="account_opened_on", fields=["opened_on"]),
            models.Index(name="account_known_on", fields=["known_on"]),
            models.Index(name="account_last4", fields=["last4"]),
            models.Index(name="account_time_zone", fields=["time_zone"]),
            models.Index(name="account_branch", fields=["branch"]),
        ]

    def __str__(self) -> str:
        return self.reference


class ReAge(models.Model):
    """A day after which only newer statements count; may be withdrawn (rules, section 2).

    Loaded, or granted by the person it names, within the pack's limits.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="reages")
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=200)
    known_on = models.DateField(_("known on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True)
    withdraw_known_on = models.DateField(_("withdrawal known on"), null=True, blank=True)
    granted_by = models.CharField(_("granted by"), max_length=150, blank=True, db_default="")
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True, db_default="")
    withdraw_reason = models.CharField(_("why withdrawn"), max_length=200, blank=True, db_default="")

    class Meta:
        verbose_name = _("re-age")
        verbose_name_plural = _("re-ages")
        triggers = append_only(
            once=["withdrawn_on", "withdraw_known_on", "withdrawn_by", "withdraw_reason"], sealed="filled"
        )
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(name="reage_once_per_day", fields=["account", "on"]),
            models.CheckConstraint(name="reage_withdrawn_after", condition=Q(withdrawn_on__gte=F("on"))),
            models.CheckConstraint(
                name="reage_withdrawal_is_known",
                condition=Q(withdrawn_on__isnull=True, withdraw_known_on__isnull=True)
                | Q(withdrawn_on__isnull=False, withdraw_known_on__isnull=False),
            ),
            models.CheckConstraint(
                name="reage_withdrawn_by_hand_says_why",
                condition=Q(withdrawn_by="", withdraw_reason="")
                | Q(withdrawn_on__isnull=False) & ~Q(withdrawn_by="") & ~Q(withdraw_reason=""),
            ),
        ]
        indexes = [
            models.Index(name="reage_known_on", fields=["known_on"]),
            models.Index(name="reage_on", fields=["on"]),
            models.Index(
                name="reage_withdraw_known_on",
                fields=["withdraw_known_on"],
                condition=Q(withdraw_known_on__isnull=False),
            ),
        ]


class ReAgePayment(models.Model):
    """A payment that a granted re-age rests on. Should it be returned, somebody looks at the re-age again.

    ``reviewed_on`` is filled once, when it was decided that the re-age stands although the payment does not.
    """

    reage = models.ForeignKey(ReAge, models.CASCADE, related_name="rests_on")
    payment = models.ForeignKey("accounts.Payment", models.CASCADE, related_name="reages")
    reviewed_on = models.DateField(_("looked at again on"), null=True)
    reviewed_by = models.CharField(_("looked at again by"), max_length=150, blank=True)
    review = models.CharField(_("why it stands"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("payment of a re-age")
        verbose_name_plural = _("payments of re-ages")
        triggers = append_only(once=["reviewed_on", "reviewed_by", "review"], sealed="filled")
        constraints = [
            models.UniqueConstraint(name="reage_payment_once", fields=["reage", "payment"]),
            models.CheckConstraint(
                name="reage_review_says_who_and_why",
                condition=Q(reviewed_on__isnull=True, reviewed_by="", review="")
                | Q(reviewed_on__isnull=False) & ~Q(reviewed_by="") & ~Q(review=""),
            ),
        ]


class Exit(models.Model):
    """The account leaves the book, or is recalled to it, from this day on."""

    class Reason(models.TextChoices):
        CLOSED = "closed", _("closed")
        CHARGED_OFF = "charged-off", _("charged off")
        SOLD = "sold", _("sold")
        PLACED = "placed", _("placed")
        RECALLED = "recalled", _("recalled")

    account = models.ForeignKey(Account, models.CASCADE, related_name="exits")
    on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    known_on = models.DateField(_("known on"))

    class Meta:
        verbose_name = _("exit")
        verbose_name_plural = _("exits")
        triggers = append_only(sealed="added")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(name="exit_once_per_day", fields=["account", "on"]),
            models.CheckConstraint(
                name="exit_reason_is_listed",
                condition=Q(reason__in=["closed", "charged-off", "sold", "placed", "recalled"]),
            ),
        ]
        indexes = [
            models.Index(name="exit_known_on", fields=["known_on"]),
            models.Index(name="exit_on", fields=["on"]),
        ]
