"""For monitors and load balancers: does the process answer, and can it do its work?"""

import shutil
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.db import DatabaseError, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

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
    tests = {"database": _takes_writes, "migrations": _is_migrated, "disk": _has_room}
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


def _takes_writes() -> bool:
    with transaction.atomic():
        Session.objects.create(session_key="readyz", session_data="", expire_date=timezone.now() - timedelta(seconds=1))
        transaction.set_rollback(True)
    return True


def _is_migrated() -> bool:
    return _newest_migrations() <= set(MigrationRecorder.Migration.objects.values_list("app", "name"))


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """The newest migration of each app as it is on disk, which does not change while the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def _has_room() -> bool:
    usage = shutil.disk_usage(settings.DATA_DIR)
    return usage.free >= usage.total * settings.FREE_DISK_SHARE
