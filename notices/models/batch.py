from datetime import datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from notices.models.notice import Notice


class Batch(models.Model):
    """Notices of one kind that are released together, and leave at the cut-off unless recalled by then.

    ``made_by`` nobody: the job. ``second_person``: the kind asks that somebody else releases it than made it,
    as it was when the batch was made.
    """

    kind = models.CharField(_("kind"), max_length=48, db_collation="C")
    made_on = models.DateField(_("made on"))
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    second_person = models.BooleanField(_("needs a second person"), default=True)
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
        triggers = append_only(
            once=["released_by", "released_at", "leaves_at", "recalled_by", "recalled_at", "recall_reason"],
            sealed="filled",
        )
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
            models.CheckConstraint(
                name="batch_recalled_before_it_leaves",
                condition=Q(recalled_at__isnull=True)
                | Q(leaves_at__isnull=True)
                | Q(recalled_at__lt=F("leaves_at")),
            ),
            models.CheckConstraint(
                name="batch_released_by_a_second_person",
                condition=Q(released_at__isnull=True)
                | Q(second_person=False)
                | (~Q(released_by="") & ~Q(released_by=F("made_by"))),
            ),
        ]
        indexes = [
            models.Index(name="batch_of_kind", fields=["kind", "-id"]),
            models.Index(
                name="batch_to_release",
                fields=["made_at"],
                condition=Q(released_at__isnull=True, recalled_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_on} {self.number}"

    @property
    def is_open(self) -> bool:
        """Neither released nor recalled."""
        return self.released_at is None and self.recalled_at is None

    def may_leave(self, now: datetime) -> bool:
        """Released, not recalled, and past the cut-off."""
        return self.recalled_at is None and self.leaves_at is not None and self.leaves_at <= now


class BatchedNotice(models.Model):
    """A notice in a batch. It may leave it before it is sent, and go into a later one.

    ``left_by`` nobody: it was found to be of another state than its batch. Why stands in its turns.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="batched")
    notice = models.ForeignKey(Notice, models.PROTECT, related_name="batched")
    left_at = models.DateTimeField(_("left at"), null=True)
    left_by = models.CharField(_("recalled by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("notice in a batch")
        verbose_name_plural = _("notices in batches")
        triggers = append_only(once=["left_at", "left_by"], sealed="added")
        constraints = [
            models.UniqueConstraint(
                name="batched_in_one_at_a_time",
                fields=["notice"],
                condition=Q(left_at__isnull=True),
            ),
        ]


def is_recalled() -> Q:
    """Notices whose last batch a person took them out of."""
    later = BatchedNotice.objects.filter(notice=OuterRef("notice"), pk__gt=OuterRef("pk"))
    taken = BatchedNotice.objects.filter(~Q(left_by=""), ~Exists(later), notice=OuterRef("pk"))
    return Q(Exists(taken))


class BatchRelease(models.Model):
    """A person asked for a batch to be released that is too large to be looked over while they wait.

    ``seen``: the row put in last that they had looked at. ``after``: the last notice that was looked over.
    Taken by lease, as a shard is. ``refused``: nothing went, since it could not be released any more.
    """

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="releases")
    asked_by = models.CharField(_("asked by"), max_length=150)
    asked_at = models.DateTimeField(_("asked at"))
    seen = models.BigIntegerField(_("looked at through"))
    total = models.IntegerField(_("notices"))
    after = models.BigIntegerField(_("looked over through"), default=0)
    looked_over = models.IntegerField(_("looked over"), default=0)
    attempt = models.IntegerField(_("attempt"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    went = models.IntegerField(_("released"), default=0)
    held_back = models.IntegerField(_("held back"), default=0)
    refused = models.BooleanField(_("refused"), default=False)

    class Meta:
        verbose_name = _("release of a batch")
        verbose_name_plural = _("releases of batches")
        triggers = append_only(
            once=["finished_at"],
            free=["after", "looked_over", "attempt", "leased_until", "went", "held_back", "refused"],
            sealed="added",
        )
        constraints = [
            models.UniqueConstraint(
                name="batch_release_one_at_work", fields=["batch"], condition=Q(finished_at__isnull=True)
            ),
        ]
