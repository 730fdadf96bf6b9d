"""Is every column of every row what it can be? Read as the database has it: what Django can't load is one finding.

What a column can be by its type is in columns.py, and what it can be beyond that by its table in rules/.

A table's rows come by id, ROWS_AT_ONCE at a time, each piece in a statement of its own: a reader that stays keeps
SQLite from moving its log into the database.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection, models

from cards.models import (
    Attempt,
    Card,
    Deck,
    DrillVariant,
    Enrolment,
    Fit,
    Learner,
    Leaving,
    Mock,
    Plan,
    Receipt,
    Rehearsal,
    Replanning,
    Review,
    Rung,
    Schedule,
    Snapshot,
    Story,
    StoryVersion,
    StudyDay,
    Topic,
)
from cards.operations.columns import read, stand_in
from cards.operations.rules import content, learners

ROWS_AT_ONCE = 2_000
CHECKED = (
    Learner, Deck, Topic, Card, DrillVariant, Enrolment, Schedule, Review, StudyDay, Attempt, Rehearsal, Rung, Snapshot,
    Story, StoryVersion, Receipt, Plan, Fit, Replanning, Leaving, Mock, EmailAddress, Authenticator,
    UserSession,
)  # fmt: skip
# How findings of some columns are called, which operations.md tells apart; the others are "row".
NAMES = {"kind": "content", "content": "content", "study_day": "study_day"}
# What rebuilding from the log, the card's text or the learner's note mends: see check_data.
CACHES: dict[type[models.Model], set[str]] = {
    Deck: {"description_html"},
    Topic: {"primer_html"},
    Card: {"html", "title", "search"},
    Schedule: {
        "repetitions", "ease", "interval", "due", "repeat_on", "lapses", "memory", "planned_for", "last_look",
        "reviewed_at", "reviewed_on", "version", "position", "siblings", "is_shelved", "is_practice", "note_html",
    },
    Review: {"phase"},
    StudyDay: {
        "reviews", "seconds", "new", "young_passed", "young_failed", "mature_passed", "mature_failed", "early",
        "practices", "practice_seconds", "streak", "freezes",
    },
}  # fmt: skip
RULES = content.RULES | learners.RULES


@dataclass(frozen=True)
class WrongRow:
    model: type[models.Model]
    pk: Any
    text: str
    column: str
    is_cache: bool


@dataclass
class Broken:
    """The rows that are not to be loaded, let alone replayed, by model."""

    rows: dict[type[models.Model], set[Any]] = field(default_factory=lambda: defaultdict(set))
    # For reviews and study days also whose they are: what is derived from a log with a wrong row is left as it is.
    logs: set[tuple[Any, Any]] = field(default_factory=set)  # (learner, card)
    learners: set[Any] = field(default_factory=set)

    def of(self, model: type[models.Model]) -> list[Any]:
        return sorted(pk for pk in self.rows[model] if isinstance(pk, int))


def wrong_rows(model: type[models.Model], now: datetime) -> Iterator[tuple[WrongRow, dict[str, Any]]]:
    """What is wrong with the rows of a table, each with its row as stored."""
    columns = list(model._meta.concrete_fields)
    for row in _rows(model, columns):
        values: dict[str, Any] = {}
        told: dict[str, str] = {}
        for column in columns:
            values[column.attname], problem = read(column, row[column.attname])
            if problem:
                told[column.name] = problem
                values[column.attname] = stand_in(column, now)  # what else is wrong is said too
        for name, problem in RULES[model](values, now):
            if problem:
                told.setdefault(name, str(problem))
        for name, problem in told.items():
            text = f"row {row[model._meta.pk.attname]} of {model._meta.db_table}: {name} {problem}"
            yield WrongRow(model, row[model._meta.pk.attname], text, name, name in CACHES.get(model, ())), row


def _rows(model: type[models.Model], columns: list[models.Field]) -> Iterator[dict[str, Any]]:
    """Rows by primary key, as SQLite stores them. PostgreSQL's dates as text: it knows some that Python does not."""
    quote = connection.ops.quote_name

    def raw(column: models.Field) -> str:
        name = quote(column.column)
        if connection.vendor == "sqlite":
            return f"+{name}"  # an expression, which the driver leaves as it is stored
        return f"{name}::text" if isinstance(column, models.DateField) else name

    picked = ", ".join(raw(column) for column in columns)
    table, pk = quote(model._meta.db_table), quote(model._meta.pk.column)
    last = None
    while True:
        where, values = ("", []) if last is None else (f" WHERE {pk} > %s", [last])
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {picked} FROM {table}{where} ORDER BY {pk} LIMIT {ROWS_AT_ONCE:d}", values)  # noqa: S608
            rows = cursor.fetchall()
        for row in rows:
            yield dict(zip((column.attname for column in columns), row, strict=True))
        if len(rows) < ROWS_AT_ONCE:
            return
        last = rows[-1][columns.index(model._meta.pk)]
