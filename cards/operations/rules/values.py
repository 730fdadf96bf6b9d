"""What rules of several tables ask of a value."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

EARLIEST = date(2020, 1, 1)  # before prep
# A server whose clock was set right, or a device's that was not, is no corruption.
CLOCKS_DIFFER = timedelta(hours=12)
FURTHEST_STUDY_DAY = timedelta(days=2)  # ahead of its UTC date: see learners.py

Row = dict[str, Any]
Problems = Iterator[tuple[str, str | bool]]
Rules = dict[type[models.Model], Callable[[Row, datetime], Problems]]
"""By table what yields, for a row at a moment, each column with what is wrong with it: "" or False if nothing is."""


def past(row: Row, now: datetime, *columns: str) -> Problems:
    for column in columns:
        moment = row[column]
        if moment is None:
            continue
        yield column, moment > now + CLOCKS_DIFFER and f"is {moment:%F %T}, in the future"
        yield column, moment.date() < EARLIEST and f"is {moment:%F %T}, before prep"


def is_valid(validate: Callable[[str], None], value: str) -> bool:
    try:
        validate(value)
    except ValidationError:
        return False
    return True


def are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)


def are_days(value: Any) -> bool:
    try:
        return isinstance(value, list) and all(date.fromisoformat(day).isoformat() == day for day in value)
    except (TypeError, ValueError):
        return False
