"""What went wrong, as RFC 9457 says it: a type with a page of its own, a status, and the fields at fault.

The title of a type is said in the language that the request asks for.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from accounts.business_dates import last_closed
from accounts.rules.standing import NoPolicy
from accounts.standings.evaluation import DayNotClosed

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Type:
    status: int
    title: Promise
    about: str


TYPES = {
    "malformed": Type(
        400, _("The request cannot be read"), "The body is no JSON, a header has not its form."
    ),
    "invalid-query": Type(
        400,
        _("A parameter is wrong"),
        "`errors` names each parameter after the question mark and what it may be.",
    ),
    "key-missing": Type(
        400,
        _("An idempotency key is missing"),
        "Every POST carries `Idempotency-Key`: a value of your own for this one act, up to 255 characters,"
        " such as a UUID. Send the same one again when you do not know whether we had it.",
    ),
    "unauthenticated": Type(
        401,
        _("No valid token"),
        "Send `Authorization: Bearer TOKEN`. A token is refused when it is unknown, expired or revoked."
        " Signing in to the workspace does not count here.",
    ),
    "scope-missing": Type(
        403,
        _("The token does not reach this"),
        "`scope` names what is missing; an administrator makes tokens.",
    ),
    "branch-missing": Type(
        403, _("The token is of a branch"), "What is asked is of the whole book, and this token is not."
    ),
    "not-found": Type(
        404, _("There is no such thing"), "Or it is of a branch that this token does not reach."
    ),
    "method-not-allowed": Type(405, _("Not by this method"), "`Allow` names the methods that there are."),
    "not-acceptable": Type(406, _("Not in this form"), "Answers are JSON, some documents PDF or HTML."),
    "at-work": Type(
        409,
        _("The first request with this key is still at work"),
        "Wait as `Retry-After` says and send the same request again; the answer will be that of the first.",
    ),
    "conflict": Type(
        409,
        _("It cannot be done as things stand"),
        "What you ask about has changed, or was done already: `detail` says how it is.",
    ),
    "length-required": Type(
        411, _("Content-Length is missing"), "Bodies are bounded, so their length comes first."
    ),
    "changed-meanwhile": Type(
        412,
        _("It has changed since you read it"),
        "`If-Match` is the `ETag` of an earlier state. Read it again, decide anew, and send the new `ETag`.",
    ),
    "too-large": Type(413, _("The body is too large"), "`limit` is the most, in bytes."),
    "unsupported-media-type": Type(
        415, _("Not from this form"), "Bodies are `application/json`; files of intake `text/csv`."
    ),
    "invalid-fields": Type(
        422,
        _("A field is wrong"),
        "`errors` names each field, where it stands (`pointer`) and what it may be. Nothing was changed.",
    ),
    "not-allowed": Type(
        422, _("The rules do not allow it"), "`detail` says which rule. Nothing was changed."
    ),
    "key-reused": Type(
        422,
        _("This key was used for another request"),
        "The same `Idempotency-Key` came with another body, address or token. Use a new key for another act.",
    ),
    "rows-refused": Type(
        422,
        _("Rows of the file were refused"),
        "`errors` names row, field and reason of each, at most the first 10,000. Without `skip_bad=true`"
        " nothing of the file was loaded.",
    ),
    "day-not-closed": Type(
        422,
        _("The day is not closed"),
        "As known a day can be told once it is closed; `last_closed` names the last. `basis=restated` can be"
        " asked for any day.",
    ),
    "not-computed": Type(422, _("It cannot be computed"), "`detail` says what the rule lacks."),
    "condition-missing": Type(
        428,
        _("If-Match is missing"),
        "What is changed is changed as it was read: send its `ETag` as `If-Match`.",
    ),
    "too-many-requests": Type(429, _("Too many requests"), "Go on after the seconds of `Retry-After`."),
    "failure": Type(500, _("An error of ours"), "It was logged. Posts may be sent again with the same key."),
}

_OF_STATUS = {
    400: "malformed", 401: "unauthenticated", 403: "scope-missing", 404: "not-found",
    405: "method-not-allowed", 406: "not-acceptable", 415: "unsupported-media-type",
    429: "too-many-requests",
}  # fmt: skip

_OF_DJANGO = {Http404: "not-found", PermissionDenied: "scope-missing", RequestDataTooBig: "too-large"}


class Problem(exceptions.APIException):  # type: ignore[misc]  # no types are published
    """A problem of one of the types. ``more`` are members of its own, ``errors`` among them."""

    def __init__(self, code: str, detail: str = "", **more: Any) -> None:
        self.code, self.detail, self.more = code, detail, more
        self.status_code = TYPES[code].status
        self.auth_header = None


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """Every error as a problem; what nobody foresaw is logged and said to be ours."""
    set_rollback()
    problem = _problem_of(error)
    if problem.status_code >= 500:
        _log.error("An address of the API failed", exc_info=error)
    request = context["request"]
    response = Response(problem_body(problem, request), status=problem.status_code, content_type=MEDIA_TYPE)
    if header := getattr(error, "auth_header", None):
        response["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None) or problem.more.get("retry_after"):
        response["Retry-After"] = str(int(wait))
    return response


def invalid_query(errors: Any) -> Problem:
    """Of what a serializer of parameters found."""
    listed = [{"parameter": each["field"], "detail": each["detail"]} for each in _listed(errors)]
    return Problem("invalid-query", "", errors=listed)


def invalid(field: str, detail: str) -> Problem:
    """One field at fault."""
    return Problem("invalid-fields", "", errors=[_error(field.split("."), detail)])


def _problem_of(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if problem := _of_the_book(error):
        return problem
    if isinstance(error, exceptions.ValidationError):
        return Problem("invalid-fields", "", errors=list(_listed(error.detail)))
    if code := next((code for kind, code in _OF_DJANGO.items() if isinstance(error, kind)), ""):
        return Problem(code)
    if isinstance(error, exceptions.APIException) and error.status_code in _OF_STATUS:
        detail = str(error.detail) if error.status_code == 400 else ""
        return Problem(_OF_STATUS[error.status_code], detail)
    return Problem("failure")


def _of_the_book(error: Exception) -> Problem | None:
    """Where the book cannot say what was asked of a day."""
    if isinstance(error, DayNotClosed):
        return Problem("day-not-closed", str(error), last_closed=last_closed())
    return Problem("not-computed", str(error)) if isinstance(error, NoPolicy) else None


def problem_body(problem: Problem, request: Any) -> dict[str, Any]:
    """A problem as it is sent."""
    kind = TYPES[problem.code]
    body: dict[str, Any] = {
        "type": request.build_absolute_uri(reverse("api-problem", args=[problem.code])),
        "title": str(kind.title),
        "status": kind.status,
    }
    if problem.detail:
        body["detail"] = problem.detail
    return {**body, "instance": request.path, **problem.more}


def _listed(errors: Any, path: tuple[str, ...] = ()) -> Iterator[dict[str, Any]]:
    """Each error of a serializer with the field it is about, however deep."""
    if isinstance(errors, dict):
        for name, below in errors.items():
            yield from _listed(below, path if name == "non_field_errors" else (*path, str(name)))
    elif isinstance(errors, list) and any(isinstance(each, dict | list) for each in errors):
        for place, below in enumerate(errors):
            yield from _listed(below, (*path, str(place)))
    else:
        for detail in errors if isinstance(errors, list) else [errors]:
            yield _error(list(path), str(detail))


def _error(path: list[str], detail: str) -> dict[str, str]:
    pointer = "".join("/" + part.replace("~", "~0").replace("/", "~1") for part in path)
    return {"field": ".".join(path), "pointer": f"#{pointer}", "detail": detail}
