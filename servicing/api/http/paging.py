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
        self._names = [name for name in (field, "pk") if name]

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
        read, more = self._read(self._following(rows, wanted), wanted)
        prepare(read)
        key = [getattr(read[-1], name) for name in self._names] if more else []
        return Response({"results": shape.many_shown(read), "next": self._address(request, key)})

    def page_of_columns(
        self, rows: QuerySet[Any], request: Request, wanted: dict[str, Any], shape: Shape
    ) -> Response:
        """The same where all that is sent of a row are columns: no row is made an object first."""
        following = self._following(rows, wanted).values_list(*shape.columns(), *self._names)
        read, more = self._read(following, wanted)
        size = len(self._names)
        results = [shape.columns_shown(row[:-size]) for row in read]
        key = list(read[-1][-size:]) if more else []
        return Response({"results": results, "next": self._address(request, key)})

    def _following(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> QuerySet[Any]:
        rows = rows.order_by(*(f"-{name}" if self.newest_first else name for name in self._names))
        return rows.filter(self._after(rows, wanted["cursor"])) if wanted["cursor"] else rows

    def _read(self, rows: QuerySet[Any], wanted: dict[str, Any]) -> tuple[list[Any], bool]:
        """The rows of a page, and whether there are more."""
        read = list(rows[: wanted["limit"] + 1])
        return read[: wanted["limit"]], len(read) > wanted["limit"]

    def _address(self, request: Request, key: list[Any]) -> str | None:
        """Of the page after the row of this key; none without one."""
        if not key:
            return None
        value = key[0] if self.field else None
        cursor = signing.dumps([None if value is None else str(value), key[-1]], salt=self.salt)
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
