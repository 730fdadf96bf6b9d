"""For monitors and load balancers: does the process answer, and can it do its work?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cards.operations.health import has_room, is_migrated, takes_writes
from cards.views.errors import RETRY_SECONDS


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """The process answers. Nothing else is asked: a busy database is no reason to restart it."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """The database takes writes, its tables are those of this code, and the disk has room."""
    tests = {"database": lambda: takes_writes(timezone.now()), "migrations": is_migrated, "disk": has_room}
    results = {name: _passes(test) for name, test in tests.items()}
    if all(results.values()):
        return JsonResponse({"status": "ready", **results})
    response = JsonResponse({"status": "not ready", **results}, status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def _passes(test) -> bool:
    # The answer names which of the three failed. Why is only in the server's log, because strangers may ask.
    try:
        return test()
    except (DatabaseError, OSError):
        return False
