"""A list as a file, with every row that its filters match."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _

from servicing.access import StaffRequest
from servicing.exports import tables, taking
from servicing.exports.tables import Cell, Table
from servicing.models import User
from servicing.templatetags.desk import count
from servicing.workspace import actions, worklist
from servicing.workspace.lists.listing import List

MOST = 100_000  # rows of one file; what is larger is a report, or to be narrowed
PART = 1000


def export(request: StaffRequest, of: List) -> HttpResponseBase:
    form = request.POST.get("format", "")
    query = request.POST.get("query", "")
    if form not in tables.MEDIA_TYPES:
        return _refused(of, query)
    wanted = worklist.wanted_of(QueryDict(query), of.filters)
    rows = of.order(wanted).sort(of.rows(request, wanted))
    if rows[MOST : MOST + 1]:
        text = _("A file holds %(most)s rows at most: narrow the list first.")
        messages.error(request, text % {"most": count(MOST)})
        return _refused(of, query)
    table = Table(of.name, [str(column.label) for column in of.columns], _cells(of, rows, request.user))
    return taking.download(table, form, actions.act(request), filters=query)


def _refused(of: List, query: str) -> HttpResponse:
    return redirect(f"{resolve_url(of.name)}?{query}")


def _cells(of: List, rows: QuerySet[Any], user: User) -> Iterator[Sequence[Cell]]:
    part: list[Any] = []
    for row in rows.iterator(chunk_size=PART):
        part.append(row)
        if len(part) == PART:
            yield from _of_part(of, part, user)
            part = []
    yield from _of_part(of, part, user)


def _of_part(of: List, part: list[Any], user: User) -> Iterator[Sequence[Cell]]:
    for row in of.prepared(part, user):
        yield [column.cell(row) for column in of.columns]
