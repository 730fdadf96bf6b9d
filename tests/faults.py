"""Faults of what prep stands on, made where they would happen."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def failing(error: BaseException, at: str = "") -> Iterator[None]:
    """Every statement with these words fails so."""

    def fail(execute, sql, *arguments):
        if at in sql:
            raise error
        return execute(sql, *arguments)

    with connection.execute_wrapper(fail):
        yield
