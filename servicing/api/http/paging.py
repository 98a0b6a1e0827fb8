"""Pages by the last key seen: no row is skipped or told twice while others come and go."""

from collections.abc import Callable
from typing import Any

from django.core import signing
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from servicing.api.http.problems import Problem, invalid_query
from servicing.api.http.shapes import Shape

DEFAULT, MOST = 100, 500


class PageQuery(serializers.Serializer):  # type: ignore[misc]  # no types are published
    """Parameters that every list has."""

    limit = serializers.IntegerField(
        min_value=1, max_value=MOST, default=DEFAULT, help_text="How many, at most."
    )
    cursor = serializers.CharField(
        default="", allow_blank=True, max_length=500, help_text="As `next` of the page before has it."
    )


class Keyset:
    """An order by a field that no row lacks and, among equals, by the key of the row."""

    def __init__(self, field: str = "", *, newest_first: bool = False) -> None:
        self.field, self.newest_first = field, newest_first
        self.salt = f"servicing.api.cursor:{field}:{newest_first}"

    def page(
        self,
        rows: QuerySet[Any],
        request: Request,
        wanted: dict[str, Any],
        shape: Shape,
        prepare: Callable[[list[Any]], None] = lambda rows: None,
    ) -> Response:
        """The rows after the cursor as ``{"results", "next"}``.

        ``prepare`` adds to the rows what is asked for many at once.
        """
        limit = wanted["limit"]
        names = [name for name in (self.field, "pk") if name]
        rows = rows.order_by(*(f"-{name}" if self.newest_first else name for name in names))
        if wanted["cursor"]:
            rows = rows.filter(self._after(rows, wanted["cursor"]))
        read = list(rows[: limit + 1])
        shown, more = read[:limit], len(read) > limit
        prepare(shown)
        following = self._address(request, shown[-1]) if more else None
        return Response({"results": shape.many_shown(shown), "next": following})

    def _address(self, request: Request, row: Any) -> str:
        value = getattr(row, self.field) if self.field else None
        cursor = signing.dumps([None if value is None else str(value), row.pk], salt=self.salt)
        query = request.GET.copy()
        query["cursor"] = cursor
        return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))

    def _after(self, rows: QuerySet[Any], cursor: str) -> Q:
        try:
            value, pk = signing.loads(cursor, salt=self.salt)
        except (signing.BadSignature, ValueError):
            raise invalid_query({"cursor": ["It is not of this list."]}) from None
        than = "lt" if self.newest_first else "gt"
        if not self.field:
            return Q(**{f"pk__{than}": pk})
        value = _typed(rows, self.field, value)
        # Bounded by the field alone first, so that an index on it finds where to begin.
        return Q(**{f"{self.field}__{than}e": value}) & (
            Q(**{f"{self.field}__{than}": value}) | Q(**{f"pk__{than}": pk})
        )


def _typed(rows: QuerySet[Any], field: str, value: str) -> Any:
    try:
        return rows.model._meta.get_field(field).to_python(value)
    except FieldDoesNotExist as missing:
        raise Problem("failure") from missing
