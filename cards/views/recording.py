"""The one page on which a browser may record: what is recorded stays there, and no address takes it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csp import csp_override

ALLOWED = "microphone=(self), camera=(), geolocation=()"


def with_microphone(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Allow the page its microphone, and to play what it recorded."""
    response["Permissions-Policy"] = ALLOWED
    return csp_override(settings.SECURE_CSP | {"media-src": ["blob:"]})(lambda _: response)(request)
