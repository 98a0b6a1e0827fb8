"""The description of the API: for programs as OpenAPI 3.1, for people as pages of ours, open to all."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicing.access import open_to_all
from servicing.api.http.problems import TYPES
from servicing.api.http.schema import description
from servicing.api.models import ApiToken

_METHODS = ("get", "post")


@dataclass(frozen=True, slots=True)
class Example:
    """What is sent, or answered."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Described:
    """One operation as its page shows it."""

    method: str
    path: str
    summary: str
    parameters: list[str]
    examples: list[Example]


@open_to_all
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """OpenAPI, as JSON."""
    return JsonResponse(description(), json_dumps_params={"ensure_ascii": False})


@open_to_all
@require_safe
def contents(request: HttpRequest) -> HttpResponse:
    """Every operation by chapter."""
    chapters: dict[str, list[Described]] = {}
    for path, operations in description()["paths"].items():
        for method in filter(operations.__contains__, _METHODS):
            operation = operations[method]
            chapters.setdefault(operation["tags"][0], []).append(
                Described(
                    method.upper(),
                    path,
                    operation.get("summary", ""),
                    [parameter["name"] for parameter in operation.get("parameters", [])],
                    list(_examples(operation)),
                )
            )
    context = {"chapters": chapters, "scopes": ApiToken.Scope.choices, "problems": TYPES}
    return render(request, "servicing/api/contents.html", context)


def _examples(operation: dict[str, Any]) -> Iterator[Example]:
    """What it is sent, then what it answers, as far as the description has examples."""
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    for content in (content for body in bodies for content in body.get("content", {}).values()):
        for example in content.get("examples", {}).values():
            value = example["value"]
            text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
            yield Example(example.get("summary", ""), text)


@open_to_all
@require_safe
def problem(request: HttpRequest, code: str) -> HttpResponse:
    """What a type of problem means."""
    if code not in TYPES:
        raise Http404
    return render(request, "servicing/api/problem.html", {"code": code, "problem": TYPES[code]})
