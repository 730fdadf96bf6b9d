"""“Is it you?”: what is kept of a request while its learner proves who they are.

allauth would keep all of it in the session: every value of the WSGI environ, which may hold what the process was
started with, and every field that was typed, passwords too. Sessions lie in the database and in its backups.
"""

import json

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.http import urlencode

# Whatever is not named here is left behind: the form comes back and asks for it.
FIELDS = {"confirm", "email", "name", "action_add", "action_primary", "action_remove", "action_send"}
LONGEST_FIELD = 320
# What views ask of a request: where from, by which browser, to which host.
META = {
    *("QUERY_STRING", "REMOTE_ADDR", "SERVER_NAME", "SERVER_PORT"),
    *("HTTP_HOST", "HTTP_USER_AGENT", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"),
}


class Reauthentication:
    """Stands inside allauth's own middleware, and so is asked before it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, ReauthenticationRequired):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        methods = get_adapter().get_reauthentication_methods(request.user)
        if not methods:
            return None  # allauth refuses
        if request.method == "POST":
            request.session[STATE_SESSION_KEY] = {"request": json.dumps(_kept_of(request))}
        query = urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})
        return redirect(f"{methods[0]['url']}?{query}")


def _kept_of(request: HttpRequest) -> dict[str, object]:
    """As allauth's `deserialize_request` reads it."""
    posted = QueryDict(mutable=True)
    for name in FIELDS & request.POST.keys():
        posted[name] = request.POST[name][:LONGEST_FIELD]
    return {
        "path": request.path,
        "path_info": request.path_info,
        "META": {name: request.META[name] for name in META & request.META.keys()},
        "GET": request.GET.urlencode(),
        "POST": posted.urlencode(),
        "method": request.method,
        "scheme": request.scheme,
    }
