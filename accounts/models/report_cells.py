from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.business_day import BusinessDay


class ReportCells(models.Model):
    """What a report counted of closed days as known, kept so that a page need not read every account again.

    ``question``: SHA-256 of the statement and its values. ``day``: the newest closed day that it asks of.
    ``edition``: as which that day's close stood when it was counted; of another edition it is counted anew.
    """

    question = models.CharField(_("question"), max_length=64, primary_key=True)
    day = models.ForeignKey(BusinessDay, models.CASCADE, related_name="+", verbose_name=_("business date"))
    edition = models.CharField(_("edition"), max_length=40)
    cells = models.JSONField(_("cells"))

    class Meta:
        verbose_name = _("cells of a report")
        verbose_name_plural = _("cells of reports")
