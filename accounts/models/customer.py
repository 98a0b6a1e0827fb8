from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.append_only import append_only


class Customer(models.Model):
    """One person, who may hold several accounts. The name is the last that was said, empty if none was."""

    reference = models.CharField(_("customer"), max_length=64, db_collation="C")
    name = models.CharField(pgettext_lazy("a person", "name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        triggers = append_only(free=["name"], sealed="blocks")
        constraints = [models.UniqueConstraint(name="customer_reference", fields=["reference"])]

    def __str__(self) -> str:
        return self.reference


class FormerName(models.Model):
    """A name that a later word replaced."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="former_names")
    name = models.CharField(pgettext_lazy("a person", "name"), max_length=200, blank=True)
    replaced_at = models.DateTimeField(_("replaced at"))

    class Meta:
        verbose_name = _("former name")
        verbose_name_plural = _("former names")
        triggers = append_only(sealed="added")
        ordering = ["-replaced_at", "-id"]


class Wish(models.Model):
    """What a person said of themselves: the newest of a kind counts, an empty one takes it back.

    A language is a code, known to us or not. Without a wish the account says both.
    """

    class Kind(models.TextChoices):
        LANGUAGE = "language", _("language")
        TIME_ZONE = "time-zone", _("time zone")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="wishes")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    value = models.CharField(_("wish"), max_length=64, blank=True)
    said_at = models.DateTimeField(_("said at"))
    entered_by = models.CharField(_("entered by"), max_length=150, blank=True)  # empty: came in a file

    class Meta:
        verbose_name = _("wish")
        verbose_name_plural = _("wishes")
        triggers = append_only(sealed="added")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="wish_kind_is_listed", condition=Q(kind__in=["language", "time-zone"])
            ),
        ]


class PreferredTime(models.Model):
    """Days of the week and hours, of the person's own clock, in which a person wants to be reached.

    ``weekdays``: ISO days as digits, 1 is Monday. From ``opens`` until before ``closes``. Without one in
    force every time is as good. A withdrawn one stays, and says when and by whom.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="preferred_times")
    weekdays = models.CharField(_("days of the week"), max_length=7)
    opens = models.TimeField(_("from"))
    closes = models.TimeField(_("until"))
    said_at = models.DateTimeField(_("said at"))
    entered_by = models.CharField(_("entered by"), max_length=150)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    withdrawn_by = models.CharField(_("withdrawn by"), max_length=150, blank=True)

    class Meta:
        verbose_name = _("preferred time")
        verbose_name_plural = _("preferred times")
        triggers = append_only(once=["withdrawn_at", "withdrawn_by"], sealed="filled")
        ordering = ["weekdays", "opens", "id"]
        constraints = [
            models.CheckConstraint(
                name="preferred_weekdays_are_days",
                condition=Q(weekdays__regex="^1?2?3?4?5?6?7?$") & ~Q(weekdays=""),
            ),
            models.CheckConstraint(name="preferred_closes_after_opening", condition=Q(closes__gt=F("opens"))),
            models.CheckConstraint(
                name="preferred_withdrawal_names_who",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
            ),
        ]


class Consent(models.Model):
    """A person's yes or no to one channel, the day it was said and how. The latest day counts, and of one
    day what was entered last."""

    class Channel(models.TextChoices):
        CALL = "call", _("call")
        SMS = "sms", _("text message")
        EMAIL = "email", _("e-mail")
        APP = "app", _("app")
        LETTER = "letter", _("letter")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="consents", db_index=False)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    given = models.BooleanField(_("given"))
    on = models.DateField(_("on"))
    how = models.CharField(_("how it was said"), max_length=200)
    entered_at = models.DateTimeField(_("entered at"))
    entered_by = models.CharField(_("entered by"), max_length=150)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        triggers = append_only(sealed="added")
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="consent_channel_is_listed",
                condition=Q(channel__in=["call", "sms", "email", "app", "letter"]),
            ),
            models.CheckConstraint(
                name="consent_names_how_and_who", condition=~Q(how="") & ~Q(entered_by="")
            ),
        ]
        indexes = [models.Index(name="consent_latest", fields=["customer", "channel", "-on", "-id"])]
