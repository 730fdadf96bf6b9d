"""Is every column of every row what it can be? Read as the database has it: what Django can't load is one finding.

A table's rows come by id, ROWS_AT_ONCE at a time, each piece in a statement of its own: a reader that stays keeps
SQLite from moving its log into the database.
"""

import json
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email, validate_slug
from django.db import connection, models

from cards import stories
from cards.kinds import KINDS, Unfit
from cards.kinds.drill import clean_files, size_of
from cards.kinds.forms import MOST_RUNGS
from cards.models import (
    Attempt,
    Card,
    Deck,
    DrillVariant,
    Enrolment,
    Fit,
    Learner,
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
from cards.models.learner import Pace, Spread, check_time_zone
from cards.queries.plans import FURTHEST_DAYS
from cards.scheduling import SCHEDULERS
from cards.scheduling.fsrs import is_right as are_weights
from cards.spelling import fold
from cards.stages import STAGES

ROWS_AT_ONCE = 2_000
CHECKED = (
    Learner, Deck, Topic, Card, DrillVariant, Enrolment, Schedule, Review, StudyDay, Attempt, Rehearsal, Rung, Snapshot,
    Story, StoryVersion, Receipt, Plan, Fit, Replanning, Mock, EmailAddress, Authenticator, UserSession,
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
LARGEST_WHOLE = {"SmallIntegerField": 2**15 - 1, "IntegerField": 2**31 - 1, "BigIntegerField": 2**63 - 1}
MINUTES_A_WEEK = 7 * 24 * 60
MOST_LOSS = 10  # −ln of what the model is sure of at the most: see calibration.CERTAIN
EARLIEST = date(2020, 1, 1)  # before prep
# A server whose clock was set right, or a device's that was not, is no corruption.
CLOCKS_DIFFER = timedelta(hours=12)
FURTHEST_STUDY_DAY = timedelta(days=2)  # ahead of its UTC date: see check_data
PASSWORD = re.compile(r"!.*|[a-z0-9_]+\$.+", re.DOTALL)
HEX = re.compile(r"[0-9a-f]{64}")
DIGEST = re.compile(r"([a-z0-9]+\W)?[0-9a-f]{40,64}")  # of own cards with the renderer before it
KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
NAME = re.compile(r"[a-z]+(-[a-z]+)*")


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
            values[column.attname], problem = _read(column, row[column.attname])
            if problem:
                told[column.name] = problem
                values[column.attname] = _stand_in(column, now)  # what else is wrong is said too
        rules = RULES.get(model)
        for name, problem in rules(values, now) if rules else ():
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


# One column by its type ---------------------------------------------------------------------------------------------


def _read(column: models.Field, stored: Any) -> tuple[Any, str]:
    """The value as Python has it, and what is wrong with it."""
    if stored is None:
        return None, "" if column.null else "is empty"
    if isinstance(column, models.ForeignKey):
        column = column.target_field
    for kind, read in READERS:
        if isinstance(column, kind):
            try:
                value, problem = read(column, stored)
            except (ValueError, TypeError, OverflowError, RecursionError):
                called = column.get_internal_type().removesuffix("Field").lower()
                return None, f"is {_short(stored)}, which is no {called}"
            if not problem and column.choices and value not in {choice for choice, _ in column.choices}:
                problem = f"is {_short(value)}, which is none of its choices"
            return value, problem
    return stored, ""


def empty(column: models.Field) -> Any:
    """A value that can be loaded, for a cache that is worked out after that."""
    if column.null:
        return None
    if column.has_default():
        return column.get_default()
    if isinstance(column, models.JSONField):
        return {}
    return "-" if isinstance(column, models.CharField | models.TextField) else 0


def _stand_in(column: models.Field, now: datetime) -> Any:
    if isinstance(column, models.DateTimeField):
        return None if column.null else now
    if isinstance(column, models.DateField):
        return None if column.null else now.date()
    if column.choices:
        return column.choices[0][0]
    return empty(column)


def _short(value: Any) -> str:
    said = repr(value)
    return said if len(said) <= 60 else said[:59] + "…"


def _whole(column: models.Field, stored: Any) -> tuple[Any, str]:
    if type(stored) is not int:
        raise TypeError
    kind = column.get_internal_type().removeprefix("Positive").replace("AutoField", "IntegerField")
    least = 0 if column.get_internal_type().startswith("Positive") else -(2**63)
    largest = LARGEST_WHOLE.get(kind, 2**63 - 1)
    return stored, "" if least <= stored <= largest else f"is {stored}, not from {least} to {largest}"


def _bool(column: models.Field, stored: Any) -> tuple[Any, str]:
    if stored not in (0, 1) or type(stored) not in (int, bool):
        raise TypeError
    return bool(stored), ""


def _number(column: models.Field, stored: Any) -> tuple[Any, str]:
    if type(stored) not in (int, float) or not math.isfinite(stored):
        raise TypeError
    return float(stored), ""


def _text(column: models.Field, stored: Any) -> tuple[Any, str]:
    if not isinstance(stored, str):
        raise TypeError
    if "\0" in stored:
        return stored, "holds a NUL character"
    stored.encode()
    if column.max_length and len(stored) > column.max_length:
        return stored, f"has {len(stored)} characters, and at most {column.max_length} can be stored"
    return stored, ""


def _date(column: models.Field, stored: Any) -> tuple[Any, str]:
    day = date.fromisoformat(stored)
    return day, "" if day.isoformat() == stored else f"is {stored!r}, written in another way than {day}"


def _moment(column: models.Field, stored: Any) -> tuple[Any, str]:
    moment = datetime.fromisoformat(stored)
    if connection.vendor == "postgresql":
        return moment.astimezone(UTC), ""
    # SQLite compares them as text, so that they must be written alike.
    problem = "" if str(moment) == stored and moment.tzinfo is None else f"is {stored!r}, written in another way"
    return moment.replace(tzinfo=UTC), problem


def _uuid(column: models.Field, stored: Any) -> tuple[Any, str]:
    if isinstance(stored, UUID):
        return stored, ""
    value = UUID(stored)
    return value, "" if value.hex == stored else f"is {stored!r}, written in another way"


def _json(column: models.Field, stored: Any) -> tuple[Any, str]:
    if not isinstance(stored, str):
        raise TypeError
    return json.loads(stored, parse_constant=_refuse), ""


def _refuse(name: str) -> None:
    raise ValueError(name)


READERS: tuple[tuple[type[models.Field], Callable[[models.Field, Any], tuple[Any, str]]], ...] = (
    (models.BooleanField, _bool),
    (models.IntegerField, _whole),
    (models.FloatField, _number),
    (models.DateTimeField, _moment),
    (models.DateField, _date),
    (models.UUIDField, _uuid),
    (models.JSONField, _json),
    (models.CharField, _text),
    (models.TextField, _text),
)

# What a row of ours can be --------------------------------------------------------------------------------------------

Row = dict[str, Any]
Problems = Iterator[tuple[str, str | bool]]


def _past(row: Row, now: datetime, *columns: str) -> Problems:
    for column in columns:
        moment = row[column]
        if moment is None:
            continue
        yield column, moment > now + CLOCKS_DIFFER and f"is {moment:%F %T}, in the future"
        yield column, moment.date() < EARLIEST and f"is {moment:%F %T}, before prep"


def _valid(validate: Callable[[str], None], value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


def _is_part(value: Any) -> bool:
    return isinstance(value, dict) and set(value) <= {"stages", "topics"} and all(map(_texts, value.values()))


def _iso_days(value: Any) -> bool:
    try:
        return isinstance(value, list) and all(date.fromisoformat(day).isoformat() == day for day in value)
    except (TypeError, ValueError):
        return False


def _is_pace(value: Any) -> bool:
    try:
        return Pace.of(value).stored == value
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _is_spread(value: Any) -> bool:
    try:
        return Spread.of(value).stored == value
    except (AttributeError, KeyError, TypeError, ValueError):
        return False


def _plan(row: Row, now: datetime) -> Problems:
    days, minutes = row["days"], row["minutes"]
    is_right = isinstance(days, dict) and set(days) <= set(STAGES) and _iso_days(list(days.values()))
    yield "days", not is_right and "are not stages with a day each"
    is_right = isinstance(minutes, list) and all(type(each) is int and each in range(1441) for each in minutes)
    yield "minutes", not (is_right and len(minutes) == 7) and "are not those of seven weekdays"
    yield "starts_on", row["starts_on"] > (now + FURTHEST_STUDY_DAY).date() and "is in the future"
    yield from _past(row, now, "made_at", "undone_at")


def _learner(row: Row, now: datetime) -> Problems:
    yield "username", not row["username"].strip() and "is empty"
    yield "folded_name", row["folded_name"] != fold(row["username"]) and "is not the user name's"
    yield "email", row["email"] and not _valid(validate_email, row["email"]) and "is no address"
    yield "password", not PASSWORD.fullmatch(row["password"]) and "is not hashed"
    yield "time_zone", not _valid(check_time_zone, row["time_zone"]) and f"{row['time_zone']!r} is no time zone"
    yield "rollover_hour", row["rollover_hour"] > 23 and f"is {row['rollover_hour']}, which is no hour"
    for column, least in (("new_per_day", 0), ("reviews_per_day", 0)):
        number = row[column]
        yield column, not least <= number <= settings.MOST_PER_DAY and f"is {number}, more than can be set"
    minutes = row["minutes_per_day"]
    yield "minutes_per_day", minutes is not None and not 1 <= minutes <= 1440 and f"is {minutes}"
    rest = row["rest_days"]
    is_right = isinstance(rest, list) and all(type(day) is int and day in range(7) for day in rest)
    yield "rest_days", not (is_right and len(set(rest)) == len(rest) <= 2) and "are not at most two weekdays"
    yield "skipped_days", not _iso_days(row["skipped_days"]) and "are not a list of days"
    for column in ("begins_with", "knows"):
        yield column, not _is_part(row.get(column, {})) and "are not stages and topics"
    more = row.get("more_new", 0)
    yield "more_new", not 0 <= more <= settings.MOST_PER_DAY and f"is {more}, more than can be wanted"
    day = row.get("more_new_on")
    yield "more_new_on", day and day > (now + FURTHEST_STUDY_DAY).date() and f"is {day}, in the future"
    pace = row.get("paced")
    yield "paced", pace is not None and not _is_pace(pace) and "is not what a plan asks of a day"
    spread = row.get("spread")
    yield "spread", spread is not None and not _is_spread(spread) and "is not so many reviews a day until a day"
    weights = row.get("weights")
    yield "weights", weights is not None and not are_weights(weights) and "are not 21 numbers within their bounds"
    practice = row.get("practice_minutes_per_week", 0)
    yield "practice_minutes_per_week", practice > MINUTES_A_WEEK and f"is {practice}, more than a week has"
    day = row.get("practice_later_on")
    yield "practice_later_on", day and day > (now + FURTHEST_STUDY_DAY).date() and f"is {day}, in the future"
    hour = row["reminder_hour"]
    yield "reminder_hour", hour is not None and hour > 23 and f"is {hour}, which is no hour"
    reminded = row["reminded_on"]
    yield "reminded_on", reminded and reminded > (now + FURTHEST_STUDY_DAY).date() and f"is {reminded}, in the future"
    yield from _past(row, now, "last_login", "date_joined")
    yield from _rests_that_were(row, now)


def _rests_that_were(row: Row, now: datetime) -> Problems:
    rested = row.get("rested_through", {})
    is_right = isinstance(rested, dict) and set(rested) <= set("0123456") and _iso_days(list(rested.values()))
    yield "rested_through", not is_right and "are not weekdays with a day each"
    idle = row.get("idle_days", [])
    yield "idle_days", not _are_stretches(idle) and "are not stretches of days"
    away = row.get("days_away", [])
    is_right = isinstance(away, list) and all(isinstance(version, list) for version in away)
    is_right = is_right and all(_are_stretches(version) for version in away)
    yield "days_away", not is_right and "are not lists of stretches of days"
    settled = row.get("settled_until")
    yield "settled_until", settled and settled > (now + FURTHEST_STUDY_DAY).date() and f"is {settled}, in the future"


def _are_stretches(value: Any) -> bool:
    return isinstance(value, list) and all(_iso_days(days) and len(days) == 2 and days[0] <= days[1] for days in value)


def _deck(row: Row, now: datetime) -> Problems:
    about, is_own = row["about"], row["owner_id"] is not None
    yield "slug", not _valid(validate_slug, row["slug"]) and "is no slug"
    yield "title", not row["title"].strip() and "is empty"
    yield "is_pack", row["is_pack"] and is_own and "is set for a learner's own deck"
    yield "about", not isinstance(about, dict) and "is no mapping"
    if isinstance(about, dict):
        lists = [about.get(name, []) for name in ("stages", "skills", "coverage")]
        is_right = all(isinstance(items, list) and all(isinstance(item, dict) for item in items) for items in lists)
        yield "about", not is_right and "has stages, skills or coverage that are no lists"
        deleted = about.get("deleted_at")
        yield "about", deleted is not None and not _is_moment(deleted) and "says of no moment when it was deleted"
        yield (
            "is_retired",
            is_own and row["is_retired"] and deleted is None and "is set, without the moment it was deleted",
        )


def _is_moment(value: Any) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _topic(row: Row, now: datetime) -> Problems:
    yield "slug", not _valid(validate_slug, row["slug"]) and "is no slug"
    yield "title", not row["title"].strip() and "is empty"


def _card(row: Row, now: datetime) -> Problems:
    yield "key", not KEY.fullmatch(row["key"]) and f"is {_short(row['key'])}"
    if row["kind"] not in KINDS:
        yield "kind", f"is {row['kind']!r}, which there is none of"
    else:
        yield "content", _wrong_content(row["kind"], row["content"])
    html = row["html"]
    is_right = isinstance(html, dict) and all(isinstance(part, str) for part in html.values())
    yield "html", not is_right and "is no mapping of fields to HTML"
    yield "digest", bool(row["digest"]) and not DIGEST.fullmatch(row["digest"]) and "is no checksum"
    yield "title", not row["title"].strip() and "is empty"
    stages = row["stages"]
    if not _texts(stages) or not set(stages) <= set(STAGES):
        yield "stages", f"are {_short(stages)}, not a list of stages"
    else:
        primary = stages[0] if stages else ""
        yield "stage", row["stage"] != primary and f"is {row['stage']!r}, and the first of its stages is {primary!r}"
    tags = row["tags"]
    yield "tags", not _texts(tags) and "are no list of texts"
    if _texts(tags):
        yield "tags", len({tag.lower() for tag in tags}) < len(tags) and "has one twice"
    sources = row["sources"]
    is_right = isinstance(sources, list) and all(
        isinstance(source, dict)
        and set(source) == {"title", "url", "seen"}
        and all(isinstance(text, str) for text in source.values())
        for source in sources
    )
    yield "sources", not is_right and "are no list of title, address and day"
    yield "minutes", not 0 < row["minutes"] <= 1440 and f"is {row['minutes']}"
    yield "level", row["level"] is not None and not 1 <= row["level"] <= 3 and f"is {row['level']}, not from 1 to 3"
    yield "rev", row["rev"] < 1 and "is 0"
    yield "rev", row["rev"] == 1 and row["rev_at"] is not None and "is 1, and yet there is a day on which it rose"
    about = row["about"]
    is_right = isinstance(about, dict) and all(isinstance(codes, list) for codes in about.values())
    yield "about", not is_right and "is no mapping of lists"
    yield "check_by", row["check_by"] and row["check_by"] < EARLIEST and f"is {row['check_by']}, before prep"
    yield "version", row["version"] < 1 and "is 0"
    yield from _past(row, now, "rev_at", "created_at", "edited_at")
    yield "edited_at", row["edited_at"] < row["created_at"] - CLOCKS_DIFFER and "is before it was created"


def _wrong_content(kind: str, content: Any) -> str:
    """By the sections of its kind. Whether its texts say something that could be saved today is not asked."""
    if not isinstance(content, dict):
        return "is no mapping of fields to texts"
    for section in KINDS[kind].sections:
        value = content.get(section.field)
        if value is None and not section.required:
            continue
        if not section.shape.is_sound(value) or (section.required and not section.shape.written(value).strip()):
            return f"has {_short(value)} as its {section.field}"
    return ""


def _enrolment(row: Row, now: datetime) -> Problems:
    weights = row.get("weights", {})
    is_right = isinstance(weights, dict) and all(
        type(each) is int and each in range(1, 10) for each in weights.values()
    )
    yield "weights", not is_right and "are not stages with a weight from 1 to 9"
    yield from _past(row, now, "enrolled_at")


def _schedule(row: Row, now: datetime) -> Problems:
    yield "ease", row["ease"] < 130 and f"is {row['ease']}, below 130"
    yield "interval", row["interval"] > 36_500 and f"is {row['interval']}, above 36,500"
    yield "memory", row["memory"] is not None and not isinstance(row["memory"], dict) and "is no mapping"
    buried = row["buried_until"]
    furthest = (now + FURTHEST_STUDY_DAY).date() + timedelta(days=FURTHEST_DAYS)
    yield "buried_until", buried and buried > furthest and f"is {buried}, later than a card can be put off"
    yield "note", len(row["note"]) > settings.NOTE_CHARACTERS and "is longer than a note can be"


def _review(row: Row, now: datetime) -> Problems:
    yield "quality", row["quality"] > 5 and f"is {row['quality']}, not from 0 to 5"
    yield from _past(row, now, "reviewed_at", "undone_at")
    ahead = (row["study_day"] - row["reviewed_at"].date()).days
    said = f"is {row['study_day']}, for a review of {row['reviewed_at']:%F %R} UTC"
    yield "study_day", not EARLIEST_STUDY_DAY <= ahead <= LATEST_STUDY_DAY and said
    seconds = row["seconds"]
    yield "seconds", seconds is not None and seconds > settings.LONGEST_REVIEW_SECONDS and f"is {seconds}"
    yield "detail", row["detail"] is not None and not isinstance(row["detail"], dict) and "is no mapping"
    undone = row["undone_at"]
    yield "undone_at", undone and undone < row["reviewed_at"] - CLOCKS_DIFFER and "is before the review"


# A study day against the UTC date of its review. Zones reach from -12 to +14 hours; the day began up to 12 hours after
# the midnight it is named by, or up to 11 before it. (Up to 23 after it in the first release, whose days stay.)
EARLIEST_STUDY_DAY, LATEST_STUDY_DAY = -2, 2


def _study_day(row: Row, now: datetime) -> Problems:
    yield "day", row["day"] < EARLIEST and f"is {row['day']}, before prep"
    yield (
        "day",
        row["day"] > (now + FURTHEST_STUDY_DAY).date() + timedelta(days=1) and f"is {row['day']}, in the future",
    )


def _attempt(row: Row, now: datetime) -> Problems:
    yield "detail", not isinstance(row["detail"], dict) and "is no mapping"
    yield "seconds", row["seconds"] > settings.LONGEST_REVIEW_SECONDS and f"is {row['seconds']}"
    yield from _past(row, now, "begun_at", "kept_at")
    yield "kept_at", row["kept_at"] < row["begun_at"] - CLOCKS_DIFFER and "is before it was begun"


def _drill_variant(row: Row, now: datetime) -> Problems:
    yield "slug", not _valid(validate_slug, row["slug"]) and "is no slug"
    payload = row["payload"]
    folders = ("starter", "solution", "tests", "hidden", "lib")
    is_right = isinstance(payload, dict) and _texts(payload.get("parts")) and all(
        isinstance(payload.get(name), dict) and all(isinstance(text, str) for text in payload[name].values())
        for name in folders
    )  # fmt: skip
    yield "payload", not is_right and "is no mapping with parts, a starter, a solution and tests"


def _snapshot(row: Row, now: datetime) -> Problems:
    yield "variant", not _valid(validate_slug, row["variant"]) and "is no slug"
    try:
        files = clean_files(
            row["files"],
            most_bytes=settings.CODE_BYTES,
            most_lines=settings.CODE_LINES,
            most_files=settings.CODE_FILES,
        )
    except Unfit as error:
        yield "files", f"cannot be kept: {error}"
    else:
        yield "size", row["size"] != size_of(files) and f"is {row['size']}, and its files take {size_of(files)}"
    yield "results", not isinstance(row["results"], dict) and "is no mapping"
    yield from _past(row, now, "made_at")


def _rehearsal(row: Row, now: datetime) -> Problems:
    yield "stage", not _valid(validate_slug, row["stage"]) and "is no slug"
    yield "minutes", not 1 <= row["minutes"] <= 1440 and f"is {row['minutes']}"
    yield from _past(row, now, "begun_at")


def _rung(row: Row, now: datetime) -> Problems:
    yield "place", row["place"] >= MOST_RUNGS and f"is {row['place']}, and no ladder has as many rungs"
    yield from _past(row, now, "answered_at")


def _story(row: Row, now: datetime) -> Problems:
    yield "content", stories.problem(row["purpose"], row["content"])
    yield "version", row["version"] < 1 and "is 0"
    yield from _past(row, now, "created_at", "saved_at")
    yield "saved_at", row["saved_at"] < row["created_at"] - CLOCKS_DIFFER and "is before it was created"


def _story_version(row: Row, now: datetime) -> Problems:
    yield "content", stories.problem(stories.USUAL_PURPOSE, row["content"])
    yield "number", row["number"] < 1 and "is 0"
    yield from _past(row, now, "saved_at")


def _fit(row: Row, now: datetime) -> Problems:
    outcome, done = row["outcome"], row["done_at"]
    yield "outcome", outcome not in Fit.Outcome and f"is {_short(outcome)}"
    yield "outcome", bool(outcome) is not bool(done) and "does not say the same as done_at"
    weights = row["weights"]
    yield "weights", weights is not None and not are_weights(weights) and "are not 21 numbers within their bounds"
    yield "weights", weights is None and outcome == Fit.Outcome.KEPT and "are missing, and were kept"
    for name in ("loss", "loss_of_usual"):
        yield name, row[name] is not None and not 0 <= row[name] < MOST_LOSS and f"is {row[name]}"
    yield "judged", row["judged"] > row["reviews"] and "is more than the reviews"
    yield "dropped_at", row["dropped_at"] and outcome != Fit.Outcome.KEPT and "is set, and nothing was kept"
    yield from _past(row, now, "wished_at", "begun_at", "done_at", "judged_from", "dropped_at")


def _replanning(row: Row, now: datetime) -> Problems:
    yield "scheduler", row["scheduler"] not in SCHEDULERS and f"is {_short(row['scheduler'])}"
    yield from _past(row, now, "wished_at", "begun_at")


def _mock(row: Row, now: datetime) -> Problems:
    rounds = row["rounds"]
    is_right = isinstance(rounds, list) and all(_is_round(each) for each in rounds)
    yield "rounds", not is_right and "are not rounds with a stage, minutes, and a card or cards"
    yield from _past(row, now, "begun_at", "ended_at")


def _is_round(value: Any) -> bool:
    if not isinstance(value, dict) or type(value.get("stage")) is not str or type(value.get("minutes")) is not int:
        return False
    cards, said, typed = value.get("cards", [value.get("card")]), value.get("said"), value.get("typed", {})
    is_said = said is None or (_are_texts(said) and isinstance(value.get("said_at"), str))
    is_typed = _are_texts(typed) and type(value.get("version", 0)) is int
    return isinstance(cards, list) and all(type(card) is int for card in cards) and is_said and is_typed


def _are_texts(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _receipt(row: Row, now: datetime) -> Problems:
    name, before, result = row["name"], row["before"], row["result"]
    yield "name", not NAME.fullmatch(name) and f"is {_short(name)}"
    yield "fingerprint", not HEX.fullmatch(row["fingerprint"]) and "is no checksum"
    yield "result", not isinstance(result, dict) and "is no mapping"
    column = {"bury": "buried_until", "suspend": "is_suspended"}.get(name)
    if name in ("suspend-cards", "resume-cards"):
        yield from _many_set_aside(before, result)
    elif column is None:
        yield "before", before is not None and f"says what undo brings back, and {_short(name)} cannot be undone"
        yield "undone_at", row["undone_at"] and f"is set, and {_short(name)} cannot be undone"
    else:
        yield "before", not (isinstance(before, dict) and list(before) == [column]) and f"is not the {column} before"
        if isinstance(before, dict):
            yield "before", not _can_be(column, before.get(column)) and f"has {_short(before.get(column))}"
        is_right = isinstance(result, dict) and type(result.get("card")) is int
        yield "result", not is_right and "does not say which card"
    yield from _past(row, now, "made_at", "undone_at")
    undone = row["undone_at"]
    yield "undone_at", undone and undone < row["made_at"] - CLOCKS_DIFFER and "is before it was made"


def _many_set_aside(before: Any, result: Any) -> Problems:
    count = result.get("count") if isinstance(result, dict) else None
    yield "result", type(count) is not int and "does not say how many cards"
    if before is None:
        return
    is_mapping = isinstance(before, dict) and set(before) == {"is_suspended", "schedules"}
    yield "before", not is_mapping and "is not which schedules were how before"
    if is_mapping:
        pks = before["schedules"]
        is_list = isinstance(pks, list) and all(type(pk) is int for pk in pks)
        yield "before", not (is_list and len(pks) == count) and "does not name as many schedules as the result counts"
        yield "before", type(before["is_suspended"]) is not bool and f"has {_short(before['is_suspended'])}"


def _can_be(column: str, value: Any) -> bool:
    return type(value) is bool if column == "is_suspended" else value is None or _iso_days([value])


def _email(row: Row, now: datetime) -> Problems:
    yield "email", not _valid(validate_email, row["email"]) and "is no address"


def _authenticator(row: Row, now: datetime) -> Problems:
    needed = {"totp": {"secret"}, "recovery_codes": {"used_mask"}, "webauthn": {"credential"}}[row["type"]]
    data = row["data"]
    yield "data", not (isinstance(data, dict) and needed <= set(data)) and f"is not what {row['type']} needs"
    yield from _past(row, now, "created_at", "last_used_at")


def _session(row: Row, now: datetime) -> Problems:
    yield "data", not isinstance(row["data"], dict) and "is no mapping"
    yield from _past(row, now, "created_at", "last_seen_at")


RULES: dict[type[models.Model], Callable[[Row, datetime], Problems]] = {
    Learner: _learner,
    Deck: _deck,
    Topic: _topic,
    Card: _card,
    DrillVariant: _drill_variant,
    Enrolment: _enrolment,
    Schedule: _schedule,
    Review: _review,
    StudyDay: _study_day,
    Attempt: _attempt,
    Snapshot: _snapshot,
    Rehearsal: _rehearsal,
    Rung: _rung,
    Story: _story,
    StoryVersion: _story_version,
    Receipt: _receipt,
    Plan: _plan,
    Fit: _fit,
    Replanning: _replanning,
    Mock: _mock,
    EmailAddress: _email,
    Authenticator: _authenticator,
    UserSession: _session,
}
