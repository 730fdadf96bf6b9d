"""Answers when something is wrong, in the learner's words."""

import sys

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from cards.accounts.themes import theme_of_browser
from prep.faults import is_passing

RETRY_SECONDS = 5
RETRY_SECONDS_AFTER_TOO_MANY = 60


class AddressTooLong(SuspiciousOperation):
    """Pages repeat an address in their links, so that a long one would come back many times over."""


def or_404[T](found: T | None) -> T:
    """What a query found for the learner. What is not theirs is not there."""
    if found is None:
        raise Http404
    return found


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, AddressTooLong):
        return HttpResponse("This address is too long.", content_type="text/plain; charset=utf-8", status=414)
    is_too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return render(request, "400.html", {"is_too_large": is_too_large}, status=413 if is_too_large else 400)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(RETRY_SECONDS_AFTER_TOO_MANY)
    return response


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A database that is busy, gone or full is a passing fault: 503, try again. Anything else is ours: 500."""
    if is_passing(sys.exc_info()[1]):
        response = HttpResponse(_standalone(request, "503.html"), status=503)
        response["Retry-After"] = str(RETRY_SECONDS)
        return response
    return HttpResponse(_standalone(request, "500.html"), status=500)


def _standalone(request: HttpRequest, template: str) -> str:
    # Drawn without the request, and so without session, learner or query: what failed may be one of them.
    return render_to_string(template, {"theme": theme_of_browser(request)})
