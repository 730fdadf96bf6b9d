"""The statements of the hot path, written out: grading a card and showing the next one, and what Today shows.

Through the ORM the same statements cost twice the processor time of the whole bare transaction (`make bench`). So SQL
is written by hand here, what writes in storing.py, and the session's look-up in cards/accounts/sessions.py. What the
columns mean stands in the models beside this file.
"""

import json
from collections import namedtuple
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connection

from cards.models.review import STATE_COLUMNS, StudyDay
from cards.models.storing import DAY_FIELDS, VENDOR
from cards.scheduling import State
from cards.scheduling.practice import Item
from cards.scheduling.queue import FAILED

_SCHEDULE = (
    'SELECT id, version, reviewed_at, is_practice, last_look, repetitions, ease, "interval", due, repeat_on, lapses,'
    " memory"
    " FROM cards_schedule WHERE learner_id = %s AND card_id = %s"
)
# With the days: since when a card has been due, the first new one has been there, and the last deck has been studied.
# They tell whether a day was missed or nothing was asked on it, and the header asks that on every page.
_ASKED_SINCE = """(SELECT s.planned_for FROM cards_schedule s WHERE s.learner_id = %(learner)s AND s.is_suspended = {no}
        AND s.is_shelved = {no} AND s.is_practice = {no} AND s.planned_for IS NOT NULL AND s.buried_until IS NULL
        ORDER BY s.planned_for LIMIT 1),
    (SELECT c.created_at FROM cards_schedule s JOIN cards_card c ON c.id = s.card_id
        WHERE s.learner_id = %(learner)s AND s.is_suspended = {no} AND s.is_shelved = {no}
        AND s.is_practice = {no} AND s.planned_for IS NULL AND s.buried_until IS NULL
        ORDER BY s.position, s.id LIMIT 1),
    (SELECT MAX(enrolled_at) FROM cards_enrolment WHERE learner_id = %(learner)s)"""
_LATEST_DAYS = f"""SELECT {", ".join(DAY_FIELDS)}, {_ASKED_SINCE} FROM cards_studyday
    WHERE learner_id = %(learner)s ORDER BY day DESC LIMIT {{number}}"""  # noqa: S608
_ENROLMENTS = """SELECT d.slug, d.title, e.is_paused FROM cards_enrolment e JOIN cards_deck d ON d.id = e.deck_id
    WHERE e.learner_id = %s AND NOT d.is_retired ORDER BY d.position"""
_PRACTICE = """SELECT s.id, s.planned_for, s.interval, s.position, c.minutes, a.id FROM cards_schedule s
    JOIN cards_card c ON c.id = s.card_id
    LEFT JOIN cards_attempt a ON a.learner_id = s.learner_id AND a.card_id = s.card_id
        AND NOT EXISTS (SELECT 1 FROM cards_review r WHERE r.learner_id = a.learner_id AND r.key = a.key)
    WHERE s.learner_id = %s AND s.is_practice AND s.is_suspended = {no}
    AND s.is_shelved = {no} AND (s.buried_until IS NULL OR s.buried_until <= %s)"""
_RECENT_REVIEWS = """SELECT phase, seconds, quality FROM cards_review WHERE learner_id = %s AND undone_at IS NULL
    ORDER BY id DESC LIMIT {number}"""

# `picks` are the candidates for the next card: the most urgent, the first new and the longest-waiting repeat. Urgent is
# what is most overdue, or while a plan runs what is least sure, as `overdueness` and `uncertainty` say it. The
# conditions repeat those of the partial indexes as Django writes them for each database: SQLite takes `NOT x` for
# another condition than `x = 0`, and reads all of a learner's schedules.
_WAITS = """s.learner_id = %(learner)s AND s.is_suspended = {no} AND s.is_shelved = {no} AND s.is_practice = {no}
    AND (s.buried_until IS NULL OR s.buried_until <= %(today)s){within}"""
_NO_SIBLING_TODAY = """(s.siblings = '' OR NOT EXISTS (
        SELECT 1 FROM cards_schedule o WHERE o.learner_id = %(learner)s
        AND o.siblings = s.siblings AND NOT o.siblings = '' AND o.reviewed_on = %(today)s AND o.id <> s.id))"""
# Of a text's gaps one is asked a day: a due one before a new one, and of the new ones the first.
_FIRST_OF_ITS_TEXT = """(s.siblings = '' OR NOT EXISTS (
        SELECT 1 FROM cards_schedule o WHERE o.learner_id = %(learner)s
        AND o.siblings = s.siblings AND NOT o.siblings = '' AND o.id <> s.id
        AND (o.reviewed_on = %(today)s OR (o.is_suspended = {no} AND o.is_shelved = {no}
            AND (o.buried_until IS NULL OR o.buried_until <= %(today)s)
            AND (o.planned_for <= %(today)s
                OR (o.planned_for IS NULL AND (o.position, o.id) < (s.position, s.id)))))))"""
_ONE_A_TEXT = "COUNT(*) - COUNT(NULLIF(siblings, '')) + COUNT(DISTINCT NULLIF(siblings, ''))"
_FAILED = f"CASE WHEN repetitions = 0 THEN {FAILED} ELSE 1 END"
_DIALECTS = {
    "sqlite": {
        "no": "0",
        "greatest": "max",
        "overdue": "(julianday(%(today)s) - julianday(planned_for)) / max(interval, 1)",
        "unsure": f"(julianday(%(today)s) - julianday(due) + max(interval, 1)) * {_FAILED}"
        " / (max(interval, 1) * ease * ease)",
    },
    "postgresql": {
        "no": "false",
        "greatest": "greatest",
        "overdue": '(%(today)s::date - planned_for)::float / greatest("interval", 1)',
        "unsure": f'(%(today)s::date - due + greatest("interval", 1))::float * {_FAILED}'
        ' / (greatest("interval", 1)::float * ease * ease)',
    },
}
# The primer of a topic of which the learner has not reviewed a card: it comes with the first one. CROSS JOIN makes
# SQLite go through the topic's cards, which are few, and not through the learner's.
_PRIMER = """CASE WHEN s.due IS NULL AND NOT EXISTS (
        SELECT 1 FROM cards_card oc CROSS JOIN cards_schedule o WHERE oc.topic_id = t.id
        AND o.learner_id = s.learner_id AND o.card_id = oc.id AND o.due IS NOT NULL) THEN t.primer_html END"""
# Of a card in review, by the names that CardInReview has for its columns.
_SHOWN = {
    "pk": "c.id",
    "kind": "c.kind",
    "stage": "c.stage",
    "html_json": "c.html",
    "content_json": "c.content",
    "sources_json": "c.sources",
    "check_by": "c.check_by",
    "changed_at": "c.rev_at",
    "key": "c.key",
    "title": "c.title",
    "deck_title": "d.title",
    "owner_id": "d.owner_id",
    "topic_title": "t.title",
    "schedule": "s.id",
    "version": "s.version",
    **{column: f"s.{column}" for column in STATE_COLUMNS},
    "reviewed_at": "s.reviewed_at",
    "is_flagged": "s.is_flagged",
    "note_html": "s.note_html",
    "primer_html": _PRIMER,
}
_CARD = ", ".join(_SHOWN.values())
_STATE_OF = attrgetter(*STATE_COLUMNS)
_JOINS = """JOIN cards_card c ON c.id = s.card_id JOIN cards_deck d ON d.id = c.deck_id
    LEFT JOIN cards_topic t ON t.id = c.topic_id"""
_PARTS = f"""
WITH due AS MATERIALIZED (
    SELECT s.id, s.siblings, {{urgency}} AS urgency FROM cards_schedule s
    WHERE {_WAITS} AND s.planned_for <= %(today)s AND {_NO_SIBLING_TODAY} ORDER BY s.planned_for LIMIT {{window}}
), fresh AS MATERIALIZED (
    SELECT s.id, s.siblings, s.position FROM cards_schedule s
    WHERE {_WAITS} AND s.planned_for IS NULL AND {_FIRST_OF_ITS_TEXT} ORDER BY s.position, s.id LIMIT {{new}}
), again AS MATERIALIZED (
    SELECT s.id, s.reviewed_at FROM cards_schedule s WHERE {_WAITS} AND s.repeat_on = %(today)s
)"""  # noqa: S608
_QUEUE = f"""{_PARTS}, counts AS MATERIALIZED (
    SELECT (SELECT {_ONE_A_TEXT} FROM due) AS due, (SELECT COUNT(*) FROM fresh) AS fresh,
        (SELECT COUNT(*) FROM again) AS again
), picks AS MATERIALIZED (
    SELECT 'due' AS part, (SELECT id FROM due ORDER BY urgency DESC, id LIMIT 1) AS id
    UNION ALL SELECT 'new', (SELECT id FROM fresh ORDER BY position, id LIMIT 1)
    UNION ALL SELECT 'again', (SELECT id FROM again ORDER BY reviewed_at, id LIMIT 1)
)
SELECT counts.due, counts.fresh, counts.again, picks.part, {_CARD}
    FROM counts CROSS JOIN picks JOIN cards_schedule s ON s.id = picks.id {_JOINS}
"""  # noqa: S608
_WAITING = f"""{_PARTS}, waiting AS MATERIALIZED (
    SELECT 0 AS part, id, urgency, 0 AS place FROM due
    UNION ALL SELECT 1, id, 0, position FROM fresh
    UNION ALL SELECT 2, id, 0, ROW_NUMBER() OVER (ORDER BY reviewed_at, id) FROM again
)
SELECT w.part, s.id, s.siblings, c.kind, c.minutes FROM waiting w JOIN cards_schedule s ON s.id = w.id
    JOIN cards_card c ON c.id = s.card_id ORDER BY w.part, w.urgency DESC, w.place, w.id
"""  # noqa: S608
_DUE_NOW = f"""{_PARTS}, texts AS (
    SELECT id, urgency, ROW_NUMBER() OVER (
        PARTITION BY CASE WHEN siblings = '' THEN CAST(id AS text) ELSE siblings END ORDER BY urgency DESC, id
    ) AS place FROM due
), asked AS (
    SELECT id FROM texts WHERE place = 1 ORDER BY urgency DESC, id LIMIT {{greatest}}(0, {{reviews}} - COALESCE((
        SELECT young_passed + young_failed + mature_passed + mature_failed + early FROM cards_studyday
        WHERE learner_id = %(learner)s AND day = %(today)s), 0))
)
SELECT id FROM asked UNION ALL SELECT id FROM again
"""  # noqa: S608
_ONE = f"SELECT {_CARD} FROM cards_schedule s {_JOINS} WHERE s.learner_id = %s AND s.id = %s"  # noqa: S608


@lru_cache(maxsize=256)
def _queue_sql(
    statement: str, vendor: str, *, decks: tuple[int, ...] = (), unsure_first: bool = False, **limits: int
) -> str:
    """Limits and decks are written out: SQLite prepares a statement afresh whenever a parameter of a LIMIT is bound."""
    ids = ", ".join(f"{deck:d}" for deck in decks)
    within = f" AND s.card_id IN (SELECT id FROM cards_card WHERE deck_id IN ({ids}))" if decks else ""  # noqa: S608
    dialect = _DIALECTS[vendor]
    urgency = dialect["unsure" if unsure_first else "overdue"]
    return statement.format(**dialect, urgency=urgency, within=within, **limits)


class Found(NamedTuple):
    """A schedule as grading reads it."""

    id: int
    version: int
    reviewed_at: datetime | None
    is_practice: bool
    last_look: date | None
    state: State


def read_schedule(learner_id: int, card_id: int) -> Found | None:
    """None if the learner has none for the card."""
    with connection.cursor() as cursor:
        cursor.execute(_SCHEDULE, (learner_id, card_id))
        row = cursor.fetchone()
    if row is None:
        return None
    schedule_id, version, reviewed_at, is_practice, last_look, *state = row
    if reviewed_at and reviewed_at.tzinfo is None:  # SQLite knows no zones
        reviewed_at = reviewed_at.replace(tzinfo=UTC)
    return Found(schedule_id, version, reviewed_at, bool(is_practice), last_look, _state(state))


def _state(columns: Sequence[Any]) -> State:
    """From STATE_COLUMNS as the database has them."""
    *common, memory = columns
    return State(*common, memory=memory and json.loads(memory))


def read_latest_days(learner_id: int, number: int) -> list[StudyDay]:
    """The learner's latest study days, the very latest first."""
    statement = _LATEST_DAYS.format(number=number, **_DIALECTS[VENDOR])
    with connection.cursor() as cursor:
        cursor.execute(statement, {"learner": learner_id})
        rows = cursor.fetchall()
    days = [StudyDay.from_db(DEFAULT_DB_ALIAS, DAY_FIELDS, row[: len(DAY_FIELDS)]) for row in rows]
    if days:
        days[0].first_due, days[0].first_new, days[0].last_enrolled = rows[0][len(DAY_FIELDS) :]
    return days


class EnrolledDeck(NamedTuple):
    slug: str
    title: str
    is_paused: bool


def read_enrolled_decks(learner_id: int) -> list[EnrolledDeck]:
    """Those that have a page: not one that is no longer offered."""
    with connection.cursor() as cursor:
        cursor.execute(_ENROLMENTS, (learner_id,))
        return [EnrolledDeck(*row) for row in cursor.fetchall()]


def read_practice(learner_id: int, today: date) -> list[tuple[Item, bool]]:
    """The learner's practice, whenever it is planned, but for what was put off beyond today; and is it begun?"""
    with connection.cursor() as cursor:
        cursor.execute(_PRACTICE.format(**_DIALECTS[VENDOR]), (learner_id, today))
        return [(Item(*row), attempt is not None) for *row, attempt in cursor.fetchall()]


def read_recent_reviews(learner_id: int, number: int) -> list[tuple[int, int | None, int]]:
    """(phase, seconds, quality) of the learner's last reviews that count, the latest first."""
    with connection.cursor() as cursor:
        cursor.execute(_RECENT_REVIEWS.format(number=number), (learner_id,))
        return cursor.fetchall()


class Parts(dict[str, str]):
    """A card's texts as HTML, empty where it has none: what a template misses costs it twenty times what it finds."""

    def __missing__(self, name: str) -> str:
        return ""


class CardInReview(namedtuple("CardInReview", _SHOWN)):
    """What the review page shows: the card, its deck's and topic's titles, and the learner's schedule."""

    def __getitem__(self, name: Any) -> Any:
        """By name too. A template looks for that first, and each miss would cost it an exception."""
        return getattr(self, name) if isinstance(name, str) else super().__getitem__(name)

    @cached_property
    def html(self) -> Parts:
        return Parts(json.loads(self.html_json))

    @cached_property
    def content(self) -> dict[str, Any]:
        return json.loads(self.content_json)

    @cached_property
    def sources(self) -> list[dict[str, str]]:
        return json.loads(self.sources_json)

    @cached_property
    def state(self) -> State:
        return _state(_STATE_OF(self))

    @property
    def is_own(self) -> bool:
        """Whether a learner wrote it."""
        return self.owner_id is not None

    @property
    def is_changed(self) -> bool:
        """Whether the card got another meaning since the learner last reviewed it."""
        return bool(self.changed_at and self.reviewed_at and self.changed_at > self.reviewed_at)


def read_queue(
    learner_id: int, today: date, *, window: int, new: int, decks: tuple[int, ...] = (), unsure_first: bool = False
) -> tuple[int, int, int, dict[str, CardInReview]]:
    """(due, new, repeats, candidates by part: "due", "new", "again").

    Counts stop at `window` and at `new`, rounded up to a power of two: few limits are few statements to prepare.
    """
    values = {"learner": learner_id, "today": today.isoformat()}
    new = 1 << (new - 1).bit_length()
    with connection.cursor() as cursor:
        statement = _queue_sql(_QUEUE, VENDOR, decks=decks, unsure_first=unsure_first, window=window, new=new)
        cursor.execute(statement, values)
        rows = cursor.fetchall()
    due = fresh = again = 0
    candidates = {}
    for due, fresh, again, part, *card in rows:  # noqa: B007 - the counts are the same in each
        candidates[part] = CardInReview._make(card)
    return due, fresh, again, candidates


def read_waiting(
    learner_id: int, today: date, *, window: int, new: int, decks: tuple[int, ...] = (), unsure_first: bool = False
) -> list[tuple[int, int, str, str, float]]:
    """(part, schedule, siblings, kind, minutes) of the same candidates, in the queue's order: 0 due, 1 new, 2 again."""
    values = {"learner": learner_id, "today": today.isoformat()}
    new = 1 << (new - 1).bit_length()
    with connection.cursor() as cursor:
        statement = _queue_sql(_WAITING, VENDOR, decks=decks, unsure_first=unsure_first, window=window, new=new)
        cursor.execute(statement, values)
        return cursor.fetchall()


def due_now_sql(learner_id: int, today: date, *, window: int, reviews: int) -> str:
    """Of the schedules that today asks within so many reviews a day, those of seen cards: a part of other queries.

    With its values written out, a number and a date, because those queries bind theirs by position.
    """
    statement = _queue_sql(_DUE_NOW, VENDOR, window=window, new=1, reviews=reviews)
    return statement % {"learner": f"{learner_id:d}", "today": f"'{today.isoformat()}'"}


def read_card(learner_id: int, schedule_id: int) -> CardInReview | None:
    with connection.cursor() as cursor:
        cursor.execute(_ONE, (learner_id, schedule_id))
        row = cursor.fetchone()
    return row and CardInReview._make(row)
