"""Who opened whose pages, and whom the program refused: rows that nobody edits."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models import Account, Customer


class AccessRecord(models.Model):
    """A page about an account or a person, or a list of such, as somebody was shown it, or was refused it.

    ``route`` is the name of the address. ``source`` and ``row`` name the table and the row that the page is
    about; a list, and a refusal by role, have none.
    """

    by = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("at"))
    route = models.CharField(_("page"), max_length=63)
    is_refused = models.BooleanField(_("refused"), default=False)
    source = models.CharField(_("table"), max_length=63, blank=True)
    row = models.BigIntegerField(_("row"), null=True)
    account = models.ForeignKey(
        Account, models.PROTECT, null=True, related_name="+", verbose_name=_("account")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, related_name="+", verbose_name=_("customer")
    )

    class Meta:
        verbose_name = _("record of access")
        verbose_name_plural = _("records of access")
        triggers = append_only(purged=True, sealed="added")
        indexes = [
            models.Index(name="access_refused", fields=["id"], condition=models.Q(is_refused=True)),
        ]
