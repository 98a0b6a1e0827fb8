"""What is said on the telephone: words that compliance writes and a second person approves."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only


class PromptVersion(models.Model):
    """What may be said in one situation, in one language. Those that come with the program have number 1.

    ``say``: sentences in their order; ``help``: the last one, which offers help. A draft may change until a
    second person approves it; then it never does, but it can be withdrawn for the one before it.
    """

    situation = models.CharField(_("situation"), max_length=24)
    language = models.CharField(_("language"), max_length=16)
    number = models.PositiveSmallIntegerField(_("version"))
    say = models.JSONField(_("sentences"))
    help = models.CharField(_("help"), max_length=400)
    written_by = models.CharField(_("written by"), max_length=150)
    written_at = models.DateTimeField(_("written at"))
    approved_by = models.CharField(_("approved by"), max_length=150, blank=True)
    approved_at = models.DateTimeField(_("approved at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    class Meta:
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        triggers = append_only(
            once=["withdrawn_by", "withdrawn_at"], unless="OLD.approved_at IS NULL", sealed="filled"
        )
        constraints = [
            models.UniqueConstraint(
                name="prompt_once_per_number", fields=["situation", "language", "number"]
            ),
            models.CheckConstraint(name="prompt_number_follows_ours", condition=Q(number__gt=1)),
            models.CheckConstraint(
                name="prompt_approved_by_a_second_person",
                condition=Q(approved_at__isnull=True, approved_by="")
                | (Q(approved_at__isnull=False) & ~Q(approved_by="") & ~Q(approved_by=F("written_by"))),
            ),
        ]
