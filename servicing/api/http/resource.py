"""What every view of the API is made of: scopes, bounds, parameters, bodies, and states that may be named."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.acts import Act
from accounts.models import Account
from servicing.api.http.authentication import BearerTokens, HasScope, SignedInSystem
from servicing.api.http.paging import Keyset, PageQuery
from servicing.api.http.problems import Problem, answer, invalid_query
from servicing.api.http.schema import Operation
from servicing.api.http.shapes import Shape
from servicing.api.http.throttling import PerToken
from servicing.security import access_records

READ, WRITE = "read", "write"


class Json(JSONParser):  # type: ignore[misc]
    """JSON that is read to its end: what is nested deeper than anybody means cannot be read."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError from None


class Resource(APIView):  # type: ignore[misc]  # no types are published
    """``scopes``: by method, what the token must reach. ``tag``: the chapter of the description.

    ``tells_of_people``: whether what it shows is on record (``access_records``).
    """

    http_method_names = ("get", "head", "post")
    authentication_classes = (BearerTokens,)
    permission_classes = (SignedInSystem, HasScope)
    throttle_classes = (PerToken,)
    parser_classes: ClassVar[tuple[Any, ...]] = (Json,)
    renderer_classes = (JSONRenderer,)
    schema: ClassVar[Operation | None] = Operation()

    scopes: ClassVar[Mapping[str, str]] = {"GET": READ, "POST": WRITE}
    tag: ClassVar[str] = ""
    codes: ClassVar[tuple[str, ...]] = ()  # problems beyond those that every address may have
    max_body: ClassVar[int] = 64 * 1024
    tells_of_people: ClassVar[bool] = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """What is read, and who is refused it, is on record before the answer leaves."""
        self.looked_at: list[Model] = []
        self.unseen: list[Model] = []
        response = super().dispatch(request, *args, **kwargs)
        is_read = self.tells_of_people and request.method in ("GET", "HEAD")
        if self.request.auth and (is_read or response.status_code == 403):
            access_records.keep_of_system(self.request, response.status_code, self.looked_at, self.unseen)
        return response

    def get_exception_handler(self) -> Any:
        return answer

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who calls comes first, then what may be read at all."""
        super().initial(request, *args, **kwargs)
        if any("\x00" in value for value in kwargs.values() if isinstance(value, str)):
            raise Problem("not-found")
        if request.method not in ("GET", "HEAD"):
            self._bound(request)

    def finalize_response(self, request: Request, response: HttpResponse, *args: Any, **kwargs: Any) -> Any:
        """What is told of people stays in no cache on its way."""
        response.headers.setdefault("Cache-Control", "no-store")
        return super().finalize_response(request, response, *args, **kwargs)

    def _bound(self, request: Request) -> None:
        """Nothing is read of a body that is too long, or of which nobody says how long it is."""
        length = request.META.get("CONTENT_LENGTH") or ""
        if not length and request.headers.get("Transfer-Encoding"):
            raise Problem("length-required")
        limit = self.most_bytes(request)
        if length.isdecimal() and int(length) > limit:
            raise Problem("too-large", "", limit=limit)

    def most_bytes(self, request: Request) -> int:
        return self.max_body

    def body_parts(self, request: Request) -> Iterator[bytes]:
        """The body as it was sent, for the fingerprint of the request."""
        yield request._request.body

    def wanted(self, parameters: type[serializers.Serializer]) -> dict[str, Any]:
        """What the address asks for. Raises Problem naming each parameter at fault."""
        asked = parameters(data=self.request.GET)
        if not asked.is_valid():
            raise invalid_query(asked.errors)
        return dict(asked.validated_data)

    def sent(self, body: type[serializers.Serializer]) -> dict[str, Any]:
        """What the body says. Raises ValidationError naming each field at fault."""
        serializer = body(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def act(self, note: str = "") -> Act:
        """An act of whoever calls, now: the system, for the person that it names."""
        return Act(by=self.request.user.by, at=timezone.now(), note=note)

    def account(self, reference: str) -> Account:
        """Raises Problem where there is none, or none that the token reaches."""
        account: Account = self.found(Account.objects.select_related("product"), reference=reference)
        return account

    def found(self, rows: QuerySet[Any], **which: Any) -> Any:
        """The one of these rows, which goes on record. Raises Problem where the token reaches none."""
        row = self.request.user.visible(rows).filter(**which).first()
        if row is None:
            self.unseen += rows.filter(**which)[:1]
            raise Problem("not-found")
        self.looked_at.append(row)
        return row

    def reached(self, account: Account | None) -> Account:
        """The account, which goes on record. Raises Problem where there is none that the token reaches."""
        if account is None or not self.request.user.sees(account.branch):
            self.unseen += filter(None, [account])
            raise Problem("not-found")
        self.looked_at.append(account)
        return account

    def page(
        self, rows: Any, order: Keyset, shape: Shape, parameters: type[PageQuery] = PageQuery
    ) -> Response:
        return order.page(rows, self.request, self.wanted(parameters), shape)

    def state(self, shown: dict[str, Any], status: int = 200, **headers: str) -> HttpResponse:
        """One thing as it is now, under a tag that a later change names; 304 where it is known already."""
        tag = etag(shown)
        known = self.request.headers.get("If-None-Match", "")
        if status == 200 and self.request.method in ("GET", "HEAD") and tag in _tags(known):
            return HttpResponse(status=304, headers={"ETag": tag})
        response: HttpResponse = Response(shown, status=status, headers={"ETag": tag, **headers})
        return response

    def must_match(self, shown: dict[str, Any]) -> None:
        """Refuse a change of what is not as it was read. Raises Problem."""
        given = self.request.headers.get("If-Match", "")
        if not given:
            raise Problem("condition-missing")
        if given.strip() != "*" and etag(shown) not in _tags(given):
            raise Problem("changed-meanwhile")


class Nowhere(Resource):
    """Any other address below this one."""

    schema = None
    tells_of_people = False
    scopes: ClassVar[Mapping[str, str]] = {}

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise Problem("not-found")

    post = get


def etag(shown: dict[str, Any]) -> str:
    """A strong tag of what is shown."""
    text = json.dumps(shown, sort_keys=True, default=str)
    return f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'


def _tags(header: str) -> set[str]:
    return {each.strip() for each in header.split(",")}
