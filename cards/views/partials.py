"""The whole htmx layer: a page, or the part of it that htmx asked for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers


def wants_part(request: HttpRequest) -> bool:
    """htmx 4 says whether it will swap a part or the whole body."""
    # Not by request.headers, which is a copy of them all.
    return request.META.get("HTTP_HX_REQUEST") == "true" and request.META.get("HTTP_HX_REQUEST_TYPE") != "full"


def render_part(
    request: HttpRequest, template: str, part: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The partial `part` of `template` when htmx asks for it, the page otherwise."""
    name = f"{template}#{part}" if wants_part(request) else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Request-Type"])
    return response


def see_other(to: str, *arguments: str) -> HttpResponse:
    """A redirect that says to every client what browsers take 302 for: what was posted is done, GET this next."""
    response = redirect(to, *arguments)
    response.status_code = 303
    return response
