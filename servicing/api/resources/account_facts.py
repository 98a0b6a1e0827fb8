"""Billing cycles and payments of an account, as the issuer's files said them."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import BillingCycle, Payment
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of
from servicing.api.http.shapes import Amount, Shape


class CycleShape(Shape):
    currency_from = "product.currency"

    statement_date = serializers.DateField()
    due_date = serializers.DateField()
    currency = serializers.CharField(source="product.currency")
    statement_balance = Amount(source="balance")
    minimum_due = Amount()
    past_due = Amount()
    sent_on = serializers.DateField()
    principal = Amount(allow_null=True)
    interest = Amount(allow_null=True)
    fees = Amount(allow_null=True)
    known_on = serializers.DateField(help_text="Of two versions of a statement the later known one counts.")


class PaymentShape(Shape):
    currency_from = "account.product.currency"

    payment = serializers.CharField(source="reference")
    account = serializers.CharField(source="account.reference")
    currency = serializers.CharField(source="account.product.currency")
    posted_on = serializers.DateField()
    value_on = serializers.DateField()
    amount = Amount()
    kind = serializers.CharField()
    known_on = serializers.DateField()
    returned_on = serializers.DateField(allow_null=True)
    return_known_on = serializers.DateField(allow_null=True)


class Cycles(Resource):
    tag = "Accounts"
    shape, order = CycleShape(), Keyset("statement_date", newest_first=True)

    @extend_schema(parameters=[PageQuery], responses=page_of(CycleShape), summary="Its statements")
    def get(self, request: Request, reference: str) -> Response:
        rows = BillingCycle.objects.filter(account=self.account(reference)).select_related("product")
        return self.page(rows, self.order, self.shape)


class Payments(Resource):
    tag = "Accounts"
    shape, order = PaymentShape(), Keyset("posted_on", newest_first=True)

    @extend_schema(
        parameters=[PageQuery], responses=page_of(PaymentShape), summary="Its payments and returns"
    )
    def get(self, request: Request, reference: str) -> Response:
        rows = Payment.objects.filter(account=self.account(reference)).select_related("account__product")
        return self.page(rows, self.order, self.shape)
