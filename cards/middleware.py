"""What happens around every view."""

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django_htmx.http import HttpResponseClientRedirect

from cards.addresses import page_at
from cards.models import Learner


def private(get_response):
    """Pages of a signed-in learner are kept by no cache, so that the back button after sign-out shows nothing."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.user.is_authenticated and "Cache-Control" not in response:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return middleware


class LoginRequired(LoginRequiredMiddleware):
    """Django's, but a swap of htmx goes to the sign-in page whole, and signing in never leads to an action's URL."""

    def handle_no_permission(self, request: HttpRequest, view_func) -> HttpResponse:
        login_url = self.get_login_url(view_func)
        response = redirect_to_login(_page_of(request), login_url, self.get_redirect_field_name(view_func))
        return HttpResponseClientRedirect(response.url) if request.headers.get("HX-Request") else response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """An account that was deleted while the request was under way is one that nobody is signed in to."""
        return self.handle_no_permission(request, None) if isinstance(exception, Learner.DoesNotExist) else None


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
