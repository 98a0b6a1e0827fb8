"""Facts taken in: a file as ``load`` takes it, streamed, or a few rows as JSON, with the same checks.

Nothing is read that is longer than what may be sent. What is read lies in a file of its owner's until it is
loaded or refused, as the loader reads files more than once.
"""

import csv
import io
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.intake import Intake, load
from accounts.intake.file_types.registry import KINDS
from accounts.intake.loader import Outcome
from accounts.intake.reading.reader import Fault, Reader
from accounts.intake.reading.source import FileRefused, Source
from servicing.api.http.idempotency import once
from servicing.api.http.problems import MEDIA_TYPE, Problem, invalid, problem_body
from servicing.api.http.resource import Json, Resource
from servicing.api.http.schema import answers
from servicing.api.http.shapes import Shape

INTAKE, CSV = "intake", "text/csv"
BY_NAME = {kind.name: kind for kind in KINDS}
MOST_ERRORS, MOST_ROWS = 10_000, 1_000
_CHUNK = 1 << 18
LEFT_OVER_AFTER = 24 * 3600  # seconds: no upload takes that long


class IntakeQuery(serializers.Serializer):  # type: ignore[misc]  # no types are published
    skip_bad = serializers.BooleanField(
        default=False,
        help_text="Load the good rows although others are refused; those are kept to be mended.",
    )


class RowErrorShape(Shape):
    row = serializers.IntegerField(help_text="The line of the file; the header is the first.")
    field = serializers.CharField()
    reason = serializers.CharField()


@answers({"All of it": {"loaded": 120, "unchanged": 3, "refused": 0, "conflicting": 0, "errors": []}})
class OutcomeShape(Shape):
    loaded = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()
    conflicting = serializers.IntegerField()
    errors = RowErrorShape(many=True)


OUTCOME = OutcomeShape()
_EXAMPLE = OpenApiExample(
    "A payment",
    "payment,account,posted_on,amount\nR1,A000001,2026-11-27,100.00\n",
    media_type=CSV,
    request_only=True,
)


class _Unread(BaseParser):  # type: ignore[misc]
    """Names the form; the view reads the stream by itself."""

    media_type = CSV

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        return stream


class Files(Resource):
    tag = "Intake"
    scopes = {"POST": INTAKE}
    codes = ("rows-refused",)
    parser_classes = (_Unread, Json)

    def most_bytes(self, request: Request) -> int:
        return int(settings.API_INTAKE_BYTES) if _is_csv(request) else self.max_body

    def body_parts(self, request: Request) -> Iterator[bytes]:
        """A file is written down while it is read, and loaded from there."""
        if not _is_csv(request):
            yield request._request.body
            return
        self.file = _private_file()
        while part := request._request.read(_CHUNK):
            self.file.write(part)
            yield part
        self.file.flush()

    @extend_schema(
        parameters=[IntakeQuery],
        request={
            CSV: OpenApiTypes.STR,
            "application/json": {
                "type": "array", "maxItems": MOST_ROWS, "minItems": 1,
                "items": {"type": "object", "additionalProperties": {"type": "string"}},
            },
        },
        responses=OutcomeShape,
        examples=[_EXAMPLE],
        summary="Load a file, or some of its rows",
        description="The columns are those of the file of this name, and every value is text.",
    )  # fmt: skip
    @once
    def post(self, request: Request, kind: str) -> Response:
        if kind not in BY_NAME:
            raise Problem("not-found", f"The files are {', '.join(sorted(BY_NAME))}.")
        skip_bad = self.wanted(IntakeQuery)["skip_bad"]
        if not _is_csv(request):
            self.file = _written(request.data)
        with self.file:
            return self._loaded(kind, skip_bad)

    def _loaded(self, kind: str, skip_bad: bool) -> Response:
        errors: list[Fault] = []
        with tempfile.TemporaryDirectory(dir=_folder()) as folder:
            path = Path(folder) / f"{kind}.csv"
            path.hardlink_to(self.file.name)
            _check_kind(path, kind)
            complain = lambda _path, fault: errors.append(fault) if len(errors) < MOST_ERRORS else None  # noqa: E731
            (outcome,) = load([path], Intake(settings.HOME / "refused", skip_bad, complain))
        return _answer(outcome, errors, kind, self.request)


def _check_kind(path: Path, kind: str) -> None:
    """What is readable at all must be what the address says. Raises Problem."""
    try:
        with Source(path) as source:
            actual = Reader(source).kind.name
    except FileRefused:
        return  # the loader says so, and keeps that it was offered
    if actual != kind:
        reason = f"its header is that of {actual}, not of {kind}"
        lines = [{"row": 1, "field": "", "reason": reason}]
        counts = dict.fromkeys(("loaded", "unchanged", "refused", "conflicting"), 0)
        raise Problem("rows-refused", reason, **counts, errors=lines)


def _answer(outcome: Outcome, errors: list[Fault], kind: str, request: Request) -> Response:
    lines = [{"row": fault.line, "field": fault.field, "reason": fault.reason} for fault in errors]
    if outcome.refusal:
        lines = [{"row": 1, "field": "", "reason": outcome.refusal}]
    counts = {name: getattr(outcome, name) for name in ("loaded", "unchanged", "refused", "conflicting")}
    shown = OUTCOME.shown({**counts, "errors": lines})
    if outcome.clean:
        return Response(shown)
    problem = problem_body(Problem("rows-refused", outcome.refusal, **shown), request)
    return Response(problem, status=422, content_type=MEDIA_TYPE)


def _is_csv(request: Request) -> bool:
    return (request.content_type or "").partition(";")[0].strip().lower() == CSV


def _folder() -> Path:
    folder: Path = settings.HOME / "intake"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _private_file() -> Any:
    _remove_left_over(_folder())
    return tempfile.NamedTemporaryFile(dir=_folder(), suffix=".csv")


def _remove_left_over(folder: Path) -> None:
    """What a killed process left of a file that it was taking in: nobody reads it any more."""
    for left in folder.iterdir():
        with suppress(FileNotFoundError):  # another process was faster
            if time.time() - left.stat().st_mtime > LEFT_OVER_AFTER:
                shutil.rmtree(left) if left.is_dir() else left.unlink()


def _written(rows: Any) -> BinaryIO:
    """Rows of JSON as the file that would say the same. Raises Problem naming what is no row."""
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        raise invalid("", f"A row, or a list of 1 to {MOST_ROWS} of them.")
    header: dict[str, None] = {}
    for place, row in enumerate(rows):
        if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
            raise invalid(str(place), "A row is an object whose values are text.")
        header |= dict.fromkeys(row)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(header), restval="")
    writer.writeheader()
    writer.writerows(rows)
    file: BinaryIO = _private_file()
    file.write(text.getvalue().encode("utf-8", "surrogatepass"))
    file.flush()
    return file
