"""What our connections to SQLite do that Django's do not."""

from contextlib import closing

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL prepares by number of calls"),
]


def test_statements_that_take_turns_are_prepared_once_however_many_others_there_were():
    taking_turns = ["SELECT name FROM sqlite_schema", "SELECT type FROM sqlite_schema"]
    prepared = []
    with closing(connection.copy()) as fresh, fresh.cursor() as cursor:
        # SQLite asks it when it prepares a statement, and only then.
        fresh.connection.set_authorizer(lambda *asked: prepared.append(asked) or 0)
        for number in range(300):
            cursor.execute(f"SELECT {number}").fetchall()
        for statement in taking_turns:
            cursor.execute(statement).fetchall()
        prepared.clear()

        for statement in taking_turns * 3:
            cursor.execute(statement).fetchall()

    assert prepared == []
