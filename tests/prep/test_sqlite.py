"""What our connections to SQLite do that Django's do not."""

from contextlib import closing

import pytest
from django.db import connection

from prep.sqlite.base import LONGEST_KEPT

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


@pytest.mark.parametrize("length", [0, LONGEST_KEPT])
def test_parameters_reach_a_statement_in_both_styles_and_a_percent_sign_stays_one(length):
    spaces = " " * length
    with connection.cursor() as cursor:
        for _ in range(2):
            assert cursor.execute(f"SELECT %s, '%%s', %s{spaces}", (1, 2)).fetchall() == [(1, "%s", 2)]
            assert cursor.execute(f"SELECT %(b)s, %(a)s{spaces}", {"a": 1, "b": 2}).fetchall() == [(2, 1)]
            assert cursor.execute(f"SELECT '%s'{spaces}").fetchall() == [("%s",)]
