from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.database.append_only import append_only
from accounts.database.edits import keeps_edits
from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.rules.contact.hours import DAWN, DUSK


class Channel(models.TextChoices):
    CALL = "call", _("telephone call")
    SMS = "sms", _("text message")
    EMAIL = "email", _("e-mail")
    APP = "app", _("message in the app")
    LETTER = "letter", _("letter")
    VISIT = "visit", _("visit to a branch")


class Purpose(models.TextChoices):
    COLLECTION = "collection", _("about the debt")
    SERVICE = "service", _("service")
    CALL_BACK = "call-back", _("call-back")
    STATUTORY = "statutory", _("required by law")


class GateAnswer(models.Model):
    """What the gate answered. A yes that uses up a cap reserves a contact: it counts until what came of it
    is logged, until it is given back, or until it lapses.

    ``rule`` and ``about`` name what refused; ``from_when`` is the first moment of a yes, none where only a
    person can bring one about. Nothing of a row changes but that it is given back, once.
    """

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="gate_answers", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="gate_answers")
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices)
    number = models.CharField(_("number"), max_length=254, blank=True)
    at = models.DateTimeField(_("at"))
    asked_by = models.CharField(_("asked by"), max_length=150, blank=True)
    allowed = models.BooleanField(_("allowed"))
    rule = models.CharField(_("rule"), max_length=32, blank=True)
    about = models.CharField(_("about"), max_length=64, blank=True)
    citation = models.CharField(_("citation"), max_length=200, blank=True)
    from_when = models.DateTimeField(_("from when"), null=True)
    reserved_until = models.DateTimeField(_("reserved until"), null=True)
    given_back_at = models.DateTimeField(_("given back at"), null=True)

    class Meta:
        verbose_name = _("answer of the contact gate")
        verbose_name_plural = _("answers of the contact gate")
        triggers = append_only(once=["given_back_at"], purged=True, sealed="added")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="gate_answer_channel_is_listed",
                condition=Q(channel__in=["call", "sms", "email", "app", "letter", "visit"]),
            ),
            models.CheckConstraint(
                name="gate_answer_purpose_is_listed",
                condition=Q(purpose__in=["collection", "service", "call-back", "statutory"]),
            ),
            models.CheckConstraint(
                name="gate_answer_no_names_its_rule", condition=Q(allowed=True, rule="") | ~Q(rule="")
            ),
            models.CheckConstraint(
                name="gate_answer_only_a_yes_reserves",
                condition=Q(reserved_until__isnull=True) | Q(allowed=True, reserved_until__gt=F("at")),
            ),
            models.CheckConstraint(
                name="gate_answer_gives_back_what_it_reserved",
                condition=Q(given_back_at__isnull=True) | Q(reserved_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="gate_answer_reserves",
                fields=["customer", "reserved_until"],
                condition=Q(reserved_until__isnull=False, given_back_at__isnull=True),
            ),
            models.Index(name="gate_answer_of_customer", fields=["customer", "-at"]),
        ]


class ContactEvent(models.Model):
    """A contact with a person about an account, or an attempt at one, by whichever system made it.

    Never changed: a later entry corrects it, of several the newest stands. One that corrects points at the
    first. Kept as the pack says. With a ``relation`` somebody else was in touch, of whom nothing more is
    kept, and who was told nothing.
    """

    class Relation(models.TextChoices):
        PARTNER = "partner", _("husband, wife or partner")
        PARENT = "parent", _("parent")
        CHILD = "child", _("son or daughter")
        RELATIVE = "relative", _("another relative")
        FRIEND = "friend", _("friend or neighbour")
        CARER = "carer", _("carer")
        WORK = "work", _("somebody at work")
        ADVISER = "adviser", _("adviser without authority")
        AUTHORITY = "authority", _("hospital, police or another authority")
        UNKNOWN = "unknown", _("would not say")

    class Direction(models.TextChoices):
        OUT = "out", _("from us")
        IN = "in", _("to us")

    class Outcome(models.TextChoices):
        CONVERSATION = "conversation", _("conversation")
        ANSWERED = "answered", _("answered, no conversation")
        REFUSED = "refused", _("did not want to talk")
        NO_ANSWER = "no-answer", _("no answer")
        BUSY = "busy", _("line busy")
        VOICEMAIL = "voicemail-left", _("left voicemail")
        WRONG_NUMBER = "wrong-number", _("wrong number")
        SENT = "message-sent", _("sent")
        DELIVERED = "message-delivered", _("delivered")
        BOUNCED = "bounced", _("came back")
        IN_ERROR = "entered-in-error", _("entered in error")

    class Identity(models.TextChoices):
        UNCHECKED = "none", _("not checked")
        QUESTIONS = "questions", _("security questions")
        CODE = "one-time-code", _("one-time code")
        SIGNED_IN = "signed-in", _("signed in to the app")
        DOCUMENT = "document", _("identity document")

    class Reason(models.TextChoices):
        FORGOT = "forgot", _("forgot")
        PAYMENT_FAILED = "payment-failed", _("payment failed")
        AWAY = "away", _("away")
        WORK = "work", _("lost work or income")
        COSTS = "costs", _("higher living costs")
        HEALTH = "health", _("illness or disability")
        FAMILY = "family", _("bereavement, separation or care")
        DEBTS = "debts", _("other debts")
        DISAGREES = "disagrees", _("disagrees with the amount")
        OTHER = "other", _("another reason")

    class Source(models.TextChoices):
        DESK = "desk", _("desk")
        FILE = "file", _("file")
        POST = "post", _("notice")  # a notice that went out; its reference is that of the notice

    reference = models.CharField(_("contact"), max_length=64, blank=True, db_collation="C")
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="contacts", db_index=False)
    at = models.DateTimeField(_("at"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel.choices)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    purpose = models.CharField(_("purpose"), max_length=16, choices=Purpose.choices)
    number = models.CharField(_("number"), max_length=254, blank=True)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome.choices)
    identity = models.CharField(_("identity checked by"), max_length=16, choices=Identity.choices, blank=True)
    right_party = models.BooleanField(_("right person?"), null=True)
    relation = models.CharField(
        _("somebody else?"), max_length=9, choices=Relation.choices, blank=True, db_default=""
    )
    reason = models.CharField(
        _("reason for falling behind"), max_length=16, choices=Reason.choices, blank=True
    )
    recording = models.CharField(_("recording"), max_length=128, blank=True)
    interpreter = models.CharField(_("interpreter"), max_length=64, blank=True)
    note = models.CharField(_("note"), max_length=1000, blank=True)
    agent = models.CharField(_("agent"), max_length=150, blank=True)
    source = models.CharField(_("source"), max_length=4, choices=Source.choices)
    known_on = models.DateField(_("known on"))
    entered_at = models.DateTimeField(_("entered at"))
    answer = models.OneToOneField(GateAnswer, models.PROTECT, null=True, related_name="event")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        triggers = append_only(purged=True, sealed="added")
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(
                name="contact_reference", fields=["reference"], condition=~Q(reference="")
            ),
            models.CheckConstraint(
                name="contact_channel_is_listed",
                condition=Q(channel__in=["call", "sms", "email", "app", "letter"])
                | Q(channel="visit", direction="in"),
            ),
            models.CheckConstraint(
                name="contact_direction_is_listed", condition=Q(direction__in=["out", "in"])
            ),
            models.CheckConstraint(
                name="contact_purpose_is_listed",
                condition=Q(purpose__in=["collection", "service", "call-back", "statutory"]),
            ),
            models.CheckConstraint(
                name="contact_outcome_fits_channel",
                condition=Q(
                    channel="call",
                    outcome__in=[
                        "conversation", "answered", "refused", "no-answer", "busy", "voicemail-left",
                        "wrong-number",
                    ],
                )
                | Q(
                    channel__in=["sms", "email"],
                    outcome__in=["message-sent", "message-delivered", "bounced", "wrong-number", "refused"],
                )
                | Q(
                    channel="app",
                    outcome__in=["message-sent", "message-delivered", "conversation", "refused"],
                )
                | Q(
                    channel="letter",
                    outcome__in=["message-sent", "message-delivered", "bounced", "refused"],
                )
                | Q(channel="visit", outcome__in=["conversation", "answered", "refused"])
                | Q(outcome="entered-in-error", corrects__isnull=False),
            ),
            models.CheckConstraint(
                name="contact_speaks_of_debt_once_identified",
                condition=Q(source="file")
                | ~Q(outcome="conversation")
                | (~Q(identity__in=["", "none"]) & Q(right_party=True, right_party__isnull=False)),
            ),
            models.CheckConstraint(
                name="contact_third_person_is_told_nothing",
                condition=Q(relation="")
                | Q(
                    relation__in=[
                        "partner", "parent", "child", "relative", "friend", "carer", "work", "adviser",
                        "authority", "unknown",
                    ],
                    direction="in", number="", right_party=False, right_party__isnull=False, reason="",
                    identity__in=["", "none"],
                )
                & ~Q(outcome="conversation"),
            ),
            models.CheckConstraint(
                name="contact_identity_is_listed",
                condition=Q(
                    identity__in=["", "none", "questions", "one-time-code", "signed-in", "document"]
                ),
            ),
            models.CheckConstraint(
                name="contact_of_a_file_has_its_reference",
                condition=Q(source="desk", reference="")
                | (Q(source__in=["file", "post"]) & ~Q(reference="")),
            ),
            models.CheckConstraint(
                name="contact_of_the_desk_names_its_agent",
                condition=Q(source__in=["file", "post"]) | ~Q(agent=""),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(name="contact_of_customer", fields=["customer", "at"]),
            models.Index(name="contact_of_account", fields=["account", "at"]),
            models.Index(name="contact_file_known_on", fields=["known_on"], condition=Q(source="file")),
        ]


@keeps_edits("CallBackOwnerEdit", fields=["owner"], rows=False)
class CallBack(models.Model):
    """A call agreed for a day and time in a zone. It is open until it is settled, by whoever has it.

    ``asked``: whether the customer asked for it, and whether for this very hour; a call of our own making
    obeys every rule of any other. There is no call-back at night.
    """

    class Asked(models.TextChoices):
        NO = "no", _("no, we want to call")
        CALL = "call", _("yes")
        HOUR = "hour", _("yes, and for this very hour")

    class Outcome(models.TextChoices):
        KEPT = "kept", _("kept")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="call_backs", db_index=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="call_backs")
    day = models.DateField(_("day"))
    time = models.TimeField(_("time"))
    zone = models.CharField(_("time zone"), max_length=64)
    at = models.DateTimeField(_("at"))
    asked = models.CharField(_("the customer asked for it"), max_length=4, choices=Asked.choices)
    number = models.CharField(_("number"), max_length=40, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    owner = models.CharField(_("owner"), max_length=150, blank=True)
    made_by = models.CharField(_("made by"), max_length=150)
    made_at = models.DateTimeField(_("made at"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.CharField(_("settled by"), max_length=150, blank=True)
    settled_note = models.CharField(_("why"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("call-back")
        verbose_name_plural = _("call-backs")
        triggers = append_only(
            once=["outcome", "settled_at", "settled_by", "settled_note"],
            free=["owner"],
            purged=True,
            sealed="filled",
        )
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(name="call_back_not_at_night", condition=Q(time__gte=DAWN, time__lt=DUSK)),
            models.CheckConstraint(
                name="call_back_asked_is_listed", condition=Q(asked__in=["no", "call", "hour"])
            ),
            models.CheckConstraint(
                name="call_back_outcome_is_listed",
                condition=Q(outcome__in=["", "kept", "moved", "cancelled"]),
            ),
            models.CheckConstraint(
                name="call_back_settled_by_somebody",
                condition=Q(outcome="", settled_at__isnull=True, settled_by="")
                | (~Q(outcome="") & Q(settled_at__isnull=False) & ~Q(settled_by="")),
            ),
            models.CheckConstraint(
                name="call_back_cancelled_for_a_reason",
                condition=~Q(outcome="cancelled") | ~Q(settled_note=""),
            ),
        ]
        indexes = [
            models.Index(name="call_back_open", fields=["at"], condition=Q(outcome="")),
            models.Index(name="call_back_of_customer", fields=["customer", "at"]),
        ]
