"""Offers of help and the plans that come of them."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.dates import local_day
from accounts.models import HardshipOffer, Plan
from accounts.plans import lifecycle as plan_lifecycle
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of
from servicing.api.http.shapes import Amount, Shape


class PartShape(Shape):
    due_on = serializers.DateField()
    amount = Amount()


class OfferShape(Shape):
    currency_from = "account.product.currency"

    offer = serializers.CharField(source="reference")
    account = serializers.CharField(source="account.reference")
    currency = serializers.CharField(source="account.product.currency")
    option = serializers.CharField()
    state = serializers.CharField()
    drafted_on = serializers.DateField()
    approved_on = serializers.DateField(allow_null=True)
    sent_on = serializers.DateField(allow_null=True)
    open_through = serializers.DateField(allow_null=True)
    answered_on = serializers.DateField(allow_null=True)
    review_on = serializers.DateField(allow_null=True)
    parts = PartShape(many=True)
    plan = serializers.CharField(source="plan.reference", allow_null=True)


class PlanShape(Shape):
    currency_from = "account.product.currency"

    plan = serializers.CharField(source="reference")
    account = serializers.CharField(source="account.reference")
    currency = serializers.CharField(source="account.product.currency")
    option = serializers.CharField()
    agreed_on = serializers.DateField()
    instalments = PartShape(many=True)
    grace_days = serializers.IntegerField(allow_null=True)
    cure_days = serializers.IntegerField()
    known_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    end_reason = serializers.CharField()
    state = serializers.CharField(
        source="status.state", allow_null=True, help_text="Now, by all that is known."
    )
    since = serializers.DateField(source="status.since", allow_null=True)
    expected = Amount(source="status.expected", allow_null=True)
    paid = Amount(source="status.paid", allow_null=True)


PLAN, OFFER = PlanShape(), OfferShape()
_PLANS = Plan.objects.select_related("account__product").prefetch_related("instalments")
_OFFERS = HardshipOffer.objects.select_related("account__product", "plan").prefetch_related("parts")


class Plans(Resource):
    tag = "Hardship"
    order = Keyset("agreed_on", newest_first=True)

    @extend_schema(parameters=[PageQuery], responses=page_of(PlanShape), summary="Its hardship plans")
    def get(self, request: Request, reference: str) -> Response:
        rows = _PLANS.filter(account=self.account(reference))
        return self.order.page(rows, request, self.wanted(PageQuery), PLAN, prepare=_with_status)


class OnePlan(Resource):
    tag = "Hardship"

    @extend_schema(responses=PlanShape, summary="One plan")
    def get(self, request: Request, reference: str) -> Any:
        plan = self.found(_PLANS, reference=reference)
        _with_status([plan])
        return self.state(PLAN.shown(plan))


class Offers(Resource):
    tag = "Hardship"
    order = Keyset("drafted_on", newest_first=True)

    @extend_schema(parameters=[PageQuery], responses=page_of(OfferShape), summary="Offers made about it")
    def get(self, request: Request, reference: str) -> Response:
        return self.page(_OFFERS.filter(account=self.account(reference)), self.order, OFFER)


def _with_status(plans: list[Any]) -> None:
    """Each with what it has come to, of one account and so of one day."""
    if plans:
        today = local_day(timezone.now(), plans[0].account.time_zone)
        status_of = plan_lifecycle.statuses(plans, today)
        for plan in plans:
            plan.status = status_of.get(plan.pk)
