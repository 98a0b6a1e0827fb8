from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.database.edits import keeps_edits
from accounts.models import Customer


@keeps_edits("PrintSpellingEdit", fields=["text", "spelling", "approved_by", "withdrawn_by"])
class PrintSpelling(models.Model):
    """How a name or an address is written on letters where our fonts lack a character of it, or the window is
    too small for it.

    ``text``: as it is recorded, line by line; for anything else it does not stand. It counts once somebody
    else than who entered it has approved it, and until it is withdrawn. Messages keep the recorded text.
    """

    customer = models.ForeignKey(
        Customer, models.CASCADE, related_name="print_spellings", verbose_name=_("customer")
    )
    text = models.TextField(_("as it is recorded"))
    spelling = models.TextField(_("as letters spell it"))
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=150)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("spelling for print")
        verbose_name_plural = _("spellings for print")
        triggers = append_only(
            once=["approved_at", "approved_by", "withdrawn_at", "withdrawn_by"], sealed="filled"
        )
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                "customer", MD5("text"), name="print_spelling_once_at_a_time", condition=Q(withdrawn_at=None)
            ),
            models.CheckConstraint(
                name="print_spelling_is_entered_by_somebody",
                condition=~Q(text="") & ~Q(spelling="") & ~Q(entered_by=""),
            ),
            models.CheckConstraint(
                name="print_spelling_is_approved_by_somebody_else",
                condition=~Q(approved_by=models.F("entered_by")),
            ),
        ]

    @property
    def is_in_force(self) -> bool:
        return self.approved_at is not None and self.withdrawn_at is None
