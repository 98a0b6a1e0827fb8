"""Holds: placed on an account or a person, told of, and ended."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import holds
from accounts.dates import local_day
from accounts.models import Account, Hold, Party
from servicing.api.http.fields import Day, Reference, Text, minor_units
from servicing.api.http.idempotency import once
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem, invalid
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of, sends
from servicing.api.http.shapes import Amount, Shape
from servicing.api.resources.people import person_of


class HoldShape(Shape):
    currency_from = "account.product.currency"

    hold = serializers.CharField(source="reference")
    account = serializers.CharField(source="account.reference", allow_null=True)
    customer = serializers.CharField(source="customer.reference", allow_null=True)
    kind = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)
    cause_ended_on = serializers.DateField(allow_null=True)
    lapses_on = serializers.DateField(allow_null=True, help_text="The last day by the rules, without an end.")
    review_on = serializers.DateField(allow_null=True)
    channel = serializers.CharField()
    disputed_amount = Amount(allow_null=True)
    statement_date = serializers.DateField(allow_null=True)
    fresh_due_on = serializers.DateField(allow_null=True)
    known_on = serializers.DateField()
    end_known_on = serializers.DateField(allow_null=True)
    withdrawn_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField()
    placed_by = serializers.CharField()


@sends(
    {
        "A disputed amount": {
            "account": "A000001", "kind": "dispute", "starts_on": "2026-11-28",
            "disputed_amount": "40.00", "statement_date": "2026-11-01", "reason": "not theirs",
        }
    }
)  # fmt: skip
class HoldBody(serializers.Serializer):  # type: ignore[misc]  # no types are published
    account = Reference(required=False)
    customer = Reference(
        required=False, help_text="Instead of the account: then all accounts of this person."
    )
    kind = serializers.ChoiceField(Hold.Kind.values)
    starts_on = Day(required=False, help_text="Today where the account is, if left out.")
    ends_on = Day(required=False)
    review_on = Day(required=False)
    channel = serializers.ChoiceField(Hold.Channel.values, required=False)
    disputed_amount = Amount(required=False)
    statement_date = Day(required=False)
    reason = Text(max_length=200, required=False, allow_blank=True)
    evidence = Text(max_length=200, required=False, allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("account" in attrs) == ("customer" in attrs):
            raise serializers.ValidationError({"account": "A hold is on an account or on a customer."})
        return attrs


class EndBody(serializers.Serializer):  # type: ignore[misc]
    ends_on = Day()
    fresh_due_on = Day(required=False)
    reason = Text(max_length=200)


HOLD = HoldShape()
_ROWS = Hold.objects.select_related("account__product", "customer")


class OfAccount(Resource):
    tag = "Holds"
    order = Keyset("starts_on", newest_first=True)

    @extend_schema(parameters=[PageQuery], responses=page_of(HoldShape), summary="Holds on it and its people")
    def get(self, request: Request, reference: str) -> Response:
        account = self.account(reference)
        holders = Party.objects.filter(account=account, role__in=Party.HOLDERS).values("customer")
        return self.page(_ROWS.filter(Q(account=account) | Q(customer__in=holders)), self.order, HOLD)


class Holds(Resource):
    tag = "Holds"
    codes = ("not-allowed",)

    @extend_schema(request=HoldBody, responses={201: HoldShape}, summary="Place a hold")
    @once
    def post(self, request: Request) -> Any:
        terms = self.sent(HoldBody)
        binds, jurisdiction = _bound(self, terms)
        if terms["kind"] not in holds.kinds_in(jurisdiction):
            raise invalid("kind", f"There is no such hold in {jurisdiction}.")
        if "disputed_amount" in terms and "account" in binds:
            currency = binds["account"].product.currency
            terms["disputed_amount"] = minor_units(terms["disputed_amount"], currency, "disputed_amount")
        elif "disputed_amount" in terms:
            raise invalid("disputed_amount", "An amount is disputed of one account.")
        try:
            act = self.act(note=terms.pop("reason", ""))
            hold = holds.place(act, **{**terms, **binds})
        except holds.Refused as refused:
            raise Problem("not-allowed", str(refused)) from None
        shown = HOLD.shown(_ROWS.get(pk=hold.pk))
        return self.state(shown, 201, Location=f"{request.path}{hold.reference}/")


class OneHold(Resource):
    tag = "Holds"

    @extend_schema(responses=HoldShape, summary="One hold")
    def get(self, request: Request, reference: str) -> Any:
        return self.state(HOLD.shown(self.found(_ROWS, reference=reference)))


class End(Resource):
    tag = "Holds"
    codes = ("condition-missing", "changed-meanwhile", "not-allowed")

    @extend_schema(request=EndBody, responses=HoldShape, summary="Say its last day")
    @once
    def post(self, request: Request, reference: str) -> Any:
        Hold.objects.select_for_update().filter(reference=reference).first()
        hold: Hold = self.found(_ROWS, reference=reference)
        self.must_match(HOLD.shown(hold))
        terms = self.sent(EndBody)
        if hold.kind in holds.GUARDED:
            why = "What is imposed, or protects somebody, is ended by a person of the house."
            raise Problem("not-allowed", why)
        if terms.get("fresh_due_on") and terms["fresh_due_on"] < holds.earliest_fresh_due(
            hold, terms["ends_on"]
        ):
            raise invalid("fresh_due_on", "The rules ask for more days after the end.")
        try:
            holds.refuse_if_owned(hold)
            act = self.act(note=terms.pop("reason", ""))
            ended = holds.end(hold, terms.pop("ends_on"), act, **terms)
        except holds.Refused as refused:
            raise Problem("not-allowed", str(refused)) from None
        return self.state(HOLD.shown(_ROWS.get(pk=ended.pk)))


def _bound(view: Resource, terms: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """What the hold is on, with its first day where none is said, and the jurisdiction there."""
    field = "account" if "account" in terms else "customer"
    on: dict[str, Any]
    try:
        if field == "account":
            account = view.account(terms["account"])
            on = {"account": account}
        else:
            person = person_of(view.request, terms["customer"])
            held = Account.objects.filter(parties__customer=person).select_related("product").order_by("pk")
            account, on = held[0], {"customer": person}
    except Problem:
        raise invalid(field, f"There is no such {field}.") from None
    today = local_day(timezone.now(), account.time_zone)
    if terms.setdefault("starts_on", today) < today and terms["kind"] in holds.GRANTED:
        why = "What is granted for days that have passed is granted by a person of the house."
        raise Problem("not-allowed", why)
    return on, account.product.jurisdiction
