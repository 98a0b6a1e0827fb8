from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class DeliveryReport(models.Model):
    """What a print vendor says became of a notice (``returns.csv``; rules, section 11). Never changed.

    ``notice`` is the reference as the vendor has it, whether or not there is such a notice.
    """

    class Outcome(models.TextChoices):
        PRINTED = "printed", _("printed")
        POSTED = "posted", _("posted")
        DELIVERED = "delivered", _("delivered")
        RETURNED = "returned", _("returned")
        ADDRESS_UNKNOWN = "address-unknown", _("address unknown")
        REFUSED = "refused", _("refused")
        EXPIRED = "expired", _("not collected in time")

    notice = models.CharField(_("notice"), max_length=64, db_collation="C")
    outcome = models.CharField(_("outcome"), max_length=16, choices=Outcome.choices)
    on = models.DateField(_("on"))
    detail = models.CharField(_("detail"), max_length=200, blank=True)
    known_on = models.DateField(_("known on"))

    class Meta:
        verbose_name = _("report of a delivery")
        verbose_name_plural = _("reports of deliveries")
        triggers = append_only(sealed="added")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="delivery_report_once", fields=["notice", "outcome", "on"]),
            models.CheckConstraint(
                name="delivery_report_outcome_is_listed",
                condition=Q(
                    outcome__in=[
                        "printed", "posted", "delivered", "returned", "address-unknown", "refused", "expired",
                    ]
                ),
            ),
        ]  # fmt: skip
