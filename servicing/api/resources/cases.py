"""Disputes and complaints, and until when each must be answered."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Case
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of
from servicing.api.http.shapes import Amount, Shape


class CaseShape(Shape):
    currency_from = "account.product.currency"

    case = serializers.IntegerField(source="pk")
    account = serializers.CharField(source="account.reference")
    customer = serializers.CharField(source="customer.reference")
    currency = serializers.CharField(source="account.product.currency")
    kind = serializers.CharField()
    channel = serializers.CharField()
    opened_on = serializers.DateField()
    about = serializers.CharField()
    state = serializers.CharField()
    disputed_amount = Amount(source="disputed", allow_null=True)
    statement_date = serializers.DateField(source="disputed_statement", allow_null=True)
    acknowledge_by = serializers.DateField()
    acknowledged_on = serializers.DateField(allow_null=True)
    resolve_by = serializers.DateField()
    outcome = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    fresh_due_on = serializers.DateField(allow_null=True)
    credit = Amount(help_text="Expected from the issuer.")
    credited_on = serializers.DateField(allow_null=True)


CASE = CaseShape()
_ROWS = Case.objects.select_related("account__product", "customer")


class Cases(Resource):
    tag = "Cases"
    order = Keyset(newest_first=True)

    @extend_schema(
        parameters=[PageQuery], responses=page_of(CaseShape), summary="Its disputes and complaints"
    )
    def get(self, request: Request, reference: str) -> Response:
        return self.page(_ROWS.filter(account=self.account(reference)), self.order, CASE)


class OneCase(Resource):
    tag = "Cases"

    @extend_schema(responses=CaseShape, summary="One case")
    def get(self, request: Request, number: int) -> Any:
        return self.state(CASE.shown(self.found(_ROWS, pk=number)))
