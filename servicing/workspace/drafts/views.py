"""What the script of the forms asks: keep this, give me what is kept, forget it."""

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from servicing.access import Capability, allowed
from servicing.security.sent_forms import may_be_repeated
from servicing.workspace.drafts import keeping

MOST_FORMS = 60  # of one page
PREFIX = "field-"


@allowed(Capability.USE_DESK)
@require_POST
@may_be_repeated
def keep(request: HttpRequest) -> HttpResponse:
    address = _address(request.POST.get("address", ""))
    fields = {
        name.removeprefix(PREFIX): request.POST[name] for name in request.POST if name.startswith(PREFIX)
    }
    saved = keeping.keep(request.user.get_username(), address, fields, timezone.now())
    return HttpResponse(status=204 if saved else 422)


@allowed(Capability.USE_DESK)
@require_safe
def kept(request: HttpRequest) -> HttpResponse:
    """Drafts of the forms of a page, by where each is sent."""
    addresses = [_address(each) for each in request.GET.getlist("of")[:MOST_FORMS]]
    drafts = keeping.kept(request.user.get_username(), addresses, timezone.now())
    return JsonResponse({draft.address: draft.fields for draft in drafts})


@allowed(Capability.USE_DESK)
@require_POST
@may_be_repeated
def drop(request: HttpRequest) -> HttpResponse:
    keeping.drop(request.user.get_username(), _address(request.POST.get("address", "")))
    return HttpResponse(status=204)


def _address(text: str) -> str:
    """A path of ours. Raises BadRequest."""
    if not text.startswith("/") or text.startswith("//") or len(text) > 300:
        raise BadRequest
    return text
