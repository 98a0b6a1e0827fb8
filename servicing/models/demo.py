"""The mark of the demo."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class DemoBook(models.Model):
    """The mark of a database that the demo has made for itself: it touches no other."""

    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("book of the demo")
        verbose_name_plural = _("books of the demo")
        triggers = append_only()
