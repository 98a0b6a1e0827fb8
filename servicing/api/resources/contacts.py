"""The contact gate asked, and what came of a contact logged (rules, section 10)."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import packs
from accounts.acts import ActRefused
from accounts.contact import gate, gate_messages, log
from accounts.models import Account, Channel, ContactEvent, Customer, GateAnswer, Party, Purpose
from accounts.rules.contact import outcomes
from servicing.api.http.fields import Moment, Reference, Text
from servicing.api.http.idempotency import once
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem, invalid
from servicing.api.http.resource import READ, Resource
from servicing.api.http.schema import answers, page_of, sends
from servicing.api.http.shapes import Shape

CONTACT = "contact"
ASKED = ("call", "sms", "email", "app", "letter")
_FAULTS = {
    "unchecked": "How was identity checked? The debt is spoken of after that.",
    "nobody-meant": "A conversation is one with the person meant: say true.",
    "somebody-else": "A wrong number reaches somebody else.",
    "nobody-spoken-to": "Nobody was spoken to.",
}


@sends({"May we call about the debt?": {"account": "A000001", "channel": "call", "purpose": "collection"}})
class AskBody(serializers.Serializer):  # type: ignore[misc]  # no types are published
    account = Reference()
    channel = serializers.ChoiceField(ASKED)
    purpose = serializers.ChoiceField(Purpose.values)
    customer = Reference(required=False, help_text="Whom; the cardholder, if left out.")
    number = serializers.CharField(required=False, max_length=254, help_text="A certain one; else the best.")


class RefusalShape(Shape):
    rule = serializers.CharField()
    about = serializers.CharField()
    citation = serializers.CharField()


@answers(
    {
        "No, and from when": {
            "answer": 17, "allowed": False, "rule": "hours", "about": "",
            "reason": "It is too early or too late where they are.", "citation": "",
            "from_when": "2026-11-29T08:00:00+08:00", "until": None, "reserved_until": None,
            "number": "+8613800000001", "refusals": [{"rule": "hours", "about": "", "citation": ""}],
        }
    }
)  # fmt: skip
class AnswerShape(Shape):
    answer = serializers.IntegerField(source="pk", help_text="What a contact is logged against.")
    allowed = serializers.BooleanField()
    rule = serializers.CharField(help_text="What refuses; empty of a yes.")
    about = serializers.CharField()
    reason = serializers.CharField(help_text="The same in words.")
    citation = serializers.CharField()
    from_when = serializers.DateTimeField(
        allow_null=True, help_text="From when it would be yes; null where only a person can bring that about."
    )
    until = serializers.DateTimeField(allow_null=True, help_text="How long a yes holds at most.")
    reserved_until = serializers.DateTimeField(
        allow_null=True, help_text="A yes that uses up a cap counts until then, logged or not."
    )
    number = serializers.CharField()
    refusals = RefusalShape(many=True)


@sends(
    {
        "Nobody answered": {"answer": 17, "outcome": "no-answer"},
        "They called us": {
            "account": "A000001", "channel": "call", "direction": "in", "at": "2026-11-28T10:15:00Z",
            "outcome": "conversation", "identity": "questions", "right_party": True,
        },
    }
)  # fmt: skip
class ContactBody(serializers.Serializer):  # type: ignore[misc]
    """From us: an answer of the gate and what came of it. To us: account, channel and moment instead."""

    answer = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    direction = serializers.ChoiceField(outcomes.DIRECTIONS, default=outcomes.OUT)
    account = Reference(required=False)
    customer = Reference(required=False)
    channel = serializers.ChoiceField(Channel.values, required=False)
    purpose = serializers.ChoiceField(["collection", "service"], default="collection")
    at = Moment(required=False)
    number = serializers.CharField(required=False, max_length=254)
    outcome = serializers.ChoiceField(outcomes.ALL_OUTCOMES)
    identity = serializers.ChoiceField(ContactEvent.Identity.values, default="none")
    right_party = serializers.BooleanField(required=False, allow_null=True, default=None)
    reason = serializers.ChoiceField(ContactEvent.Reason.values, required=False)
    recording = Text(required=False, max_length=128)
    interpreter = Text(required=False, max_length=64)
    note = Text(required=False, max_length=1000)

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        needed = ("answer",) if sent["direction"] == outcomes.OUT else ("account", "channel", "at")
        missing = {name: "Needed for a contact of this direction." for name in needed if name not in sent}
        if missing:
            raise serializers.ValidationError(missing)
        found = outcomes.faults(
            sent["outcome"], is_identified=sent["identity"] != "none", is_right_party=sent["right_party"]
        )
        if faults := {field: _FAULTS[fault] for field, fault in found}:
            raise serializers.ValidationError(faults)
        return sent


class ContactShape(Shape):
    contact = serializers.IntegerField(source="pk")
    account = serializers.CharField(source="account.reference")
    customer = serializers.CharField(source="customer.reference")
    at = serializers.DateTimeField()
    channel = serializers.CharField()
    direction = serializers.CharField()
    purpose = serializers.CharField()
    outcome = serializers.CharField()
    identity = serializers.CharField()
    right_party = serializers.BooleanField(allow_null=True)
    reason = serializers.CharField()
    note = serializers.CharField()
    agent = serializers.CharField()
    source = serializers.CharField()
    answer = serializers.IntegerField(source="answer_id", allow_null=True)
    corrects = serializers.IntegerField(source="corrects_id", allow_null=True)


class GivenBackShape(Shape):
    answer = serializers.IntegerField()
    given_back = serializers.BooleanField()


ANSWER, LOGGED, GIVEN_BACK = AnswerShape(), ContactShape(), GivenBackShape()


class OfAccount(Resource):
    tag = "Contacts"
    order = Keyset("at", newest_first=True)

    @extend_schema(
        parameters=[PageQuery], responses=page_of(ContactShape), summary="Contacts about an account"
    )
    def get(self, request: Request, reference: str) -> Response:
        rows = ContactEvent.objects.filter(account=self.account(reference))
        return self.page(rows.select_related("account", "customer"), self.order, LOGGED)


class Ask(Resource):
    tag = "Contacts"
    scopes = {"POST": CONTACT}

    @extend_schema(request=AskBody, responses=AnswerShape, summary="May this person be contacted now?")
    @once
    def post(self, request: Request) -> Response:
        sent = self.sent(AskBody)
        account = _account(self, sent["account"])
        answer = gate.ask(
            customer=_party(account, sent.get("customer")).pk, account=account.pk, channel=sent["channel"],
            purpose=sent["purpose"], now=timezone.now(), number=sent.get("number", ""), by=request.user.by,
        )  # fmt: skip
        pack = packs.of(account.product.jurisdiction)
        reason = gate_messages.why(answer.refusals[0], pack) if answer.refusals else ""
        columns = {name: getattr(answer, name) for name in answer.__slots__}
        return Response(ANSWER.shown({**columns, "reason": reason}))


class Contacts(Resource):
    tag = "Contacts"
    scopes = {"GET": READ, "POST": CONTACT}

    @extend_schema(request=ContactBody, responses={201: ContactShape}, summary="Log what came of a contact")
    @once
    def post(self, request: Request) -> Response:
        sent = self.sent(ContactBody)
        event = _outgoing(request, sent) if sent["direction"] == outcomes.OUT else _incoming(self, sent)
        if not outcomes.is_possible(event.channel, event.direction, sent["outcome"]):
            raise invalid("outcome", "This does not come of a contact on this channel.")
        for name in ("direction", "outcome", "identity", "right_party"):
            setattr(event, name, sent[name])
        for name in ("reason", "recording", "interpreter", "note"):
            setattr(event, name, sent.get(name, ""))
        event.agent = request.user.by
        try:
            log.log(event, now=timezone.now())
        except log.NotAllowed:
            raise Problem(
                "conflict", "The answer is a no, was given back, or has its contact already."
            ) from None
        return Response(LOGGED.shown(event), status=201)


class GiveBack(Resource):
    tag = "Contacts"
    scopes = {"POST": CONTACT}

    @extend_schema(request=None, responses=GivenBackShape, summary="Nobody was contacted after all")
    @once
    def post(self, request: Request, answer: int) -> Response:
        reserved = _answer(request, answer)
        try:
            gate.give_back(reserved.pk, timezone.now())
            given_back = True
        except ActRefused:
            given_back = False
        return Response(GIVEN_BACK.shown({"answer": reserved.pk, "given_back": given_back}))


def _outgoing(request: Request, sent: dict[str, Any]) -> ContactEvent:
    try:
        answer = _answer(request, sent["answer"])
    except Problem:
        raise invalid("answer", "The gate has given no such answer to this system.") from None
    return ContactEvent(
        account=answer.account, customer=answer.customer, answer=answer, channel=answer.channel,
        purpose=answer.purpose,
    )  # fmt: skip


def _incoming(view: Resource, sent: dict[str, Any]) -> ContactEvent:
    if sent["at"] > timezone.now():
        raise invalid("at", "This time is in the future.")
    account = _account(view, sent["account"])
    return ContactEvent(
        account=account, customer=_party(account, sent.get("customer")), channel=sent["channel"],
        purpose=sent["purpose"], at=sent["at"], number=sent.get("number", ""),
    )  # fmt: skip


def _answer(request: Request, pk: int) -> GateAnswer:
    """An answer that this system was given. Raises Problem."""
    own = GateAnswer.objects.filter(asked_by__startswith=f"api/{request.auth.name}")
    rows = request.user.visible(own.select_related("account__product", "customer"))
    answer = rows.filter(pk=pk).first()
    if answer is None or answer.asked_by.split("/")[1] != request.auth.name:
        raise Problem("not-found")
    return answer  # type: ignore[no-any-return]


def _account(view: Resource, reference: str) -> Account:
    try:
        return view.account(reference)
    except Problem:
        raise invalid("account", "There is no such account.") from None


def _party(account: Account, reference: str | None) -> Customer:
    """Whoever is named and has a part in the account, else its cardholder. Raises Problem."""
    rows = Party.objects.filter(account=account).select_related("customer").order_by("pk")
    rows = rows.filter(customer__reference=reference) if reference else rows.filter(role="cardholder")
    party = rows.first()
    if party is None:
        raise invalid("customer", "Nobody of this reference has a part in the account.")
    return party.customer
