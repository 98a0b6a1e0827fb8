from django.db import models
from django.utils.translation import gettext_lazy as _


class IntakeFile(models.Model):
    """One file that was offered to the book, and what became of its rows."""

    name = models.CharField(_("file"), max_length=255)
    kind = models.CharField(_("kind"), max_length=32)
    sha256 = models.CharField("SHA-256", max_length=64)
    offered_at = models.DateTimeField(_("offered at"))
    loaded = models.IntegerField(_("loaded"))
    unchanged = models.IntegerField(_("unchanged"))
    refused = models.IntegerField(_("refused"))
    conflicting = models.IntegerField(_("conflicting"))

    class Meta:
        verbose_name = _("intake file")
        verbose_name_plural = _("intake files")
        ordering = ["-offered_at", "-id"]
