from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from notices.models.document import Document


class PrescribedDocument(models.Model):
    """What law prescribes word for word, as people keep it here: a sheet that is enclosed, or a wording.

    ``code`` as the kinds name it. Never changed: the next version follows. In force is the newest one that
    two others than its writer have approved, from its day on. ``document``: a PDF of a sheet, plain text of a
    wording. ``issue``: which edition it is, in the words of whoever publishes it.
    """

    jurisdiction = models.CharField(_("jurisdiction"), max_length=16)
    code = models.CharField(_("prescribed document"), max_length=48, db_collation="C")
    language = models.CharField(_("language"), max_length=16)
    number = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=150)
    issue = models.CharField(_("issue"), max_length=60)
    valid_from = models.DateField(_("valid from"))
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", verbose_name=_("document"))
    written_at = models.DateTimeField(_("put here at"))
    written_by = models.CharField(_("put here by"), max_length=150)

    class Meta:
        verbose_name = _("prescribed document")
        verbose_name_plural = _("prescribed documents")
        triggers = append_only(sealed="added")
        ordering = ["jurisdiction", "code", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="prescribed_once_per_number", fields=["jurisdiction", "code", "language", "number"]
            ),
            models.CheckConstraint(
                name="prescribed_is_named_by_somebody",
                condition=~models.Q(title="") & ~models.Q(issue="") & ~models.Q(written_by=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.issue}"


class PrescribedApproval(models.Model):
    """Somebody else than who put it here has read a version, and lets it come into force."""

    prescribed = models.ForeignKey(PrescribedDocument, models.PROTECT, related_name="approvals")
    by = models.CharField(_("by"), max_length=150)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("approval of a prescribed document")
        verbose_name_plural = _("approvals of prescribed documents")
        triggers = append_only(sealed="added")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="prescribed_approved_once_by_each", fields=["prescribed", "by"]),
            models.CheckConstraint(name="prescribed_approved_by_somebody", condition=~models.Q(by="")),
        ]
