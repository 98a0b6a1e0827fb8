from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models import DeliveryReport, GateAnswer
from notices.kinds import schema as kind_schema
from notices.models.document import NoticeContent
from notices.models.notice import Notice


class Package(models.Model):
    """Letters that are handed to the print vendor together, as a folder of this name.

    It is published once its folder stands in the outbox under its own name; dropped, once it never will.
    """

    class State(models.TextChoices):
        WRITING = "writing", _("being written")
        COMPLETE = "complete", _("complete")
        PUBLISHED = "published", _("handed over")
        DROPPED = "dropped", _("given up")

    name = models.CharField(_("name"), max_length=40, db_collation="C", unique=True)
    made_at = models.DateTimeField(_("made at"))
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WRITING)
    holder = models.CharField(_("holder"), max_length=64)
    lease_until = models.DateTimeField(_("lease until"))
    letters = models.PositiveIntegerField(_("letters"), default=0)
    published_at = models.DateTimeField(_("handed over at"), null=True)
    problem = models.CharField(_("why it was given up"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("package for the print vendor")
        verbose_name_plural = _("packages for the print vendor")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="package_state_is_listed",
                condition=Q(state__in=["writing", "complete", "published", "dropped"]),
            ),
            models.CheckConstraint(
                name="package_published_at_a_time",
                condition=Q(state="published", published_at__isnull=False)
                | ~Q(state="published") & Q(published_at__isnull=True),
            ),
        ]
        indexes = [
            models.Index(
                name="package_in_hand", fields=["lease_until"], condition=Q(state__in=["writing", "complete"])
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Dispatch(models.Model):
    """A notice on its way by one channel. A row for each notice that is past its cut-off, found by query.

    ``attempt`` numbers every call ever made and fences its completion, with ``holder``; ``tries`` counts
    those since it was queued last, by which the table of waits is read. ``uncertain``: the provider may have
    it already, so that only the same id may be called with. ``reason`` says why it waits, failed or came
    back; ``work`` why a person must look at it, until ``settled_at``.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        CLAIMED = "claimed", _("about to be sent")
        CALLING = "calling", _("being sent")
        HANDED = "handed", _("handed over, not sent yet")
        ACCEPTED = "accepted", _("sent")
        ENDED = "ended", _("done")
        FAILED = "failed", _("failed")
        DROPPED = "dropped", _("not sent after all")

    notice = models.OneToOneField(Notice, models.PROTECT, related_name="dispatch")
    content = models.ForeignKey(NoticeContent, models.SET_NULL, null=True, related_name="dispatches")
    channel = models.CharField(_("channel"), max_length=16)
    rank = models.PositiveSmallIntegerField(_("rank"), default=0)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    queued_at = models.DateTimeField(_("queued at"))
    next_try_at = models.DateTimeField(_("next try at"))
    attempt = models.PositiveIntegerField(_("attempt"), default=0)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    uncertain = models.BooleanField(_("the provider may have it"), default=False)
    holder = models.CharField(_("holder"), max_length=64, blank=True)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    answer = models.ForeignKey(GateAnswer, models.PROTECT, null=True, related_name="+")
    package = models.ForeignKey(Package, models.PROTECT, null=True, related_name="dispatches")
    handed_at = models.DateTimeField(_("handed over at"), null=True)
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    next_look_at = models.DateTimeField(_("next look at"), null=True)
    reason = models.CharField(_("reason"), max_length=64, blank=True)
    work = models.CharField(_("why a person must look"), max_length=32, blank=True)
    work_since = models.DateTimeField(_("work since"), null=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.CharField(_("settled by"), max_length=150, blank=True)
    settled_note = models.CharField(_("what was done"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("dispatch")
        verbose_name_plural = _("dispatches")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="dispatch_channel_is_listed", condition=Q(channel__in=kind_schema.CHANNELS)
            ),
            models.CheckConstraint(
                name="dispatch_state_is_listed",
                condition=Q(
                    state__in=[
                        "waiting", "claimed", "calling", "handed", "accepted", "ended", "failed", "dropped",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="dispatch_held_under_a_lease",
                condition=Q(state__in=["claimed", "calling"], lease_until__isnull=False) & ~Q(holder="")
                | ~Q(state__in=["claimed", "calling"]),
            ),
            models.CheckConstraint(
                name="dispatch_work_since_a_time",
                condition=Q(work="", work_since__isnull=True) | ~Q(work="") & Q(work_since__isnull=False),
            ),
            models.CheckConstraint(
                name="dispatch_settled_by_a_person_in_words",
                condition=Q(settled_at__isnull=True) | ~Q(settled_by="") & ~Q(settled_note=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="dispatch_waits",
                fields=["channel", "rank", "next_try_at", "id"],
                condition=Q(state="waiting"),
            ),
            models.Index(
                name="dispatch_leased", fields=["lease_until"], condition=Q(state__in=["claimed", "calling"])
            ),
            models.Index(name="dispatch_handed", fields=["handed_at"], condition=Q(state="handed")),
            models.Index(
                name="dispatch_to_look_at", fields=["next_look_at"], condition=Q(next_look_at__isnull=False)
            ),
            models.Index(
                name="dispatch_work",
                fields=["work_since"],
                condition=~Q(work="") & Q(settled_at__isnull=True),
            ),
            models.Index(name="dispatch_left_at", fields=["handed_at"], condition=Q(handed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.channel}"


class Attempt(models.Model):
    """One call of a provider and what it answered, as it answered. No ``ended_at``: nobody came back."""

    dispatch = models.ForeignKey(Dispatch, models.PROTECT, related_name="attempts")
    number = models.PositiveIntegerField(_("attempt"))
    channel = models.CharField(_("channel"), max_length=16)
    at = models.DateTimeField(_("at"))
    ended_at = models.DateTimeField(_("ended at"), null=True)
    result = models.CharField(_("result"), max_length=9, blank=True)
    code = models.CharField(_("code"), max_length=32, blank=True)
    text = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("attempt to send")
        verbose_name_plural = _("attempts to send")
        triggers = append_only(once=["ended_at", "result", "code"], free=["text"], sealed="filled")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="attempt_once_per_number", fields=["dispatch", "number"]),
        ]
        indexes = [models.Index(name="attempt_of_channel", fields=["channel", "-ended_at"])]


class Receipt(models.Model):
    """What a provider said later of a notice, as it said it, once by ``key``.

    ``named``: the reference as given; no ``notice``: it is none of ours. ``outcome`` and ``reason`` are our
    own words for it; ``known`` tells whether the provider's code stands in our table.
    """

    class Source(models.TextChoices):
        RETURNS = "returns", _("print vendor")
        BOUNCE = "bounce", _("mail server")
        SMS = "sms", _("text message gateway")

    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    key = models.CharField(_("key"), max_length=80, db_collation="C", unique=True)
    report = models.OneToOneField(DeliveryReport, models.PROTECT, null=True, related_name="+")
    named = models.CharField(_("reference"), max_length=64, blank=True, db_collation="C")
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, related_name="receipts")
    outcome = models.CharField(_("outcome"), max_length=16)
    code = models.CharField(_("code"), max_length=200, blank=True)
    reason = models.CharField(_("reason"), max_length=32, blank=True)
    known = models.BooleanField(_("known"), default=True)
    on = models.DateField(_("on"))
    received_at = models.DateTimeField(_("received at"))
    raw = models.TextField(_("as received"), blank=True)

    class Meta:
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        triggers = append_only(free=["raw", "known"], sealed="added")
        ordering = ["id"]
        indexes = [
            models.Index(name="receipt_of_notice", fields=["notice", "id"]),
            models.Index(
                name="receipt_strange",
                fields=["received_at"],
                condition=Q(notice__isnull=True) | Q(known=False),
            ),
            models.Index(name="receipt_received", fields=["-received_at"]),
        ]


class AppMessage(models.Model):
    """A notice for the bank's own app, which takes it from here. Taken is sent."""

    dispatch = models.OneToOneField(Dispatch, models.PROTECT, related_name="app_message")
    made_at = models.DateTimeField(_("made at"))
    taken_at = models.DateTimeField(_("taken at"), null=True)

    class Meta:
        verbose_name = _("message for the app")
        verbose_name_plural = _("messages for the app")
        triggers = append_only(once=["taken_at"], sealed="filled")
        ordering = ["id"]
        indexes = [
            models.Index(name="app_message_waits", fields=["id"], condition=Q(taken_at__isnull=True)),
        ]


class Alarm(models.Model):
    """Something about sending that operations must know. One of a ``key`` is open at a time.

    ``told_at``: when somebody was told, by ALARM_EMAIL or ALARM_URL; on the page it shows at once.
    """

    key = models.CharField(_("key"), max_length=64, db_collation="C")
    number = models.PositiveIntegerField(_("number"), default=0)
    raised_at = models.DateTimeField(_("raised at"))
    told_at = models.DateTimeField(_("told at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    class Meta:
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                name="alarm_open_once", fields=["key"], condition=Q(ended_at__isnull=True)
            ),
        ]
