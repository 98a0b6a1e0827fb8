from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.dates import ALWAYS


class Product(models.Model):
    """A card product: one jurisdiction, one currency, a policy that may change from a day on."""

    code = models.CharField(_("product"), max_length=64, unique=True)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=16)
    currency = models.CharField(_("currency"), max_length=3)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        triggers = append_only(sealed="added")
        constraints = [
            models.CheckConstraint(
                name="product_currency_is_a_code", condition=Q(currency__regex="^[A-Z]{3}$")
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Policy(models.Model):
    """What a product grants from ``effective_from`` on (rules, section 2). Tolerance in minor units."""

    product = models.ForeignKey(Product, models.CASCADE, related_name="policies")
    effective_from = models.DateField(_("effective from"), default=ALWAYS)
    grace_days = models.PositiveSmallIntegerField(_("grace days"))
    tolerance = models.BigIntegerField(_("tolerance"))
    least_days = models.PositiveSmallIntegerField(_("least days from sending"), default=0)
    rolls = models.BooleanField(_("due dates roll to the next working day"), db_default=False)
    known_on = models.DateField(_("known on"), default=ALWAYS)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        triggers = append_only(sealed="added")
        constraints = [
            models.UniqueConstraint(
                name="policy_once_per_day_and_known_day", fields=["product", "effective_from", "known_on"]
            ),
            models.CheckConstraint(name="policy_tolerance_not_negative", condition=Q(tolerance__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.product} {self.effective_from}"
