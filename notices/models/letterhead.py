from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from notices.models.document import Document


class Letterhead(models.Model):
    """What the issuer says of itself in one language of a jurisdiction, version by version.

    In force is the newest version that as many others have approved as it needs: none that comes with the
    program. Never changed: letters name the version they were written on. Empty texts are what nobody said
    yet; a letter that needs one fails. The seal is a picture as it was given. ``product_names``: one a line,
    ``CODE: name``.
    """

    jurisdiction = models.CharField(_("jurisdiction"), max_length=16)
    language = models.CharField(_("language"), max_length=16)
    number = models.PositiveSmallIntegerField(_("version"))
    name = models.CharField(_("issuer"), max_length=100)
    address = models.TextField(_("address"), max_length=400)
    service_number = models.CharField(_("service number"), max_length=60)
    complaint_channel = models.CharField(_("where to complain"), max_length=300)
    how_to_pay = models.TextField(_("how to pay"), max_length=600, blank=True)
    pay_to = models.TextField(_("account to pay to"), max_length=400, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True, default="", db_default="")
    bic = models.CharField("BIC", max_length=11, blank=True, default="", db_default="")
    how_to_query = models.TextField(_("how to look up the account"), max_length=600, blank=True)
    how_to_object = models.TextField(_("how to object"), max_length=600, blank=True)
    how_to_send_evidence = models.TextField(_("where to send evidence"), max_length=600, blank=True)
    debt_advice = models.TextField(_("free debt advice"), max_length=600, blank=True)
    product_names = models.TextField(
        _("names of products"), max_length=2000, blank=True, default="", db_default=""
    )
    terms_url = models.URLField(_("terms on the web"), max_length=200, blank=True)
    seal = models.ForeignKey(
        Document, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("seal")
    )
    needs_approvals = models.PositiveSmallIntegerField(_("needs approvals"), default=0, db_default=0)
    written_at = models.DateTimeField(_("written at"))
    written_by = models.CharField(_("written by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("letterhead")
        verbose_name_plural = _("letterheads")
        triggers = append_only(sealed="added")
        ordering = ["jurisdiction", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="letterhead_once_per_number", fields=["jurisdiction", "language", "number"]
            ),
            models.CheckConstraint(
                name="letterhead_says_who_and_where",
                condition=~Q(name="") & ~Q(address="") & ~Q(service_number="") & ~Q(complaint_channel=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jurisdiction} {self.language} {self.number}"

    @property
    def address_lines(self) -> list[str]:
        return [line.strip() for line in self.address.splitlines() if line.strip()]

    @property
    def names_of_products(self) -> dict[str, str]:
        """What people call each product, by its code."""
        pairs = (line.partition(":") for line in self.product_names.splitlines())
        return {code.strip(): name.strip() for code, _colon, name in pairs if name.strip()}


class LetterheadApproval(models.Model):
    """Somebody else than its writer lets a version come into force.

    ``effective_on``: the first day on which it is in force; on the last approval that it needs.
    """

    letterhead = models.ForeignKey(Letterhead, models.PROTECT, related_name="approvals")
    by = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("at"))
    effective_on = models.DateField(_("in force from"), null=True)

    class Meta:
        verbose_name = _("approval of a letterhead")
        verbose_name_plural = _("approvals of letterheads")
        triggers = append_only(sealed="added")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="letterhead_approved_once_by_each", fields=["letterhead", "by"]),
            models.CheckConstraint(name="letterhead_approved_by_somebody", condition=~Q(by="")),
        ]
