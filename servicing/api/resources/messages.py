"""Messages for the bank's own app: it takes them here, and by that they are sent (rules, section 12)."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notices.delivery import reports
from notices.models import AppMessage, Notice
from servicing.api.http.idempotency import once
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of
from servicing.api.http.shapes import Shape

APP = "app"


class MessageShape(Shape):
    notice = serializers.CharField(source="dispatch.notice.reference")
    account = serializers.CharField(source="dispatch.notice.account.reference")
    accounts = serializers.ListField(
        child=serializers.CharField(), help_text="All accounts that it is about, that one first."
    )
    customer = serializers.CharField(source="dispatch.notice.recipient.reference")
    kind = serializers.CharField(source="dispatch.notice.kind")
    language = serializers.CharField(source="dispatch.content.language")
    media_type = serializers.CharField(source="dispatch.content.document.media_type")
    content = serializers.CharField(help_text="As it is shown, word for word.")
    made_at = serializers.DateTimeField()


class TakenShape(Shape):
    notice = serializers.CharField()
    taken = serializers.BooleanField(help_text="Whether it was taken by this request, and not before.")


MESSAGE, TAKEN = MessageShape(), TakenShape()
_WAITING = AppMessage.objects.filter(taken_at=None, dispatch__notice__state="sending").select_related(
    "dispatch__notice__account", "dispatch__notice__recipient", "dispatch__content__document"
)


class Messages(Resource):
    tag = "Messages"
    scopes = {"GET": APP}
    order = Keyset()

    @extend_schema(parameters=[PageQuery], responses=page_of(MessageShape), summary="What waits for the app")
    def get(self, request: Request) -> Response:
        rows = request.user.visible(_WAITING)
        return self.order.page(rows, request, self.wanted(PageQuery), MESSAGE, prepare=_read)


class Taken(Resource):
    tag = "Messages"
    scopes = {"POST": APP}

    @extend_schema(request=None, responses=TakenShape, summary="The app has it: the notice is sent")
    @once
    def post(self, request: Request, reference: str) -> Response:
        rows = AppMessage.objects.filter(dispatch__notice__reference=reference)
        message = request.user.visible(rows).first()
        if message is None:
            raise Problem("not-found")
        taken = reports.taken_by_app([message.pk], timezone.now())
        return Response(TAKEN.shown({"notice": reference, "taken": bool(taken)}))


def _read(messages: list[Any]) -> None:
    led = Notice.objects.filter(joined_to__in=[message.dispatch.notice_id for message in messages])
    others: dict[int | None, list[str]] = {}
    for leader, account in led.order_by("pk").values_list("joined_to", "account__reference"):
        others.setdefault(leader, []).append(account)
    for message in messages:
        content, notice = message.dispatch.content, message.dispatch.notice
        message.content = bytes(content.document.content).decode() if content else ""
        message.accounts = [notice.account.reference, *others.get(notice.pk, [])]
