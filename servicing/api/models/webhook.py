from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.models import Account


class EventType(models.TextChoices):
    """What there is to hear of (rules, section 14)."""

    STAGE_CHANGED = "stage.changed", _("an account moved to another stage")
    PROMISE_BROKEN = "promise.broken", _("a payment promise was broken")
    PROMISE_KEPT = "promise.kept", _("a payment promise was kept")
    NOTICE_SENT = "notice.sent", _("a notice was sent")
    NOTICE_RETURNED = "notice.returned", _("a notice came back")
    PLAN_MISSED = "plan.missed", _("an instalment of a plan was missed")
    PLAN_LAPSED = "plan.lapsed", _("a plan lapsed")
    CLOSE_DONE = "close.done", _("a day is closed and may be acted on")
    CLOSE_PROVISIONAL = "close.provisional", _("a close waits for a supervisor")


TEST_EVENT = "webhook.test"  # sent because somebody asked for it; nobody subscribes to it


class Event(models.Model):
    """Something that happened, told to whoever subscribed: its type, when, and references, nothing personal.

    ``source`` is the key of the row that says so in the book, once for each account it is about.
    """

    type = models.CharField(_("event"), max_length=32)
    source = models.CharField(_("source"), max_length=64, db_collation="C")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    data = models.JSONField(_("references"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        triggers = append_only(purged=True)
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="event_once", fields=["type", "source", "account"], nulls_distinct=False
            ),
        ]


class EventSource(models.Model):
    """How far a table of the book has been read for events; of turns by their keys."""

    name = models.CharField(max_length=16, primary_key=True)
    read_through = models.BigIntegerField(_("read through"), default=0)

    class Meta:
        verbose_name = _("source of events")
        verbose_name_plural = _("sources of events")


class Subscription(models.Model):
    """An address that wants to hear of events. Its secret is made from the installation's key, not kept.

    A receiver that fails is left alone until ``resumes_at``. ``leased_until``: a worker is sending to it.
    """

    url = models.CharField(_("address"), max_length=500)
    events = ArrayField(models.CharField(max_length=32), verbose_name=_("events"))
    system = models.CharField(_("system"), max_length=64, blank=True)  # empty: made by a person
    branches = ArrayField(models.CharField(max_length=64), verbose_name=_("branches"), default=list)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=150)
    secret_number = models.PositiveSmallIntegerField(_("secret number"), default=1)
    rotated_at = models.DateTimeField(_("secret replaced at"), null=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True)  # empty: the receiver, with 410
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    resumes_at = models.DateTimeField(_("resumes at"), null=True)
    leased_until = models.DateTimeField(_("leased until"), null=True)

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        triggers = append_only(
            once=["ended_at", "ended_by"],
            free=["secret_number", "rotated_at", "failures", "resumes_at", "leased_until"],
            sealed="filled",
        )
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.url


class Delivery(models.Model):
    """An event on its way to a subscriber. Those of one account go in the order of their events."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("failed")
        ENDED = "ended", _("not sent any more")

    subscription = models.ForeignKey(Subscription, models.PROTECT, related_name="deliveries", db_index=False)
    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING)
    queued_at = models.DateTimeField(_("queued at"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"))
    tried_at = models.DateTimeField(_("last tried at"), null=True)
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="delivery_state_is_listed",
                condition=Q(state__in=["waiting", "delivered", "failed", "ended"]),
            ),
            models.CheckConstraint(
                name="delivery_tried_after_queued",
                condition=Q(tried_at__isnull=True) | Q(tried_at__gte=F("queued_at")),
            ),
        ]
        indexes = [
            models.Index(
                name="delivery_waiting", fields=["subscription", "id"], condition=Q(state="waiting")
            ),
            models.Index(name="delivery_of_subscription", fields=["subscription", "-id"]),
        ]
