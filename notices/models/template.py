from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class TemplateVersion(models.Model):
    """One version of the words of a kind, or of a family of kinds, in one language.

    Those that come with the program have number 1 and stand in files; rows begin with 2. ``parts`` as in
    those files. A draft may change until it is approved by a second person, who is none of its ``writers``;
    then it never does, but it can be withdrawn, which gives way to the version before it.
    """

    kind = models.CharField(_("kind"), max_length=48, db_collation="C")
    language = models.CharField(_("language"), max_length=16)
    number = models.PositiveSmallIntegerField(_("version"))
    parts = models.JSONField(_("text"))
    written_by = models.CharField(_("written by"), max_length=150)
    writers = ArrayField(models.CharField(max_length=150), verbose_name=_("writers"), default=list)
    written_at = models.DateTimeField(_("written at"))
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    effective_from = models.DateField(_("in force from"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("template version")
        verbose_name_plural = _("template versions")
        triggers = append_only(
            once=["withdrawn_by", "withdrawn_at"], unless="OLD.approved_at IS NULL", sealed="filled"
        )
        ordering = ["kind", "language", "number"]
        constraints = [
            models.UniqueConstraint(name="template_once_per_number", fields=["kind", "language", "number"]),
            models.CheckConstraint(name="template_number_follows_ours", condition=Q(number__gt=1)),
            models.CheckConstraint(
                name="template_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
            models.CheckConstraint(
                name="template_approved_by_a_second_person",
                condition=Q(approved_at__isnull=True, approved_by="", effective_from__isnull=True)
                | (
                    Q(approved_at__isnull=False, effective_from__isnull=False)
                    & ~Q(approved_by="")
                    & ~Q(approved_by=F("written_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.number}"
