"""Forms that were sent, so that the same one sent twice does nothing twice."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SentForm(models.Model):
    """A form by the digest of its key, its content and who sent it; kept for a day.

    ``led_to``: the address of what came of it; empty while it is at work.
    """

    digest = models.CharField(_("digest"), max_length=64, primary_key=True)
    at = models.DateTimeField(_("at"))
    led_to = models.CharField(_("led to"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("sent form")
        verbose_name_plural = _("sent forms")
        indexes = [models.Index(name="sent_form_at", fields=["at"])]
