from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.feed import SUM_DECIMALS, SUM_DIGITS


class IntakeFile(models.Model):
    """One file that was offered to the book, and what became of its rows.

    ``business_date``: the first open date when it was offered; none before the first close began. The
    control sum is that of all rows as printed, none where the kind has no amount to add up.
    """

    name = models.CharField(_("file"), max_length=255)
    kind = models.CharField(_("kind"), max_length=32)
    sha256 = models.CharField("SHA-256", max_length=64)
    offered_at = models.DateTimeField(_("offered at"))
    business_date = models.DateField(_("business date"), null=True)
    rows = models.IntegerField(_("rows"), default=0)
    control_sum = models.DecimalField(
        _("control sum"), null=True, max_digits=SUM_DIGITS, decimal_places=SUM_DECIMALS
    )
    loaded = models.IntegerField(_("loaded"))
    unchanged = models.IntegerField(_("unchanged"))
    refused = models.IntegerField(_("refused"))
    conflicting = models.IntegerField(_("conflicting"))

    class Meta:
        verbose_name = _("intake file")
        verbose_name_plural = _("intake files")
        triggers = append_only(sealed="added")
        ordering = ["-offered_at", "-id"]
        indexes = [models.Index(name="file_of_date", fields=["business_date", "kind"])]
