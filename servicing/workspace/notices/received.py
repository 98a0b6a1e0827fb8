"""What the demo's customers have in hand: letters, mails and texts as they came out of its own providers."""

import email.policy
import json
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from notices.models import Notice
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User
from servicing.workspace.notices.notices import shown_in_a_frame

SHOWN = 40  # of each, the newest first
ENDINGS = {"letters": ".pdf", "mails": ".eml", "texts": ".json"}


@allowed(Capability.SEE_NOTICES)
@require_safe
def page(request: StaffRequest) -> HttpResponse:
    context = {
        "letters": [path.stem for path in _newest("letters", request.user)],
        "mails": [_mail(path) for path in _newest("mails", request.user)],
        "texts": [json.loads(path.read_text()) for path in _newest("texts", request.user)],
    }
    return render(request, "servicing/delivery/received.html", context)


@allowed(Capability.SEE_NOTICES)
@xframe_options_sameorigin
@shown_in_a_frame
@require_safe
def letter(request: StaffRequest, reference: str) -> HttpResponse:
    response = HttpResponse(
        _found("letters", reference, request.user).read_bytes(), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{reference}.pdf"'
    return response


@allowed(Capability.SEE_NOTICES)
@xframe_options_sameorigin
@shown_in_a_frame
@require_safe
def mail(request: StaffRequest, reference: str) -> HttpResponse:
    """The page of the mail. It runs nothing and asks nobody for anything."""
    body = _parsed(_found("mails", reference, request.user)).get_body(("html",))
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


def _newest(kind: str, user: User) -> list[Path]:
    paths = [path for path in (_root() / kind).glob(f"*{ENDINGS[kind]}") if not path.name.startswith(".")]
    newest = sorted(paths, key=lambda path: path.stat().st_mtime, reverse=True)[:SHOWN]
    return [path for path in newest if _is_seen(path.stem, user)]


def _is_seen(reference: str, user: User) -> bool:
    """Whoever sees every branch sees what came, be it of a notice or not."""
    own = scope.narrow(Notice.objects.filter(reference=reference), user)
    return scope.sees_every_branch(user) or own.exists()


def _found(kind: str, reference: str, user: User) -> Path:
    path = _root() / kind / f"{reference}{ENDINGS[kind]}"
    if not path.is_file() or not _is_seen(reference, user):
        raise Http404
    return path


def _root() -> Path:
    """Only the demo has such customers."""
    if not settings.DEMO_RECEIVED:
        raise Http404
    return Path(settings.DEMO_RECEIVED)
