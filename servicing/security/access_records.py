"""Looks at accounts and people, and refusals, on record before the answer leaves (``models.AccessRecord``).

``scope.find`` notes what a page is about, ``found`` of the API what an answer is about; it is kept once the
answer shows it, or refuses it. What an act changed is on record with the act.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.models import Account, Customer, Promise
from servicing.access import MARK, Capability
from servicing.models import AccessRecord, User

View = Callable[[HttpRequest], HttpResponse]
_FOUND, _UNSEEN = "_found", "_unseen"  # rows that a request was about, on its user
_OF_PEOPLE = {Capability.SEE_ACCOUNTS, Capability.SEE_NOTICES, Capability.WORK_QUEUES}
_COLUMNS = ("by", "at", "route", "is_refused", "source", "row", "account_id", "customer_id")
_KEEP = """
    INSERT INTO servicing_accessrecord ("by", at, route, is_refused, source, "row", account_id, customer_id)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
"""
_NOTHING_TO_SEE = {"lease"}  # asked every minute by an open page, and tells nothing of the person


def note(user: Any, row: Model) -> None:
    """This request is about the row, which the person may see."""
    setattr(user, _FOUND, [*getattr(user, _FOUND, ()), row])


def note_unseen(user: Any, row: Model | None) -> None:
    """This request asks for a row that is there, and is not for this person."""
    if row is not None:
        setattr(user, _UNSEEN, [*getattr(user, _UNSEEN, ()), row])


def keep_of_system(request: Any, status: int, shown: Sequence[Model], unseen: Sequence[Model]) -> None:
    """What an answer of the API told a system, in one row for each thing that it is about; one for a list.

    ``request``: of the API, signed in by a token.
    """
    route = re.sub(r"<\w+:", "<", request.resolver_match.route)
    named = {
        "by": request.user.by, "at": timezone.now(), "route": route, "is_refused": status in (403, 404),
    }  # fmt: skip
    told: dict[int, Sequence[Model | None]] = {200: shown or [None], 403: [None], 404: unseen}
    rows = told.get(status, ())
    _keep([AccessRecord(**named, **_subject(row)) for row in rows])


def _keep(records: Sequence[AccessRecord]) -> None:
    """All or none. As SQL, since every page asks for it, and to compose it takes longer than to do it."""
    rows = [[getattr(record, name) for name in _COLUMNS] for record in records]
    with transaction.atomic() if len(rows) > 1 else nullcontext(), connection.cursor() as cursor:
        cursor.executemany(_KEEP, rows)


def kept(get_response: View) -> View:
    """Middleware: whatever is shown of people, or refused, is on record."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if records := [*_records(request, response.status_code)]:
            _keep(records)
        return response

    return middleware


def _records(request: HttpRequest, status: int) -> Iterator[AccessRecord]:
    user, match = request.user, request.resolver_match
    if match is None or not isinstance(user, User):  # systems are no users
        return
    route = match.url_name or ""
    named = {"by": user.get_username(), "at": timezone.now(), "route": route, "is_refused": status != 200}
    if status == 200 and route not in _NOTHING_TO_SEE:
        rows = getattr(user, _FOUND, ())
        yield from (AccessRecord(**named, **_subject(row)) for row in rows)
        if not rows and getattr(match.func, MARK, None) in _OF_PEOPLE:
            yield AccessRecord(**named)
    elif status == 403:
        yield AccessRecord(**named)
    elif status == 404:
        yield from (AccessRecord(**named, **_subject(row)) for row in getattr(user, _UNSEEN, ()))


def _subject(row: Any) -> dict[str, Any]:
    """The row, with the account and the person that it is about, as far as it names them."""
    if row is None:
        return {}
    if isinstance(row, Promise):
        account = row.covered.order_by("pk").values_list("account", flat=True).first()
        return {"source": row._meta.db_table, "row": row.pk, "account_id": account}
    of = getattr(row, "notice", row)
    account = row.pk if isinstance(row, Account) else getattr(of, "account_id", None)
    customer = row.pk if isinstance(row, Customer) else getattr(of, "customer_id", None)
    return {"source": row._meta.db_table, "row": row.pk, "account_id": account, "customer_id": customer}
