from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from notices.models.notice import Notice


class Batch(models.Model):
    """Notices of one kind that are released together, and leave at the cut-off unless recalled by then."""

    kind = models.CharField(_("kind"), max_length=48, db_collation="C")
    made_on = models.DateField(_("made on"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    made_by = models.CharField(_("made by"), max_length=150, blank=True)
    made_at = models.DateTimeField(_("made at"))
    released_by = models.CharField(_("released by"), max_length=150, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True)
    leaves_at = models.DateTimeField(_("leaves at"), null=True)
    recalled_by = models.CharField(_("recalled by"), max_length=150, blank=True)
    recalled_at = models.DateTimeField(_("recalled at"), null=True)
    recall_reason = models.CharField(_("why it was recalled"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("batch")
        verbose_name_plural = _("batches")
        ordering = ["made_on", "kind", "number"]
        constraints = [
            models.UniqueConstraint(name="batch_once_per_number", fields=["kind", "made_on", "number"]),
            models.CheckConstraint(
                name="batch_leaves_after_release",
                condition=Q(released_at__isnull=True, leaves_at__isnull=True)
                | Q(leaves_at__gte=F("released_at")),
            ),
            models.CheckConstraint(
                name="batch_recall_says_why",
                condition=Q(recalled_at__isnull=True) | (~Q(recalled_by="") & ~Q(recall_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_on} {self.number}"


class BatchedNotice(models.Model):
    """A notice in a batch. Taken out of one by a recall it may go into a later one."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="batched")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="batched")
    recalled_at = models.DateTimeField(_("recalled at"), null=True)

    class Meta:
        verbose_name = _("notice in a batch")
        verbose_name_plural = _("notices in batches")
        constraints = [
            models.UniqueConstraint(
                name="batched_in_one_at_a_time",
                fields=["notice"],
                condition=Q(recalled_at__isnull=True),
            ),
        ]
