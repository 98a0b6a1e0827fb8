from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models.account import Account
from accounts.stages import CURRENT, STAGES


class StageChange(models.Model):
    """One move at the close of one day. No stage before: it entered the book; none after: it left.

    The database need not check the account once more: it has checked that of the span which begins or ends.
    """

    account = models.ForeignKey(
        Account, models.CASCADE, related_name="stage_changes", db_index=False, db_constraint=False
    )
    on = models.DateField(_("on"))
    from_stage = models.CharField(_("from"), max_length=8, blank=True)
    to_stage = models.CharField(_("to"), max_length=8, blank=True)
    why = ArrayField(models.CharField(max_length=16), verbose_name=_("why"))
    rule_version = models.PositiveSmallIntegerField(_("rule version"))

    class Meta:
        verbose_name = _("stage change")
        verbose_name_plural = _("stage changes")
        triggers = append_only(sealed="blocks")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(name="change_once_per_day", fields=["account", "on"]),
            models.CheckConstraint(name="change_moves", condition=~Q(from_stage=F("to_stage"))),
            models.CheckConstraint(
                name="change_stages_are_listed",
                condition=Q(from_stage__in=["", *STAGES], to_stage__in=["", *STAGES]),
            ),
        ]
        indexes = [models.Index(name="change_on", fields=["on"])]


class StageSpan(models.Model):
    """What the closes of an unbroken run of days wrote, from ``starts_on`` until before ``ends_before``.

    A new span begins whenever anything here changes; without an end it is the standing as closed last.
    ``stage_since``: first day of the unbroken run with this stage; none where it never had another.
    Amounts in minor units.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="spans", db_index=False)
    starts_on = models.DateField(_("from"))
    ends_before = models.DateField(_("until before"), null=True)
    stage = models.CharField(_("stage"), max_length=8)
    stage_since = models.DateField(_("stage since"), null=True)
    past_due = models.BigIntegerField(_("past due"))
    statements_missed = models.PositiveSmallIntegerField(_("statements missed"))
    oldest_missed_statement = models.DateField(_("oldest missed statement"), null=True)
    oldest_missed_due = models.DateField(_("its effective due date"), null=True)

    class Meta:
        verbose_name = _("stage span")
        verbose_name_plural = _("stage spans")
        triggers = append_only(once=["ends_before"])
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(name="span_once_per_day", fields=["account", "starts_on"]),
            models.UniqueConstraint(
                name="span_one_open", fields=["account"], condition=Q(ends_before__isnull=True)
            ),
            models.CheckConstraint(name="span_not_empty", condition=Q(ends_before__gt=F("starts_on"))),
            models.CheckConstraint(name="span_stage_is_listed", condition=Q(stage__in=STAGES)),
            models.CheckConstraint(name="span_past_due_not_negative", condition=Q(past_due__gte=0)),
            models.CheckConstraint(
                name="span_current_means_nothing_missed",
                condition=Q(
                    stage=CURRENT,
                    statements_missed=0,
                    oldest_missed_statement__isnull=True,
                    oldest_missed_due__isnull=True,
                )
                | (
                    ~Q(stage=CURRENT)
                    & Q(
                        statements_missed__gte=1,
                        past_due__gt=0,
                        oldest_missed_statement__isnull=False,
                        oldest_missed_due__isnull=False,
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="span_of_day", fields=["ends_before", "starts_on"], include=["stage", "account"]
            ),
            models.Index(
                name="span_open_by_stage",
                fields=["stage", "oldest_missed_due", "account"],
                condition=Q(ends_before__isnull=True),
            ),
        ]
