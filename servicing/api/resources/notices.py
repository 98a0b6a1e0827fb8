"""Notices: what is written to whom, what became of it, and the very bytes."""

from typing import Any

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from notices.models import Notice, NoticeContent
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem
from servicing.api.http.resource import Resource
from servicing.api.http.schema import page_of
from servicing.api.http.shapes import Shape


class NoticeShape(Shape):
    notice = serializers.CharField(source="reference")
    account = serializers.CharField(source="account.reference")
    recipient = serializers.CharField(source="recipient.reference")
    kind = serializers.CharField()
    state = serializers.CharField()
    state_since = serializers.DateTimeField()
    reason = serializers.CharField()
    occasion = serializers.CharField()
    occasion_on = serializers.DateField()
    issue = serializers.IntegerField()
    due_by = serializers.DateField(allow_null=True)
    sent_on = serializers.DateField(allow_null=True)
    channel = serializers.CharField(
        allow_null=True, help_text="Of its content; null where there is none yet."
    )
    language = serializers.CharField(allow_null=True)
    media_type = serializers.CharField(allow_null=True)
    sha256 = serializers.CharField(allow_null=True)
    letter = serializers.CharField(
        help_text="The reference that its letter bears: of another notice, where one letter is about both."
    )


NOTICE = NoticeShape()


def _rows() -> Any:
    """Notices with the newest of what they say."""
    newest = NoticeContent.objects.filter(notice=OuterRef("pk")).order_by("-pk")
    rows = Notice.objects.select_related("account", "recipient")
    return rows.annotate(
        letter=Coalesce("joined_to__reference", "reference"),
        channel=Subquery(newest.values("channel")[:1]),
        language=Subquery(newest.values("language")[:1]),
        media_type=Subquery(newest.values("document__media_type")[:1]),
        sha256=Subquery(newest.annotate(sum=F("document_id")).values("sum")[:1]),
    )


class Notices(Resource):
    tag = "Notices"
    order = Keyset("occasion_on", newest_first=True)

    @extend_schema(
        parameters=[PageQuery], responses=page_of(NoticeShape), summary="What was written about it"
    )
    def get(self, request: Request, reference: str) -> Response:
        return self.page(_rows().filter(account=self.account(reference)), self.order, NOTICE)


class OneNotice(Resource):
    tag = "Notices"

    @extend_schema(responses=NoticeShape, summary="One notice")
    def get(self, request: Request, reference: str) -> Any:
        return self.state(NOTICE.shown(self.found(_rows(), reference=reference)))


class Content(Resource):
    tag = "Notices"

    @extend_schema(
        responses={
            (200, "application/pdf"): OpenApiTypes.BINARY,
            (200, "text/html"): OpenApiTypes.STR,
            (200, "text/plain"): OpenApiTypes.STR,
        },
        summary="The bytes of a notice, as kept",
    )
    def get(self, request: Request, reference: str) -> HttpResponse:
        notice = self.found(_rows(), reference=reference)
        content = NoticeContent.objects.filter(notice=notice).select_related("document").last()
        if content is None:
            raise Problem(
                "not-found", "It has no content: it is not made yet, or is past its time and erased."
            )
        document = content.document
        return HttpResponse(
            bytes(document.content),
            content_type=document.media_type,
            headers={"ETag": f'"{document.sha256}"', "Cache-Control": "no-store"},
        )
