"""What the demo's customers have in hand: letters, mails and texts as they came out of its own providers."""

import email.policy
import json
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from servicing.access import Capability, allowed
from servicing.workspace.notices.notices import shown_in_a_frame

SHOWN = 40  # of each, the newest first
ENDINGS = {"letters": ".pdf", "mails": ".eml", "texts": ".json"}


@allowed(Capability.SEE_NOTICES)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "letters": [path.stem for path in _newest("letters")],
        "mails": [_mail(path) for path in _newest("mails")],
        "texts": [json.loads(path.read_text()) for path in _newest("texts")],
    }
    return render(request, "servicing/delivery/received.html", context)


@allowed(Capability.SEE_NOTICES)
@xframe_options_sameorigin
@shown_in_a_frame
@require_safe
def letter(request: HttpRequest, reference: str) -> HttpResponse:
    response = HttpResponse(_found("letters", reference).read_bytes(), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    return response


@allowed(Capability.SEE_NOTICES)
@xframe_options_sameorigin
@shown_in_a_frame
@require_safe
def mail(request: HttpRequest, reference: str) -> HttpResponse:
    """The page of the mail. It runs nothing and asks nobody for anything."""
    body = _parsed(_found("mails", reference)).get_body(("html",))
    if body is None:
        raise Http404
    return HttpResponse(body.get_content(), content_type="text/html; charset=utf-8")


def _mail(path: Path) -> dict[str, Any]:
    parsed = _parsed(path)
    body = parsed.get_body(("plain",))
    return {
        "reference": path.stem, "to": str(parsed["To"]), "subject": str(parsed["Subject"]),
        "text": body.get_content() if body else "",
    }  # fmt: skip


def _parsed(path: Path) -> EmailMessage:
    return BytesParser(EmailMessage, policy=email.policy.default).parsebytes(path.read_bytes())


def _newest(kind: str) -> list[Path]:
    paths = [path for path in (_root() / kind).glob(f"*{ENDINGS[kind]}") if not path.name.startswith(".")]
    return sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]


def _found(kind: str, reference: str) -> Path:
    path = _root() / kind / f"{reference}{ENDINGS[kind]}"
    if not path.is_file():
        raise Http404
    return path


def _root() -> Path:
    """Only the demo has such customers."""
    if not settings.DEMO_RECEIVED:
        raise Http404
    return Path(settings.DEMO_RECEIVED)
