"""Who works on whom: a person is claimed, not an account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.database.append_only import append_only
from accounts.models import Account, Customer


class How(models.TextChoices):
    NEXT = "next", _("next of the queue")
    PICKED = "picked", _("picked by hand")
    HANDED = "handed-over", _("handed over")
    TAKEN = "taken-over", _("taken over")
    ASSIGNED = "assigned", _("assigned")


class Claim(models.Model):
    """The lease on a person: one row a person, used again and again, free where the lease is over.

    ``fence`` grows with every claim: who acts with an older one has lost the person. ``account`` is the one
    that the person was in the queue for. ``due_on``: the deadline of the work, where it has one.
    """

    customer = models.OneToOneField(Customer, models.PROTECT, primary_key=True, related_name="claim")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    queue = models.CharField(_("queue"), max_length=24)
    holder = models.CharField(_("who"), max_length=150, blank=True)
    how = models.CharField(_("how"), max_length=16, choices=How.choices)
    fence = models.BigIntegerField(_("number of the claim"), default=1)
    taken_at = models.DateTimeField(_("since"))
    leased_until = models.DateTimeField(_("until"))
    waiting_since = models.DateField(_("waiting since"), null=True)
    due_on = models.DateField(_("deadline"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        indexes = [
            models.Index(name="claim_of_holder", fields=["holder", "leased_until"], condition=~Q(holder="")),
        ]


class ClaimRecord(models.Model):
    """One claim from its beginning to its end, and why it ended. Only the end is filled in later."""

    class End(models.TextChoices):
        DONE = "done", _("done")
        GIVEN_BACK = "given-back", _("given back")
        SKIPPED = "skipped", _("skipped")
        SNOOZED = "snoozed", _("snoozed")
        LAPSED = "lapsed", pgettext_lazy("a claim", "lapsed")
        HANDED = "handed-over", _("handed over")
        TAKEN = "taken-over", _("taken over")
        SIGNED_OUT = "signed-out", _("signed out")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="claim_records", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    fence = models.BigIntegerField(_("number of the claim"))
    queue = models.CharField(_("queue"), max_length=24)
    holder = models.CharField(_("who"), max_length=150)
    how = models.CharField(_("how"), max_length=16, choices=How.choices)
    began_at = models.DateTimeField(_("since"))
    waiting_since = models.DateField(_("waiting since"), null=True)
    due_on = models.DateField(_("deadline"), null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end = models.CharField(_("how it ended"), max_length=16, choices=End.choices, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True)
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("record of a claim")
        verbose_name_plural = _("records of claims")
        triggers = append_only(once=["ended_at", "end", "ended_by", "end_reason"], sealed="added")
        constraints = [
            models.UniqueConstraint(name="claim_record_once", fields=["customer", "fence"]),
            models.CheckConstraint(
                name="claim_record_end_says_how",
                condition=Q(ended_at__isnull=True, end="") | (Q(ended_at__isnull=False) & ~Q(end="")),
            ),
        ]
        indexes = [
            models.Index(name="claim_record_open", fields=["customer"], condition=Q(ended_at__isnull=True)),
            models.Index(name="claim_record_of_queue", fields=["queue", "began_at"]),
        ]


class Deferral(models.Model):
    """A person who is not offered until a moment: to anybody, or to one colleague (``only``).

    ``until`` never lies past the deadline of the work. What matters wakes the person earlier: it is read from
    the facts that came after ``made_at``, and nothing is written for it. Rests after work and answers of the
    gate are deferrals that nobody made by hand; of those the newest is kept.
    """

    class Kind(models.TextChoices):
        SKIPPED = "skipped", _("skipped")
        SNOOZED = "snoozed", _("snoozed")
        WORKED = "worked", _("worked on")
        REFUSED = "refused", _("may not be contacted")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="deferrals", db_index=False)
    queue = models.CharField(_("queue"), max_length=24, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    reason = models.CharField(_("reason"), max_length=32)
    note = models.CharField(_("note"), max_length=500, blank=True)
    only = models.CharField(_("for this colleague alone"), max_length=150, blank=True)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.CharField(_("made by"), max_length=150, blank=True)
    until = models.DateTimeField(_("until"))

    class Meta:
        verbose_name = _("deferral")
        verbose_name_plural = _("deferrals")
        constraints = [
            models.CheckConstraint(name="deferral_lies_ahead", condition=Q(until__gt=F("made_at"))),
            models.CheckConstraint(
                name="deferral_by_hand_says_who",
                condition=Q(kind__in=["worked", "refused"]) | ~Q(made_by=""),
            ),
        ]
        indexes = [
            models.Index(name="deferral_of_customer", fields=["customer", "until"]),
            models.Index(name="deferral_by_hand", fields=["made_at"], condition=~Q(made_by="")),
        ]


class Presence(models.Model):
    """Somebody has the page of a person open. Rows of the last minutes count, older ones are overwritten."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+", db_index=False)
    who = models.CharField(_("who"), max_length=150)
    seen_at = models.DateTimeField(_("seen at"))

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        constraints = [models.UniqueConstraint(name="presence_once", fields=["customer", "who"])]
