from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class MonthPack(models.Model):
    """What a month is reported by, as it was when somebody froze it. Nothing of it changes afterwards.

    ``sha256``: of its rows, in order. It is signed off once two people have signed.
    """

    month_end = models.DateField(_("end of month"), unique=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=150)
    sha256 = models.CharField("SHA-256", max_length=64)

    class Meta:
        verbose_name = _("month-end pack")
        verbose_name_plural = _("month-end packs")
        triggers = append_only(sealed="added")
        ordering = ["-month_end"]


class MonthPackRow(models.Model):
    """A row of a table of a pack: codes, ISO dates and minor units as text, in the order of its columns."""

    pack = models.ForeignKey(MonthPack, models.CASCADE, related_name="rows", db_index=False)
    number = models.PositiveIntegerField(_("number"))
    table = models.CharField(_("table"), max_length=32)
    values = ArrayField(models.CharField(max_length=200), verbose_name=_("values"))

    class Meta:
        verbose_name = _("row of a month-end pack")
        verbose_name_plural = _("rows of month-end packs")
        triggers = append_only(sealed="added")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(name="month_pack_row_once", fields=["pack", "number"])]


class MonthPackSignature(models.Model):
    """Somebody signed a pack off."""

    pack = models.ForeignKey(MonthPack, models.CASCADE, related_name="signatures", db_index=False)
    signed_by = models.CharField(_("signed by"), max_length=150)
    signed_at = models.DateTimeField(_("signed at"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("signature of a month-end pack")
        verbose_name_plural = _("signatures of month-end packs")
        triggers = append_only(sealed="added")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(name="month_pack_signed_once", fields=["pack", "signed_by"])]
