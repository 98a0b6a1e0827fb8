"""Payment promises: taken, told of, and cancelled."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.dates import local_day
from accounts.intake import parsers
from accounts.models import Account, Promise
from accounts.promises import lifecycle
from servicing.api.http.fields import Day, Reference, Text, minor_units
from servicing.api.http.idempotency import once
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem, invalid
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of, sends
from servicing.api.http.shapes import Amount, Shape


class PromisedPartShape(Shape):
    account = serializers.CharField(source="account.reference")
    due_on = serializers.DateField()
    amount = Amount()


class PromiseShape(Shape):
    currency_from = "currency"

    promise = serializers.CharField(source="reference")
    accounts = serializers.ListField(child=serializers.CharField(), source="references")
    currency = serializers.CharField()
    made_on = serializers.DateField()
    instalments = PromisedPartShape(many=True)
    tolerance = Amount(allow_null=True)
    tolerance_percent = serializers.DecimalField(max_digits=7, decimal_places=4, allow_null=True)
    grace_days = serializers.IntegerField(allow_null=True)
    known_on = serializers.DateField()
    taken_by = serializers.CharField()
    cancelled_on = serializers.DateField(allow_null=True)
    cancel_reason = serializers.CharField()
    beyond = serializers.ListField(
        child=serializers.CharField(),
        allow_null=True,
        help_text="Limits passed: it silences once it is approved.",
    )
    approved_by = serializers.CharField()
    state = serializers.CharField(
        source="status.state", allow_null=True, help_text="Now, by all that is known."
    )
    since = serializers.DateField(source="status.since", allow_null=True)
    expected = Amount(source="status.expected", allow_null=True)
    paid = Amount(source="status.paid", allow_null=True)


class InstalmentBody(serializers.Serializer):  # type: ignore[misc]  # no types are published
    due_on = Day()
    amount = Amount()


@sends(
    {
        "Half now, half later": {
            "account": "A000001",
            "instalments": [
                {"due_on": "2026-12-05", "amount": "50.00"}, {"due_on": "2026-12-12", "amount": "50.00"},
            ],
            "tolerance": "5%",
        }
    }
)  # fmt: skip
class PromiseBody(serializers.Serializer):  # type: ignore[misc]
    account = Reference(help_text="On which the instalments stand.")
    accounts = serializers.ListField(
        child=Reference(),
        default=list,
        max_length=20,
        help_text="Others of the same person that it covers too.",
    )
    instalments = InstalmentBody(many=True, min_length=1, max_length=60)
    tolerance = serializers.CharField(
        required=False,
        max_length=20,
        help_text="What may be missing: `5.00` or `5%`; the default, if left out.",
    )
    grace_days = serializers.IntegerField(required=False, min_value=0, max_value=30)


class CancelBody(serializers.Serializer):  # type: ignore[misc]
    reason = Text(max_length=200)


PROMISE = PromiseShape()
_ROWS = Promise.objects.prefetch_related("instalments__account", "covered__account__product")


class OfAccount(Resource):
    tag = "Promises"
    order = Keyset("made_on", newest_first=True)

    @extend_schema(
        parameters=[PageQuery], responses=page_of(PromiseShape), summary="Promises about an account"
    )
    def get(self, request: Request, reference: str) -> Response:
        rows = _ROWS.filter(covered__account=self.account(reference))
        return self.order.page(
            rows, request, self.wanted(PageQuery), PROMISE, prepare=lambda rows: _complete(rows, request)
        )


class Promises(Resource):
    tag = "Promises"
    codes = ("not-allowed",)

    @extend_schema(request=PromiseBody, responses={201: PromiseShape}, summary="Take a promise")
    @once
    def post(self, request: Request) -> Any:
        sent = self.sent(PromiseBody)
        accounts = _covered(self, sent)
        act = self.act()
        terms = _terms(sent, accounts[0], local_day(act.at, accounts[0].time_zone))
        try:
            promise = lifecycle.record(accounts, terms, act)
        except lifecycle.AccountsOfSeveralPeople:
            raise invalid("accounts", "These are not all of one person and one currency.") from None
        except lifecycle.AlreadyFulfilled:
            raise Problem(
                "not-allowed", "Nothing is left to promise: it is within the tolerance, or was paid already."
            ) from None
        shown = _shown(self, promise.reference)
        return self.state(shown, 201, Location=f"{request.path}{promise.reference}/")


class OnePromise(Resource):
    tag = "Promises"

    @extend_schema(responses=PromiseShape, summary="One promise")
    def get(self, request: Request, reference: str) -> Any:
        return self.state(_shown(self, reference))


class Cancel(Resource):
    tag = "Promises"
    codes = ("condition-missing", "changed-meanwhile")

    @extend_schema(request=CancelBody, responses=PromiseShape, summary="Cancel an open promise")
    @once
    def post(self, request: Request, reference: str) -> Any:
        promise = Promise.objects.select_for_update().filter(reference=reference).first()
        if promise is None:
            raise Problem("not-found")
        self.must_match(_shown(self, reference))
        reason = self.sent(CancelBody)["reason"]
        account = Account.objects.filter(promised__promise=promise).order_by("pk")[0]
        act = self.act(note=reason)
        try:
            lifecycle.cancel(promise, act, on=local_day(act.at, account.time_zone))
        except lifecycle.NotOpen:
            raise Problem("conflict", "The promise is not open.") from None
        return self.state(_shown(self, reference))


def _covered(view: Resource, sent: dict[str, Any]) -> list[Account]:
    """The accounts of a body, the first named first. Raises Problem naming the field."""
    covered = []
    for place, reference in enumerate(dict.fromkeys([sent["account"], *sent["accounts"]])):
        try:
            covered.append(view.account(reference))
        except Problem:
            field = f"accounts.{sent['accounts'].index(reference)}" if place else "account"
            raise invalid(field, "There is no such account.") from None
    return covered


def _terms(sent: dict[str, Any], account: Account, today: date) -> lifecycle.Terms:
    currency = account.product.currency
    instalments: dict[date, int] = {}
    for place, part in enumerate(sent["instalments"]):
        if part["due_on"] < today:
            raise invalid(f"instalments.{place}.due_on", "This day is past.")
        if part["due_on"] in instalments:
            raise invalid(f"instalments.{place}.due_on", "The same day is there twice.")
        instalments[part["due_on"]] = minor_units(part["amount"], currency, f"instalments.{place}.amount")
    tolerance, percent = _tolerance(sent.get("tolerance"), currency)
    return lifecycle.Terms(today, instalments, tolerance, percent, sent.get("grace_days"))


def _tolerance(text: str | None, currency: str) -> tuple[int | None, Decimal | None]:
    """As an amount or as a share. Raises Problem."""
    if text is None:
        return None, None
    try:
        parsers.tolerance(text)
    except parsers.BadValue as bad:
        raise invalid("tolerance", str(bad)) from None
    if text.endswith("%"):
        return None, Decimal(text[:-1])
    return minor_units(text, currency, "tolerance", least=0), None


def _shown(view: Resource, reference: str) -> dict[str, Any]:
    """The promise as this token sees it. Raises Problem."""
    promise = view.found(_ROWS, reference=reference)
    _complete([promise], view.request)
    return PROMISE.shown(promise)


def _complete(promises: list[Any], request: Request) -> None:
    """Each with its accounts, currency and status; of other branches nothing."""
    if not promises:
        return
    accounts = [covered.account for covered in promises[0].covered.all()]
    status_of = lifecycle.statuses(
        [promise.pk for promise in promises], local_day(timezone.now(), accounts[0].time_zone)
    )
    for promise in promises:
        covered = [row.account for row in promise.covered.all()]
        promise.references = sorted(each.reference for each in covered if request.user.sees(each.branch))
        promise.currency = covered[0].product.currency
        promise.status = status_of.get(promise.pk)
