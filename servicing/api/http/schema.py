"""The description of the API: what DRF knows of a view, and what holds for all of them."""

from functools import cache
from typing import Any, Literal

from django.utils import translation
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiParameter,
    extend_schema_serializer,
    inline_serializer,
)
from rest_framework import serializers

from servicing.api.http.problems import MEDIA_TYPE, TYPES

_ALWAYS = (
    "invalid-query",
    "unauthenticated",
    "scope-missing",
    "not-found",
    "not-acceptable",
    "too-many-requests",
)
_ON_CHANGE = (
    "malformed", "key-missing", "at-work", "length-required", "too-large", "unsupported-media-type",
    "invalid-fields", "key-reused", "conflict",
)  # fmt: skip
_CONDITION = ("condition-missing", "changed-meanwhile")

_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, required=True,
    description="Yours for this one act; the same request with the same key takes effect once. Kept 30 days.",
)  # fmt: skip
_PERSON = OpenApiParameter(
    "Acting-Person", {"type": "string", "pattern": r"^[A-Za-z0-9_.@+\-]{1,64}$"}, OpenApiParameter.HEADER,
    description="Who of your people acts, as your system calls them. History keeps it.",
)  # fmt: skip
_MATCH = OpenApiParameter(
    "If-Match", str, OpenApiParameter.HEADER, required=True,
    description="The `ETag` under which you read what you change.",
)  # fmt: skip


class Operation(AutoSchema):
    """One operation. The view says its ``tag``, which problems it may have (``codes``), and whether it is
    conditional (``condition-missing`` among them)."""

    def get_operation_id(self) -> str:
        """``get_accounts_by_reference_standing``: no two addresses make the same."""
        path = self.path.removeprefix("/api/v1/").strip("/")
        words = path.replace("{", "by_").replace("}", "").replace("-", "_").split("/")
        return "_".join((self.method.lower(), *words))

    def get_tags(self) -> list[str]:
        return [self.view.tag]

    def get_override_parameters(self) -> list[Any]:
        parameters: list[Any] = list(super().get_override_parameters())
        if self.method == "POST":
            parameters += [_KEY, _PERSON]
        if self._is_conditional():
            parameters.append(_MATCH)
        return parameters

    def _is_conditional(self) -> bool:
        return self.method != "GET" and "condition-missing" in self.view.codes

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status, titles in sorted(_statuses(self._codes()).items()):
            bodies.setdefault(str(status), {**_PROBLEM, "description": "; ".join(titles)})
        return bodies

    def _codes(self) -> set[str]:
        codes = {*_ALWAYS, *self.view.codes}
        if self.method == "GET":
            return codes - {*_CONDITION}
        return codes | {*_ON_CHANGE}


def _statuses(codes: set[str]) -> dict[int, list[str]]:
    titles: dict[int, list[str]] = {}
    for code in sorted(codes):
        titles.setdefault(TYPES[code].status, []).append(str(TYPES[code].title))
    return titles


_PROBLEM = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}

PROBLEM_SCHEMA = {
    "type": "object",
    "description": "RFC 9457 problem details. A type may have members of its own.",
    "required": ["type", "title", "status", "instance"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri",
            "description": "Leads to a page about this kind of problem.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "row": {"type": "integer"},
                    "detail": {"type": "string"},
                    "reason": {"type": "string"},
                },
            },
        },
    },
    "examples": [
        {
            "type": "https://servicing.example/api/v1/problems/invalid-fields/",
            "title": "A field is wrong",
            "status": 422,
            "instance": "/api/v1/promises/",
            "errors": [
                {
                    "field": "instalments.0.amount",
                    "pointer": "#/instalments/0/amount",
                    "detail": "More than nothing.",
                }
            ],
        }
    ],
}


class BearerScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "servicing.api.http.authentication.BearerTokens"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return {"type": "http", "scheme": "bearer", "description": "Made by an administrator, with scopes."}


def add_problem(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Spectacular's hook: the schema that all errors share."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM_SCHEMA
    return result


@cache
def description() -> dict[str, Any]:
    """All of it, as OpenAPI 3.1; the same for everybody, so in English whatever its first reader asks for."""
    generator: Any = SchemaGenerator
    with translation.override("en"):
        made: dict[str, Any] = generator().get_schema(request=None, public=True)
    return made


def sends(examples: dict[str, Any]) -> Any:
    """Decorates a body: what it looks like when it is sent, by title."""
    return _with_examples(examples, request_only=True)


def answers(examples: dict[str, Any]) -> Any:
    """Decorates a shape: what it looks like when it is answered, by title."""
    return _with_examples(examples, response_only=True)


def _with_examples(examples: dict[str, Any], **when: Any) -> Any:
    return extend_schema_serializer(
        examples=[OpenApiExample(title, value, **when) for title, value in examples.items()]
    )


def page_of(shape: Any) -> Any:
    """What a list answers."""
    name = f"{type(shape()).__name__.removesuffix('Shape')}Page"
    return inline_serializer(
        name,
        {
            "results": shape(many=True),
            "next": serializers.URLField(allow_null=True, help_text="The next page; null on the last one."),
        },
    )
