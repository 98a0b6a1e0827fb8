"""People: what they have a part in, and how they may be reached."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.customers import reachability
from accounts.dates import local_day
from accounts.models import Customer, Party
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of
from servicing.api.http.shapes import Shape


class PartyShape(Shape):
    account = serializers.CharField(source="account.reference")
    customer = serializers.CharField(source="customer.reference")
    name = serializers.CharField(source="customer.name")
    role = serializers.CharField()
    until = serializers.DateField(allow_null=True)


class ContactPointShape(Shape):
    kind = serializers.CharField()
    value = serializers.CharField()
    verified_on = serializers.DateField(allow_null=True)
    blocked = serializers.CharField(help_text="Why it may not be used; empty where it may.")


class PersonShape(Shape):
    customer = serializers.CharField(source="reference")
    name = serializers.CharField()
    language = serializers.CharField(
        allow_null=True, help_text="As they asked for it; else that of the account."
    )
    time_zone = serializers.CharField(allow_null=True)
    accounts = PartyShape(many=True)
    contact_points = ContactPointShape(many=True)


class People(Resource):
    tag = "People"
    shape, order = PartyShape(), Keyset()

    @extend_schema(
        parameters=[PageQuery], responses=page_of(PartyShape), summary="Who has a part in an account"
    )
    def get(self, request: Request, reference: str) -> Response:
        account = self.account(reference)
        rows = reachability.parties(account, local_day(timezone.now(), account.time_zone))
        return self.page(rows.select_related("customer", "account"), self.order, self.shape)


class Person(Resource):
    tag = "People"
    shape = PersonShape()

    @extend_schema(responses=PersonShape, summary="One person, with how they may be reached")
    def get(self, request: Request, reference: str) -> Any:
        person: Customer = self.found(Customer.objects.all(), reference=reference)
        rows = request.user.visible(Party.objects.filter(customer=person)).select_related(
            "account", "customer"
        )
        return self.state(
            self.shape.shown(
                {
                    "reference": person.reference,
                    "name": person.name,
                    "language": reachability.own_languages([person.pk]).get(person.pk),
                    "time_zone": reachability.own_zones([person.pk]).get(person.pk),
                    "accounts": rows.order_by("account__reference", "pk"),
                    "contact_points": reachability.contact_points([person.pk]),
                }
            )
        )


def person_of(request: Request, reference: str) -> Customer:
    """Somebody with a part in an account that the token reaches. Raises Problem."""
    rows = Customer.objects.filter(reference=reference)
    person = request.user.visible(rows).first()
    if person is None:
        raise Problem("not-found")
    return person  # type: ignore[no-any-return]
