"""Whether prep can do its work: its database takes writes, its tables are those of this code, its disk has room."""

import shutil
from datetime import datetime, timedelta
from functools import cache

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def takes_writes(now: datetime) -> bool:
    with transaction.atomic():
        Session.objects.create(session_key="readyz", session_data="", expire_date=now - timedelta(seconds=1))
        transaction.set_rollback(True)
    return True


def is_migrated() -> bool:
    return _newest_migrations() <= set(MigrationRecorder.Migration.objects.values_list("app", "name"))


@cache
def _newest_migrations() -> frozenset[tuple[str, str]]:
    """The newest migration of each app as it is on disk, which does not change while the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())


def has_room() -> bool:
    usage = shutil.disk_usage(settings.DATA_DIR)
    return usage.free >= usage.total * settings.FREE_DISK_SHARE
