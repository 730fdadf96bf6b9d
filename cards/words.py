"""Intervals, durations and numbers of things, in words: values in, text out. Pure: no Django, no clock."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import floor

MONTH, YEAR = 365.25 / 12, 365.25
HALVES_BELOW = 5  # "2½ months" is told from "2 months", but nobody plans by "7½ months"


def plural(number: int, thing: str) -> str:
    """1 day, 2 days, 1,200 days: for things that take an s."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


@lru_cache(maxsize=1024)
def interval(days: int) -> str:
    """Days as people say them: 6 days, 2½ months, 1 year. Exact up to a month, rounded from there on."""
    if days <= 0:
        return "today"
    if days < 30:
        return plural(days, "day")
    return _about(days / MONTH, "month") if days < YEAR - MONTH / 2 else _about(days / YEAR, "year")


def _about(number: float, thing: str) -> str:
    halves = round(2 * number) if number < HALVES_BELOW else 2 * round(number)
    if halves % 2:
        return f"{halves // 2}½ {thing}s"
    return plural(halves // 2, thing)


def day_from(day: date, today: date) -> str:
    """A coming day as seen from today: tomorrow, on Friday, in 12 days."""
    days = (day - today).days
    if days == 1:
        return "tomorrow"
    return f"on {day:%A}" if days < 7 else f"in {interval(days)}"


def day_ago(day: date, today: date) -> str:
    """A day gone by as seen from today: yesterday, 12 days ago."""
    days = (today - day).days
    return "yesterday" if days == 1 else f"{interval(days)} ago"


def clock(seconds: int | None) -> str:
    """Seconds as m:ss, or h:mm:ss."""
    minutes, seconds = divmod(seconds or 0, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def in_minutes(seconds: float) -> int:
    """Seconds in whole minutes, to be rounded once, after they were summed; a little is one minute and not none."""
    return max(1, floor(seconds / 60 + 0.5)) if seconds > 0 else 0


def percent(part: int, whole: int) -> int:
    """A share in whole per cent, halves up: the one way in which shares are rounded. Nothing is 0 % of nothing."""
    return (200 * part + whole) // (2 * whole) if whole else 0
