from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models import Account, Customer
from notices.kinds import schema as kind_schema


class PlannedDay(models.Model):
    """A closed business date whose occasions have all been found. Days are planned in order."""

    day = models.DateField(_("business date"), primary_key=True)
    planned_at = models.DateTimeField(_("planned at"))
    found = models.PositiveIntegerField(_("notices found"))

    class Meta:
        verbose_name = _("planned day")
        verbose_name_plural = _("planned days")
        triggers = append_only(sealed="blocks")


class LeftOut(models.Model):
    """An account that was set aside when days were planned: from this one on its days are planned later."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="+")
    since = models.DateField(_("since"))

    class Meta:
        verbose_name = _("account left out of planning")
        verbose_name_plural = _("accounts left out of planning")


class Notice(models.Model):
    """What must be written to one person about one account, on one occasion (rules, section 7).

    ``occasion`` names what happened, such as ``past-due 2026-01-01``, and stays; ``occasion_on`` is the day
    on which it was first found, ``found_on`` the day of a later issue. ``run_since``: the first day of the
    run of past-due days that it belongs to. ``past_due``: the amount when it was looked at last, in minor
    units.
    ``wording``: in what words it goes while a hold lasts, as ``packs.terms.Statutory``; none: its own.
    ``reason`` says why it is suspended, failed or ended. What becomes of it are its turns; ``state`` is that
    of the last. ``joined_to``: the notice whose letter says this one too, where one letter is about several
    accounts of the person; that one is sent, and this one with it. None: it has a letter of its own.
    """

    class State(models.TextChoices):
        DUE = "due", _("due")
        SUSPENDED = "suspended", _("suspended")
        READY = "ready", _("ready")
        RELEASED = "released", _("released")
        SENDING = "sending", _("sending")
        SENT = "sent", _("sent")
        DELIVERED = "delivered", _("delivered")
        SERVED = "served", _("deemed served")
        RETURNED = "returned", _("returned")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")
        SUPERSEDED = "superseded", _("superseded")

    reference = models.CharField(_("notice"), max_length=32, db_collation="C")
    account = models.ForeignKey(Account, models.PROTECT, related_name="notices", verbose_name=_("account"))
    kind = models.CharField(_("kind"), max_length=48, db_collation="C")
    occasion = models.CharField(_("occasion"), max_length=96, db_collation="C")
    occasion_on = models.DateField(_("occasion on"))
    found_on = models.DateField(_("found again on"), null=True)
    run_since = models.DateField(_("past due since"), null=True)
    recipient = models.ForeignKey(
        Customer, models.PROTECT, related_name="notices", verbose_name=_("recipient")
    )
    issue = models.PositiveSmallIntegerField(_("issue"), default=1)
    due_by = models.DateField(_("due by"), null=True)
    missed_on = models.DateField(_("deadline missed on"), null=True)
    remedied_on = models.DateField(_("remedied on"), null=True)
    remedied_by = models.CharField(_("remedied by"), max_length=150, blank=True)
    remedy = models.CharField(_("what was done"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=State.choices, default=State.DUE)
    reason = models.CharField(_("reason"), max_length=64, blank=True)
    state_since = models.DateTimeField(_("state since"))
    supersedes = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="superseded_by", verbose_name=_("supersedes")
    )
    sent_on = models.DateField(_("sent on"), null=True)
    corrected_on = models.DateField(_("its facts were corrected on"), null=True)
    past_due = models.BigIntegerField(_("past due"), null=True)
    wording = models.CharField(_("wording"), max_length=16, blank=True)
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, db_index=False, related_name="joined", verbose_name=_("joined to")
    )

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        triggers = append_only(
            once=["missed_on", "remedied_on", "remedied_by", "remedy"],
            free=[
                "due_by",
                "state",
                "reason",
                "state_since",
                "sent_on",
                "corrected_on",
                "past_due",
                "wording",
                "joined_to",
            ],
            sealed="added",
        )
        ordering = ["occasion_on", "id"]
        constraints = [
            models.UniqueConstraint(name="notice_reference", fields=["reference"]),
            models.UniqueConstraint(
                name="notice_once_per_occasion",
                fields=["account", "kind", "occasion", "recipient", "issue"],
            ),
            models.CheckConstraint(name="notice_state_is_listed", condition=Q(state__in=kind_schema.STATES)),
            models.CheckConstraint(
                name="notice_says_why",
                condition=~Q(state__in=["suspended", "failed", "cancelled"]) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="notice_remedied_after_missed",
                condition=Q(remedied_on__isnull=True)
                | Q(missed_on__isnull=False, remedied_on__gte=F("missed_on")),
            ),
            models.CheckConstraint(
                name="notice_remedy_says_who_and_what",
                condition=Q(remedied_on__isnull=True, remedied_by="", remedy="")
                | Q(remedied_on__isnull=False) & ~Q(remedied_by="") & ~Q(remedy=""),
            ),
            models.CheckConstraint(
                name="notice_not_joined_to_itself",
                condition=Q(joined_to__isnull=True) | ~Q(joined_to=F("id")),
            ),
            models.CheckConstraint(
                name="notice_found_again_later",
                condition=Q(found_on__isnull=True) | Q(issue__gt=1) | Q(supersedes__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="notice_of_account", fields=["account", "occasion_on"]),
            models.Index(name="notice_joined", fields=["joined_to"], condition=Q(joined_to__isnull=False)),
            models.Index(
                name="notice_in_hand",
                fields=["state", "kind", "id"],
                condition=~Q(state__in=["sent", "delivered", "served", "cancelled", "superseded"]),
            ),
            models.Index(
                name="notice_deadline_missed",
                fields=["missed_on"],
                condition=Q(missed_on__isnull=False, remedied_on__isnull=True),
            ),
            models.Index(
                name="notice_deadline_runs",
                fields=["due_by"],
                condition=Q(
                    missed_on__isnull=True, state__in=["due", "ready", "released", "sending", "failed"]
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class NoticeStateChange(models.Model):
    """One change of state of a notice: when, why, and by whom; nobody: a job. Never changed."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="turns")
    at = models.DateTimeField(_("at"))
    from_state = models.CharField(_("from"), max_length=16, blank=True)
    to_state = models.CharField(_("to"), max_length=16)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    by = models.CharField(_("by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("turn of a notice")
        verbose_name_plural = _("turns of notices")
        triggers = append_only(sealed="added")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="notice_turn_is_listed", condition=Q(to_state__in=kind_schema.STATES)
            ),
        ]
