"""What happens around every view."""

import gzip
import re
import secrets
from functools import cache, lru_cache, partial
from urllib.parse import urljoin, urlsplit

import brotli
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import ContentSecurityPolicyMiddleware
from django.shortcuts import redirect
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.csp import CSP, build_policy
from django_htmx.http import HttpResponseClientRedirect

from cards.addresses import page_at
from cards.models import Learner
from cards.views.actions import told_in_json, wants_json
from cards.views.errors import AddressTooLong
from cards.views.health import healthz, readyz

MONITORED = {"/healthz": healthz, "/readyz": readyz}


def limited(get_response):
    """Refuse what is too large by the size that it declares, before a byte of it is read."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) > settings.QUERY_CHARACTERS:
            raise AddressTooLong
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig
        return get_response(request)

    return middleware


def told(get_response):
    """Answer errors in JSON where JSON was asked for, whichever page they would have come with."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code < 400 or response.get("Content-Type") == "application/json":
            return response
        patch_vary_headers(response, ["Accept"])
        return told_in_json(request, response) if wants_json(request) else response

    return middleware


def monitored(get_response):
    """Answer monitors on this machine, which ask by its loopback name and not by the site's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        view = MONITORED.get(request.path)
        return view(request) if view else get_response(request)

    return middleware


def at_site_url(get_response):
    """Build the addresses in mails and redirects from SITE_URL, whatever name the request came by."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.build_absolute_uri = partial(_absolute, request)
        return get_response(request)

    return middleware


def _absolute(request: HttpRequest, location: str | None = None) -> str:
    return urljoin(settings.SITE_URL + request.path, request.get_full_path() if location is None else str(location))


def closed(get_response):
    """No page may listen, look or ask where it is, but one that says so itself: see cards.views.recording."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Permissions-Policy", "microphone=(), camera=(), geolocation=()")
        return response

    return middleware


class ContentSecurityPolicy(ContentSecurityPolicyMiddleware):
    """Django's. No page has a nonce, so that the policy is the same for nearly all of them, and worked out once."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not hasattr(response, "_csp_config"):
            response.headers.setdefault(str(CSP.HEADER_ENFORCE), _policy())
        return super().process_response(request, response)


@cache
def _policy() -> str:
    return build_policy(settings.SECURE_CSP)


def private(get_response):
    """Pages of a signed-in learner are kept by no cache, so that the back button after sign-out shows nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


# Below this an answer is one packet on the network whether it is compressed or not.
LEAST_COMPRESSED = 1_400
COMPRESSIBLE = ("text/", "application/json")
MOST_PADDING = 100  # as Django's own middleware hides the exact length of a compressed page


def compressed(get_response):
    """Pages as brotli, or gzip where the browser takes no better, both at their quickest: see docs/decisions.md."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.streaming or len(response.content) < LEAST_COMPRESSED or "Content-Encoding" in response:
            return response
        if not response.get("Content-Type", "").startswith(COMPRESSIBLE):
            return response
        patch_vary_headers(response, ["Accept-Encoding"])
        accepted = encodings(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        if "br" in accepted:
            response.content, encoding = brotli.compress(response.content, quality=1), "br"
        elif "gzip" in accepted:
            response.content, encoding = gzip.compress(response.content, compresslevel=1, mtime=0), "gzip"
        else:
            return response
        response["Content-Encoding"] = encoding
        response["Content-Length"] = len(response.content)
        response["X-Padding"] = "x" * secrets.randbelow(MOST_PADDING)
        return response

    return middleware


@lru_cache(maxsize=64)
def encodings(accept_encoding: str) -> frozenset[str]:
    """What an Accept-Encoding header takes; `q=0` is how it says no. Browsers send a handful of them."""
    offers = (offer.replace(" ", "").lower() for offer in accept_encoding.split(","))
    return frozenset(offer.partition(";")[0] for offer in offers if not re.search(r";q=0(\.0*)?$", offer))


NOT_STORED = "You were signed out, so what you sent was not stored. Sign in, then do it once more."
SWAP_NOT_STORED = "You were signed out before that was stored. Sign in to go on where you were."


class LoginRequired(LoginRequiredMiddleware):
    """Django's, but a swap of htmx goes to the sign-in page whole, and signing in never leads to an action's URL."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        if wants_json(request):
            return HttpResponse(status=401)
        is_swap = "HX-Request" in request.headers
        if request.method == "POST":
            messages.warning(request, SWAP_NOT_STORED if is_swap else NOT_STORED)
        login_url = self.get_login_url(view_func)
        response = redirect_to_login(_page_of(request), login_url, self.get_redirect_field_name(view_func))
        return HttpResponseClientRedirect(response.url) if is_swap else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An account that was deleted while the request was under way is one that nobody is signed in to."""
        return self.handle_no_permission(request, None) if isinstance(exception, Learner.DoesNotExist) else None


class Collision:
    """Two requests that change one account at the same moment: the database lets one of them, the other is told."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        is_ours = request.method == "POST" and request.path.startswith("/accounts/")
        if not is_ours or not isinstance(exception, IntegrityError):
            return None
        text = "That was not saved: it was changed elsewhere at the same moment, or somebody else has it already."
        messages.error(request, text)
        return redirect(request.path)


def _page_of(request: HttpRequest) -> str:
    """The page the learner was on: the address itself, or, for an action posted from a page, that page."""
    if request.method in {"GET", "HEAD"} and not request.headers.get("HX-Request"):
        return page_at(request.get_full_path())
    address = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or "/"
    try:
        page = urlsplit(address)
    except ValueError:  # not an address at all
        return "/"
    if page.netloc and page.netloc != request.get_host():
        return "/"
    return page_at(page._replace(scheme="", netloc="").geturl())
