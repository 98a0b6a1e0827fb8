"""Error pages in the look of the house. They ask the database nothing: it may be what failed."""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve

View = Callable[[HttpRequest], HttpResponse]


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def failure(request: HttpRequest, *_: Any) -> HttpResponse:
    return render(request, "500.html", status=500)


def only_posted(get_response: View) -> View:
    """Middleware: an address that forms are sent to, opened as a page, says where its form stands."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code != 405 or request.method not in ("GET", "HEAD") or response.content:
            return response
        page = render(request, "405.html", {"address": _page_of_form(request)}, status=405)
        page["Allow"] = response["Allow"]
        return page

    return middleware


def _page_of_form(request: HttpRequest) -> str:
    """The nearest page above the address that the reader may open; acts on a list stand on the list."""
    path = request.path.removeprefix("/lists")
    while path := path.rstrip("/").rpartition("/")[0]:
        if _is_page(f"{path}/", request):
            return f"{path}/"
    return "/"


def _is_page(path: str, request: HttpRequest) -> bool:
    """Whether the address can be opened: no view takes OPTIONS, and each answers with what it takes."""
    asked = copy(request)
    asked.method = "OPTIONS"
    try:
        view, args, kwargs = resolve(path)
        return "GET" in view(asked, *args, **kwargs).headers.get("Allow", "")
    except (Resolver404, PermissionDenied):
        return False
