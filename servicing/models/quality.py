"""Quality reviews: a sample of calls and letters that somebody else looks at by a scorecard."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models import Account, ContactEvent
from notices.models import Notice


class Subject(models.TextChoices):
    CALL = "call", _("call")
    LETTER = "letter", _("letter")


class Scorecard(models.Model):
    """What is asked of each call or letter, and how many are looked at; the newest is in force.

    ``questions``: each with ``code`` (of those that come with the program), ``text`` and ``decisive``: a no
    to it fails the whole. ``pass_mark``: the percentage of yes that passes.
    """

    subject = models.CharField(_("subject"), max_length=6, choices=Subject.choices)
    per_thousand = models.PositiveSmallIntegerField(_("of a thousand"))
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"))
    questions = models.JSONField(_("questions"))
    made_by = models.CharField(_("made by"), max_length=150)
    made_at = models.DateTimeField(_("made at"))

    class Meta:
        verbose_name = _("scorecard")
        verbose_name_plural = _("scorecards")
        triggers = append_only(sealed="added")
        constraints = [
            models.CheckConstraint(
                name="scorecard_shares_are_shares", condition=Q(per_thousand__lte=1000, pass_mark__lte=100)
            ),
        ]


class SampledDay(models.Model):
    """A day of which the sample is drawn: how many calls and letters there were."""

    day = models.DateField(_("day"), primary_key=True)
    drawn_at = models.DateTimeField(_("drawn at"))
    calls = models.PositiveIntegerField(_("calls"))
    letters = models.PositiveIntegerField(_("letters"))

    class Meta:
        verbose_name = _("sampled day")
        verbose_name_plural = _("sampled days")
        triggers = append_only(sealed="added")


class QualityReview(models.Model):
    """A call or letter of the sample, what its review found, and what its colleague made of that.

    ``colleague``: who spoke, or let the letter go; nobody where the program did. The contact may be deleted
    once it is past its time: the review stays. ``answers``: the questions as they were asked, each with its
    answer. ``correction``: what is asked to be put right.
    """

    subject = models.CharField(_("subject"), max_length=6, choices=Subject.choices)
    contact = models.ForeignKey(
        ContactEvent, models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="+", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    day = models.DateField(_("day"))
    colleague = models.CharField(_("colleague"), max_length=150, blank=True)
    sampled_at = models.DateTimeField(_("sampled at"))
    reviewed_by = models.CharField(_("reviewed by"), max_length=150, blank=True)
    reviewed_at = models.DateTimeField(_("reviewed at"), null=True)
    answers = models.JSONField(_("answers"), null=True)
    score = models.PositiveSmallIntegerField(_("score"), null=True)
    passed = models.BooleanField(_("passed"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    correction = models.CharField(_("correction asked"), max_length=500, blank=True)
    seen_at = models.DateTimeField(_("seen at"), null=True)
    corrected_at = models.DateTimeField(_("corrected at"), null=True)
    corrected_by = models.CharField(_("corrected by"), max_length=150, blank=True)
    corrected_how = models.CharField(_("what was done"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("quality review")
        verbose_name_plural = _("quality reviews")
        triggers = append_only(
            once=[
                "reviewed_by", "reviewed_at", "answers", "score", "passed", "note", "correction", "seen_at",
                "corrected_at", "corrected_by", "corrected_how",
            ],
            sealed="filled",
        )  # fmt: skip
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(name="review_once_a_contact", fields=["contact"]),
            models.UniqueConstraint(name="review_once_a_letter", fields=["notice"]),
            models.CheckConstraint(
                name="review_is_of_its_subject",
                condition=Q(subject="call", notice__isnull=True) | Q(subject="letter", contact__isnull=True),
            ),
            models.CheckConstraint(
                name="review_by_somebody_else",
                condition=Q(reviewed_at__isnull=True, reviewed_by="", passed__isnull=True, correction="")
                | Q(reviewed_at__isnull=False, passed__isnull=False, answers__isnull=False)
                & ~Q(reviewed_by="")
                & ~Q(reviewed_by=F("colleague")),
            ),
            models.CheckConstraint(
                name="review_corrected_says_how",
                condition=Q(corrected_at__isnull=True, corrected_by="", corrected_how="")
                | Q(corrected_at__isnull=False)
                & ~Q(corrected_by="")
                & ~Q(corrected_how="")
                & ~Q(correction=""),
            ),
        ]
        indexes = [
            models.Index(name="review_waits", fields=["day"], condition=Q(reviewed_at=None)),
            models.Index(name="review_of_colleague", fields=["colleague", "reviewed_at"]),
            models.Index(name="review_of_day", fields=["day"]),
            models.Index(
                name="review_to_correct",
                fields=["reviewed_at"],
                condition=~Q(correction="") & Q(corrected_at=None),
            ),
        ]
