"""Who is calling: the address that a telephone system opens when it rings.

``/caller/#+447700900123``: what stands behind the ``#`` never leaves the browser, so no number comes into an
address that is logged. The page posts it to the search, which opens the one account it belongs to.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicing.access import Capability, allowed


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    return render(request, "servicing/contacts/caller.html")
