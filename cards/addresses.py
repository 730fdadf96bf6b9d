"""Which addresses are pages. An action is only posted to: whoever is sent there by a link is told 405."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpResponse
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponse]


def action(view: View) -> View:
    """For a view that is only posted to, with a mark by which its address can be told from a page's."""
    posted = require_POST(view)
    posted.is_action = True
    return posted


def is_action(address: str) -> bool:
    """Whether there is something at the address that takes no GET."""
    try:
        view = resolve(urlsplit(address).path).func
    except (Resolver404, ValueError):
        return False
    if view_class := getattr(view, "view_class", None):
        return not hasattr(view_class, "get")
    return getattr(view, "is_action", False)


def page_at(address: str) -> str:
    """The address itself; that of an action leads to the nearest page above it, in the end home."""
    if not is_action(address):
        return address or "/"
    path = urlsplit(address).path
    while not _is_page(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def page_of_form(address: str) -> str:
    """The page that a form says it stands on, where that is one of this site; home otherwise."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return page_at(address) if is_ours else "/"


def _is_page(path: str) -> bool:
    try:
        resolve(path)
    except Resolver404:
        return False
    return not is_action(path)
