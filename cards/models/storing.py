"""The statements of the hot path that write: storing a review, counting it, moving schedules. See statements.py."""

import json
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from datetime import date
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection
from django.db.transaction import atomic, set_rollback

from cards.models.review import NewReview, StudyDay
from cards.scheduling import State

# The same in every thread. `connection` looks for its own thread's at each mention, and a grade mentioned it 20 times.
VENDOR, HAS_UUIDS = connection.vendor, connection.features.has_native_uuid_field
moment = connection.ops.adapt_datetimefield_value  # as this database stores one
NOT_NULL_VIOLATION = "23502"  # https://www.postgresql.org/docs/current/errcodes-appendix.html
_INTO_REVIEW = (
    "INSERT INTO cards_review"
    " (learner_id, card_id, key, quality, reviewed_at, study_day, seconds, phase, detail, undone_at)"
)
_REVIEW = "%s, %s, %s, %s, %s, %s, %s, %s, NULL"  # but for its learner
_INSERT_REVIEW = f"{_INTO_REVIEW} VALUES (%s, {_REVIEW})"
_MOVE_SCHEDULE = (
    'UPDATE cards_schedule SET repetitions = %s, ease = %s, "interval" = %s, due = %s, planned_for = %s,'
    " repeat_on = %s, lapses = %s, memory = %s, reviewed_at = %s, reviewed_on = %s, version = version + 1"
    " WHERE id = %s AND version = %s"
)
_REPLAN_SCHEDULE = (
    'UPDATE cards_schedule SET repetitions = %s, ease = %s, "interval" = %s, due = %s, planned_for = %s,'
    " repeat_on = %s, lapses = %s, memory = %s, version = version + 1 WHERE id = %s"
)
_MOVE_LOOK = "UPDATE cards_schedule SET last_look = %s, planned_for = %s WHERE id = %s"
COUNTERS = (
    "reviews", "seconds", "new", "young_passed", "young_failed", "mature_passed", "mature_failed", "early",
    "practices", "practice_seconds",
)  # fmt: skip
DAY_FIELDS = [field.attname for field in StudyDay._meta.concrete_fields]
_ADD = f"UPDATE cards_studyday SET {', '.join(f'{counter} = {counter} + %s' for counter in COUNTERS)}"  # noqa: S608
_TO_DAY = f"learner_id = %s AND day = %s RETURNING {', '.join(DAY_FIELDS)}"
_ADD_TO_DAY = f"{_ADD} WHERE {_TO_DAY}"
# These three as one statement of PostgreSQL, a transaction of its own: one way there and back instead of five. It locks
# in their order. It does nothing where the schedule is at another version or the day has no row; where the row goes
# before it is locked, a review of nobody ends all of it.
_STORE = f"""WITH moved AS ({_MOVE_SCHEDULE}
    AND EXISTS (SELECT 1 FROM cards_studyday WHERE learner_id = %s AND day = %s) RETURNING id
), counted AS ({_ADD} WHERE EXISTS (SELECT 1 FROM moved) AND {_TO_DAY}
), stored AS ({_INTO_REVIEW} SELECT (SELECT learner_id FROM counted), {_REVIEW} FROM moved
) SELECT * FROM counted"""  # noqa: S608


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value)


def _uuid(value: UUID) -> Any:
    return value if HAS_UUIDS else value.hex


def insert_review(review: NewReview) -> None:
    with connection.cursor() as cursor:
        _insert(cursor, review)


def _insert(cursor: Any, review: NewReview) -> None:
    cursor.execute(_INSERT_REVIEW, (review.learner_id, *_stored(review)))


def _stored(review: NewReview) -> tuple[Any, ...]:
    return (
        review.card_id,
        _uuid(review.key),
        review.quality,
        moment(review.reviewed_at),
        review.study_day,
        review.seconds,
        int(review.phase),
        _json(review.detail),
    )


def replan_schedules(planned: Iterable[tuple[int, State, date | None]]) -> None:
    """Give schedules, locked by now, another state and the day on which they are asked."""
    with connection.cursor() as cursor:
        cursor.executemany(_REPLAN_SCHEDULE, [(*_columns(state, asked), pk) for pk, state, asked in planned])


def rewrite_days(columns: Sequence[str], days: Iterable[StudyDay]) -> None:
    """Store these columns of study days as they are in memory. Django's `bulk_update` took ten times as long."""
    values_of = attrgetter(*columns, "pk")
    statement = f"UPDATE cards_studyday SET {', '.join(f'{column} = %s' for column in columns)} WHERE id = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, [values_of(day) for day in days])


def move_looks(planned: Iterable[tuple[int, date | None, date | None]]) -> None:
    """(schedule, last look, planned for) of schedules, locked by now, that a plan for an interview moves."""
    with connection.cursor() as cursor:
        cursor.executemany(_MOVE_LOOK, [(look, asked, pk) for pk, look, asked in planned])


def _columns(state: State, planned_for: date | None) -> tuple[Any, ...]:
    return (
        *(state.repetitions, state.ease, state.interval, state.due, planned_for, state.repeat_on, state.lapses),
        _json(state.memory),
    )


def move_schedule(schedule_id: int, version: int, state: State, planned_for: date | None, review: NewReview) -> bool:
    """Whether the schedule was still at this version; if so it is now at the next, in this state."""
    with connection.cursor() as cursor:
        return _move(cursor, _moved(schedule_id, version, state, planned_for, review))


def _move(cursor: Any, moved: tuple[Any, ...]) -> bool:
    cursor.execute(_MOVE_SCHEDULE, moved)
    return cursor.rowcount == 1


def _moved(
    schedule_id: int, version: int, state: State, planned_for: date | None, review: NewReview
) -> tuple[Any, ...]:
    return (*_columns(state, planned_for), moment(review.reviewed_at), review.study_day, schedule_id, version)


def add_to_counters(learner_id: int, day: date, counts: dict[str, int]) -> StudyDay | None:
    """Add to a study day's counters and return it; None if the day has no row yet."""
    with connection.cursor() as cursor:
        return _add(cursor, learner_id, day, counts)


def _add(cursor: Any, learner_id: int, day: date, counts: dict[str, int]) -> StudyDay | None:
    cursor.execute(_ADD_TO_DAY, (*[counts[counter] for counter in COUNTERS], learner_id, day))
    row = cursor.fetchone()
    return row and _counted(row, day)


def _counted(row: tuple[Any, ...], day: date) -> StudyDay:
    counted = StudyDay.from_db(DEFAULT_DB_ALIAS, DAY_FIELDS, row)
    counted.day = day  # SQLite does not know what RETURNING returns
    return counted


def store_review(
    schedule_id: int,
    version: int,
    state: State,
    planned_for: date | None,
    review: NewReview,
    counts: dict[str, int],
) -> StudyDay | None:
    """Store the review, move its schedule and count it on its day: all of it, or nothing. Returns the study day.

    None, with nothing done: the schedule is at another version by now, or the day has no row yet. Raises
    IntegrityError, for a key that there is.
    """
    store = _store_at_once if VENDOR == "postgresql" else _store_in_steps
    return store(_moved(schedule_id, version, state, planned_for, review), review, counts)


@atomic
def _store_in_steps(moved: tuple[Any, ...], review: NewReview, counts: dict[str, int]) -> StudyDay | None:
    with connection.cursor() as cursor:
        _insert(cursor, review)
        is_moved = _move(cursor, moved)
        today = _add(cursor, review.learner_id, review.study_day, counts) if is_moved else None
    if today is None:
        set_rollback(True)
    return today


def _store_at_once(moved: tuple[Any, ...], review: NewReview, counts: dict[str, int]) -> StudyDay | None:
    whose = review.learner_id, review.study_day
    values = (*moved, *whose, *[counts[counter] for counter in COUNTERS], *whose, *_stored(review))
    try:
        # What fails inside a transaction ends it, without a savepoint.
        with atomic() if connection.in_atomic_block else nullcontext(), connection.cursor() as cursor:
            cursor.execute(_STORE, values)
            row = cursor.fetchone()
    except IntegrityError as error:
        if getattr(error.__cause__, "sqlstate", "") != NOT_NULL_VIOLATION:
            raise
        return None
    return row and _counted(row, review.study_day)
