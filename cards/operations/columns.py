"""One column of a row as the database has it: the value by its type, and what is wrong with it."""

import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

LARGEST_WHOLE = {"SmallIntegerField": 2**15 - 1, "IntegerField": 2**31 - 1, "BigIntegerField": 2**63 - 1}


def read(column: models.Field, stored: Any) -> tuple[Any, str]:
    """The value as Python has it, and what is wrong with it."""
    if stored is None:
        return None, "" if column.null else "is empty"
    if isinstance(column, models.ForeignKey):
        column = column.target_field
    for kind, reader in READERS:
        if isinstance(column, kind):
            try:
                value, problem = reader(column, stored)
            except (ValueError, TypeError, OverflowError, RecursionError):
                called = column.get_internal_type().removesuffix("Field").lower()
                return None, f"is {short(stored)}, which is no {called}"
            if not problem and column.choices and value not in {choice for choice, _ in column.choices}:
                problem = f"is {short(value)}, which is none of its choices"
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


def stand_in(column: models.Field, now: datetime) -> Any:
    if isinstance(column, models.DateTimeField):
        return None if column.null else now
    if isinstance(column, models.DateField):
        return None if column.null else now.date()
    if column.choices:
        return column.choices[0][0]
    return empty(column)


def short(value: Any) -> str:
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
