"""The addresses that a list brings along, each guarded by what the list or the act asks for."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_POST, require_safe

from servicing.access import Capability, StaffRequest, View, allowed
from servicing.workspace.lists import bulk, files, saved
from servicing.workspace.lists.listing import List


def routes(of: List) -> Iterator[URLPattern]:
    """``lists/breaks/export/`` and so on, named ``export-breaks`` and so on."""

    def at(address: str, name: str, view: View, capability: Capability, *, safe: bool) -> URLPattern:
        def of_list(request: StaffRequest, **kwargs: Any) -> HttpResponseBase:
            return view(request, of, **kwargs)

        method = require_safe if safe else require_POST
        return path(
            f"lists/{of.name}/{address}", allowed(capability)(method(of_list)), name=f"{name}-{of.name}"
        )

    if of.columns:
        yield at("export/", "export", files.export, Capability.EXPORT_LISTS, safe=False)
        yield at("views/", "save-view", saved.save, of.capability, safe=False)
        yield at("views/<int:pk>/drop/", "drop-view", saved.drop, of.capability, safe=False)
    if of.choices:
        yield at("bulk/", "bulk", bulk.begin, of.capability, safe=False)
        yield at("bulk/<int:pk>/", "bulk-act", bulk.page, of.capability, safe=True)
        yield at("bulk/<int:pk>/run/", "run-bulk", bulk.run, of.capability, safe=False)
