"""Django's cache in the database, which says so when the database fails.

Django's own backend reads a failed write as "the key was there already", and so a full disk as "too many attempts".
"""

from typing import Any

from django.core.cache.backends import db
from django.db import DatabaseError, connections, router

from prep.faults import is_passing


class DatabaseCache(db.DatabaseCache):
    def _base_set(self, *arguments: Any, **options: Any) -> bool:
        failed: list[DatabaseError] = []

        def watch(execute, *statement):
            try:
                return execute(*statement)
            except DatabaseError as error:
                failed.append(error)
                raise

        with connections[router.db_for_write(self.cache_model_class)].execute_wrapper(watch):
            is_set = super()._base_set(*arguments, **options)
        if failed and is_passing(failed[-1]):
            raise failed[-1]
        return is_set
