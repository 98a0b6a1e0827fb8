"""Subscriptions as systems manage their own, what was delivered to them, and every event there was."""

from typing import Any

from django.db.models import Q
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.acts import Act, ActRefused
from servicing.api.http.idempotency import once
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem, invalid
from servicing.api.http.resource import Resource
from servicing.api.http.schema import answers, page_of, sends
from servicing.api.http.shapes import Shape
from servicing.api.models import TEST_EVENT, Delivery, Event, EventType, Subscription
from servicing.api.webhooks import subscriptions

WEBHOOKS = "webhooks"
_BOTH = {"GET": WEBHOOKS, "POST": WEBHOOKS}


class EventShape(Shape):
    event = serializers.CharField(source="name", help_text="As `webhook-id` names it.")
    type = serializers.CharField()
    timestamp = serializers.DateTimeField(source="at")
    data = serializers.JSONField(help_text="References: read the rest under your own rights.")


@answers(
    {
        "In use": {
            "subscription": 3, "url": "https://hooks.example.org/servicing", "events": ["stage.changed"],
            "made_at": "2026-11-28T10:15:00Z", "made_by": "api/dialler", "ended_at": None, "failures": 0,
            "resumes_at": None,
        }
    }
)  # fmt: skip
class SubscriptionShape(Shape):
    subscription = serializers.IntegerField(source="pk")
    url = serializers.CharField()
    events = serializers.ListField(child=serializers.CharField())
    made_at = serializers.DateTimeField()
    made_by = serializers.CharField()
    ended_at = serializers.DateTimeField(allow_null=True)
    failures = serializers.IntegerField(help_text="In a row.")
    resumes_at = serializers.DateTimeField(allow_null=True)


class SecretShape(Shape):
    secret = serializers.CharField(help_text="Checks what is signed. Others take it for yours: keep it.")


class DeliveryShape(Shape):
    delivery = serializers.IntegerField(source="pk")
    event = serializers.CharField(source="name")
    type = serializers.CharField(source="event.type")
    state = serializers.CharField()
    queued_at = serializers.DateTimeField()
    tries = serializers.IntegerField()
    tried_at = serializers.DateTimeField(allow_null=True)
    answer = serializers.CharField()


@sends(
    {
        "Stages and broken promises": {
            "url": "https://hooks.example.org/servicing",
            "events": ["stage.changed", "promise.broken"],
        }
    }
)
class SubscriptionBody(serializers.Serializer):  # type: ignore[misc]  # no types are published
    url = serializers.CharField(max_length=500)
    events = serializers.ListField(
        child=serializers.ChoiceField(EventType.values), min_length=1, max_length=20
    )


EVENT, SUBSCRIPTION, SECRET, DELIVERY = EventShape(), SubscriptionShape(), SecretShape(), DeliveryShape()


class Events(Resource):
    tag = "Events"
    order = Keyset()

    @extend_schema(parameters=[PageQuery], responses=page_of(EventShape), summary="Every event, in order")
    def get(self, request: Request) -> Response:
        rows = Event.objects.exclude(type=TEST_EVENT)
        if request.auth.branches:
            rows = rows.filter(Q(account=None) | Q(account__branch__in=request.auth.branches))
        return self.order.page(rows, request, self.wanted(PageQuery), EVENT, prepare=_name_events)


class Subscriptions(Resource):
    tag = "Events"
    tells_of_people = False
    scopes = _BOTH
    order = Keyset()

    @extend_schema(
        parameters=[PageQuery], responses=page_of(SubscriptionShape), summary="The system's subscriptions"
    )
    def get(self, request: Request) -> Response:
        return self.page(_own(request), self.order, SUBSCRIPTION)

    @extend_schema(
        request=SubscriptionBody, responses={201: SubscriptionShape}, summary="Subscribe to events"
    )
    @once
    def post(self, request: Request) -> Any:
        sent, token = self.sent(SubscriptionBody), request.auth
        wanted = subscriptions.Wanted(sent["url"], sent["events"], token.name, token.branches)
        try:
            made = subscriptions.subscribe(wanted, Act(at=timezone.now(), by=request.user.by))
        except subscriptions.SubscriptionRefused as refused:
            raise invalid(refused.field, str(refused)) from None
        return self.state(SUBSCRIPTION.shown(made), 201, Location=f"{request.path}{made.pk}/")


class OneSubscription(Resource):
    tag = "Events"
    tells_of_people = False
    scopes = _BOTH

    @extend_schema(responses=SubscriptionShape, summary="One subscription")
    def get(self, request: Request, number: int) -> Any:
        return self.state(SUBSCRIPTION.shown(_found(request, number)))


class Secret(Resource):
    tag = "Events"
    tells_of_people = False
    scopes = _BOTH

    @extend_schema(responses=SecretShape, summary="The secret that checks what is signed")
    def get(self, request: Request, number: int) -> Response:
        shown = SECRET.shown({"secret": subscriptions.secret(_found(request, number))})
        return Response(shown, headers={"Cache-Control": "no-store"})

    @extend_schema(request=None, responses=SubscriptionShape, summary="Another secret; a day both are used")
    @once
    def post(self, request: Request, number: int) -> Response:
        subscription = _found(request, number)
        subscriptions.rotate(subscription, timezone.now())
        return Response(SUBSCRIPTION.shown(subscription))


class End(Resource):
    tag = "Events"
    scopes = _BOTH
    codes = ("condition-missing", "changed-meanwhile")

    @extend_schema(request=None, responses=SubscriptionShape, summary="Hear nothing any more")
    @once
    def post(self, request: Request, number: int) -> Any:
        Subscription.objects.select_for_update().filter(pk=number).first()
        subscription = _found(request, number)
        self.must_match(SUBSCRIPTION.shown(subscription))
        try:
            subscriptions.end(subscription, Act(at=timezone.now(), by=request.user.by))
        except ActRefused:
            raise Problem("conflict", "It has ended already.") from None
        return self.state(SUBSCRIPTION.shown(_found(request, number)))


class Test(Resource):
    tag = "Events"
    scopes = _BOTH

    @extend_schema(request=None, responses={201: DeliveryShape}, summary="Send an event that says nothing")
    @once
    def post(self, request: Request, number: int) -> Response:
        subscription = _found(request, number)
        if subscription.ended_at:
            raise Problem("conflict", "It has ended.")
        sent = subscriptions.send_test(subscription, timezone.now())
        _name([sent])
        return Response(DELIVERY.shown(sent), status=201)


class Deliveries(Resource):
    tag = "Events"
    scopes = _BOTH
    order = Keyset(newest_first=True)

    @extend_schema(
        parameters=[PageQuery], responses=page_of(DeliveryShape), summary="What became of its events"
    )
    def get(self, request: Request, number: int) -> Response:
        rows = Delivery.objects.filter(subscription=_found(request, number)).select_related("event")
        return self.order.page(rows, request, self.wanted(PageQuery), DELIVERY, prepare=_name)


class Resend(Resource):
    tag = "Events"
    scopes = _BOTH

    @extend_schema(request=None, responses=DeliveryShape, summary="Send an event once more")
    @once
    def post(self, request: Request, number: int, delivery: int) -> Response:
        rows = Delivery.objects.filter(subscription=_found(request, number)).select_related(
            "event", "subscription"
        )
        attempted = rows.filter(pk=delivery).first()
        if attempted is None:
            raise Problem("not-found")
        try:
            subscriptions.resend(attempted, timezone.now())
        except ActRefused:
            raise Problem("conflict", "The subscription has ended.") from None
        attempted.refresh_from_db()
        _name([attempted])
        return Response(DELIVERY.shown(attempted))


def _own(request: Request) -> Any:
    """Of the system's subscriptions those that its token reaches."""
    rows = Subscription.objects.filter(system=request.auth.name)
    return rows.filter(branches=request.auth.branches) if request.auth.branches else rows


def _found(request: Request, number: int) -> Subscription:
    subscription = _own(request).filter(pk=number).first()
    if subscription is None:
        raise Problem("not-found")
    return subscription  # type: ignore[no-any-return]


def _name(deliveries: list[Any]) -> None:
    for delivery in deliveries:
        delivery.name = f"evt_{delivery.event_id}"


def _name_events(events: list[Any]) -> None:
    for event in events:
        event.name = f"evt_{event.pk}"
