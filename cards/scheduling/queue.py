"""What comes next on a study day, and how much of it: decided from counts, so that no queue has to be stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm
from statistics import median

FAILED = 3  # times as unsure as its interval of a day says: about as much faster such a card is forgotten


@dataclass(frozen=True, slots=True)
class Limits:
    """What a learner wants to do in a day. They are numbers for each day: new cards not taken today do not pile up."""

    new: int = 20
    reviews: int = 200
    minutes: int | None = None
    # On the way to a day on which all are to be known: new cards take the minutes before due ones; and of those the
    # least sure come first (`uncertainty`), not the most overdue (`overdueness`).
    new_first: bool = False
    unsure_first: bool = False


def takes_new(new_done: int, new_left: int, due_done: int, due_left: int) -> bool:
    """Whether a new card is next.

    With N new cards and R reviews in the day, the k-th new card comes after floor(k * R / (N + 1)) reviews.
    """
    if new_left == 0 or due_left == 0:
        return new_left > 0
    new, due = new_done + new_left, due_done + due_left
    return due_done >= (new_done + 1) * due // (new + 1)


def overdueness(due: date, interval: int, today: date) -> Fraction:
    """How late a card is for its interval. The queue takes the most overdue first; its SQL must order as this does."""
    return Fraction((today - due).days, max(interval, 1))


def uncertainty(due: date, interval: int, ease: int, repetitions: int, today: date) -> Fraction:
    """How unsure a card is: the days since it was seen, against how fast it is forgotten as far as SM-2 knows.

    That is its interval times the square of its ease, in hundredths (FSRS leaves the ease alone, its interval says it
    all); a card that failed when it was last seen is three times as unsure. While a plan runs the queue takes the least
    sure first; its SQL must order as this does. Told from `due`, which no look pulls forward.
    """
    interval = max(interval, 1)
    days = (today - due).days + interval
    return Fraction(days if repetitions else FAILED * days, interval * ease**2)


def allowance(
    limits: Limits,
    new_done: int,
    reviews_done: int,
    seconds_done: float,
    due_waiting: int,
    new_waiting: int,
    due_seconds: float,
    new_seconds: float,
) -> tuple[int, int]:
    """How many (due, new) cards of those waiting still fit today, at so many seconds each.

    Due cards take the minutes first, new ones what they leave. Nothing that would exceed them is offered.
    """
    due = min(due_waiting, max(0, limits.reviews - reviews_done))
    new = min(new_waiting, max(0, limits.new - new_done))
    if limits.minutes is None:
        return due, new

    seconds_left = limits.minutes * 60 - Fraction(seconds_done)
    due = _fitting(due, seconds_left, due_seconds)
    new = _fitting(new, seconds_left - due * Fraction(due_seconds), new_seconds)
    return due, new


def fitting(
    limits: Limits,
    new_done: int,
    reviews_done: int,
    seconds_done: float,
    due_seconds: Sequence[float],
    new_seconds: Sequence[float],
) -> tuple[list[int], list[int]]:
    """The places of the (due, new) cards that still fit today, each with its own length, given in the queue's order.

    As `allowance`; a card that is too long for what is left is passed over for the shorter ones behind it.
    """
    most_due, most_new = max(0, limits.reviews - reviews_done), max(0, limits.new - new_done)
    if limits.minutes is None:
        return list(range(len(due_seconds)))[:most_due], list(range(len(new_seconds)))[:most_new]
    minutes, done, *lengths = _whole([limits.minutes * 60, seconds_done, *due_seconds, *new_seconds])
    due_lengths, new_lengths = lengths[: len(due_seconds)], lengths[len(due_seconds) :]
    left = minutes - done
    if limits.new_first:
        new, left = _places(new_lengths, most_new, left)
        # What is left beside new ones that did not all fit is saved up for the next of them.
        saves = bool(new) and len(new) < min(most_new, sum(length <= minutes for length in new_lengths))
        due, _ = _places(due_lengths, 0 if saves else most_due, left)
    else:
        due, left = _places(due_lengths, most_due, left)
        new, _ = _places(new_lengths, most_new, left)
    return due, new


def coming_back(limits: Limits, seconds_done: float, lengths: Sequence[float]) -> list[int]:
    """The places of those that come back and still fit today, given in the order in which they wait.

    What does not fit is not asked again today: that moves no day, and what was failed is due tomorrow anyway.
    """
    if limits.minutes is None:
        return list(range(len(lengths)))
    minutes, done, *whole = _whole([limits.minutes * 60, seconds_done, *lengths])
    return _places(whole, len(whole), minutes - done)[0]


def _whole(seconds: Sequence[float]) -> list[int]:
    """The same in a unit of which each is a whole number: a sum of floats can come out over the limit it was cut to.

    Fractions take ten times as long, and a plan is made of hundreds of such days.
    """
    ratios = [each.as_integer_ratio() for each in seconds]
    unit = lcm(*(bottom for _, bottom in ratios))
    return [top * (unit // bottom) for top, bottom in ratios]


def _places(lengths: Sequence[int], most: int, left: int) -> tuple[list[int], int]:
    places: list[int] = []
    shortest = min(lengths, default=0)
    for place, length in enumerate(lengths):
        if len(places) >= most or left <= 0 or left < shortest:
            break
        if length <= left:
            left -= length
            places.append(place)
    return places, left


def pace(seconds: Sequence[float], default: float) -> float:
    """Seconds that a card takes: the median of the last reviews, which one phone call in between does not move."""
    return median(seconds) if seconds else default


def _fitting(waiting: int, seconds_left: Fraction, seconds_each: float) -> int:
    """Exact fractions, because a sum of floats can come out over the limit that it was cut to."""
    if seconds_left <= 0:
        return 0
    if seconds_each <= 0:
        return waiting
    return min(waiting, seconds_left // Fraction(seconds_each))
