"""How the points that were made become a quality: the table of docs/grading.md, with its reason in words.

A point counts in full where it was said, half where it was only named, and not at all where it was not said.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from html import escape
from typing import Any, NamedTuple

from cards.kinds.detail import Unfit
from cards.kinds.points import direction
from cards.markdown import render_line

Point = Mapping[str, Any]
"""text, weight, critical; dimension and card ("" where there is none)."""

SAID, NAMED = "said", "named"
SHARES = {SAID: Fraction(1), NAMED: Fraction(1, 2)}
FULL = 100

PASSED = "would pass"
MEANINGS = {
    5: f"{PASSED}, fluent",
    4: f"{PASSED} with a nudge",
    3: "borderline, it came with effort",
    2: "would not pass, though the answer looked familiar",
    1: "fragments",
    0: "blank",
}
LEAST = {5: 90, 4: 75, 3: 60, 2: 40, 1: 15}
"""The least score of each quality. From 60 on no critical point may be missing."""


class Verdict(NamedTuple):
    quality: int
    score: int  # of 100, rounded down
    reason: str


def verdict(
    points: Sequence[Point], marks: Mapping[str, str], *, seconds: int | None = None, minutes: float | None = None
) -> Verdict:
    """`marks`: by the place of a point, "said" or "named". Unknown seconds are within the time."""
    score = score_of(points, marks)
    missing = sum(bool(point["critical"]) and str(place) not in marks for place, point in enumerate(points))
    by_score = next((quality for quality, least in LEAST.items() if score >= least), 0)
    is_late = seconds is not None and minutes is not None and seconds > minutes * 60
    quality, but = by_score, ""
    if missing and by_score > 2:
        quality, but = 2, f", but {_critical(missing)} missing"
    elif is_late and by_score == 5:
        quality, but = 4, f", but over the {minutes:g} minutes"
    elif by_score > 2:
        but = ", nothing critical missing"
    return Verdict(quality, int(score), f"{int(score)} of 100{but}: {MEANINGS[quality]}.")


def quality_of_key_points(points: Sequence[Point], marks: Mapping[str, str]) -> int:
    """Of a short answer: all points 4, all but one 3, half 2, fewer 1, none 0; without a critical one at most 2.

    A 5, at once, is for the learner to say.
    """
    said = [str(place) in marks for place in range(len(points))]
    made, missing = sum(said), len(points) - sum(said)
    if missing == 0:
        return 4
    if missing == 1 and made > missing:
        quality = 3
    else:
        quality = 2 if made >= missing else 1 if made else 0
    is_critical_missing = any(point.get("critical") and not was for point, was in zip(points, said, strict=True))
    return min(quality, 2) if is_critical_missing else quality


def _critical(number: int) -> str:
    return "a critical point is" if number == 1 else f"{number} critical points are"


def score_of(points: Sequence[Point], marks: Mapping[str, str]) -> Fraction:
    """The share of the weights that was made, of 100, exactly."""
    total = sum(point["weight"] for point in points)
    made = sum((SHARES[marks[str(place)]] * point["weight"] for place, point in enumerate(points)
                if str(place) in marks), Fraction(0))  # fmt: skip
    return made * FULL / total if total else Fraction(0)


def missed(points: Sequence[Point], marks: Mapping[str, str]) -> list[Point]:
    """The points that were not said in full, the critical ones first, then by what they would have added."""
    short = [(place, point) for place, point in enumerate(points) if marks.get(str(place)) != SAID]
    lost = {place: point["weight"] * (1 - SHARES.get(marks.get(str(place), ""), 0)) for place, point in short}
    in_order = sorted(short, key=lambda item: (not item[1]["critical"], -lost[item[0]], item[0]))
    return [point for _, point in in_order]


def clean_marks(marks: Any, most: int) -> dict[str, str]:
    """The ticks as they are stored: places of points that there are. Raises Unfit."""
    if not isinstance(marks, dict):
        raise Unfit("Ticked points are expected.")
    places = {str(place) for place in range(most)}
    for place, mark in marks.items():
        if place not in places or mark not in ("", SAID, NAMED):
            raise Unfit(f"This card has no point {place[:20]} that could be {str(mark)[:20]}.")
    return {place: marks[place] for place in sorted(marks, key=int) if marks[place]}


def rubric_html(points: Iterable[Point]) -> str:
    """The points as a list, each with its weight."""
    items = "".join(
        f"<li{' class="critical"' if point['critical'] else ''}{direction(point['text'])}>{render_line(point['text'])}"
        f' <span class="weight">{escape(str(point["weight"]))}</span></li>'
        for point in points
    )
    return f'<ul class="points rubric">{items}</ul>' if items else ""
