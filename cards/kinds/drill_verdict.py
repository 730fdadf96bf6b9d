"""How the results of a drill become a quality: the table of docs/decisions.md, with its reason in words."""

from fractions import Fraction
from typing import Any, NamedTuple

from cards.kinds.detail import Detail
from cards.kinds.rubric import MEANINGS

FLUENT, IN_TIME = Fraction(3, 4), Fraction(5, 4)
"""Of the minutes granted: the most that a 5 takes, and a 4."""
NEARLY = Fraction(4, 5)
"""Of the hidden tests, at the first submission: the least that a 3 has."""


class DrillVerdict(NamedTuple):
    quality: int
    reason: str


def drill_verdict(detail: Detail, family: str, *, minutes: float | None = None) -> DrillVerdict:
    """`detail`: see Drill.clean_detail. Unknown seconds are within the time, though not fluent."""
    quality, reason = _by_tests(detail, family, minutes)
    costs = []
    hints = detail.get("hints", 0)
    if hints and quality:
        quality = max(1, quality - hints)
        costs.append(f"{hints} hint{'s' if hints > 1 else ''} cost{'' if hints > 1 else 's'} {hints}")
    missing = [name for name, key in (("hypothesis", "hypothesis"), ("root cause", "cause")) if not detail.get(key)]
    if family == "hunt" and missing and quality > 4:
        quality = 4
        costs.append(f"without a {' and a '.join(missing)} at most 4")
    if detail.get("solution") and quality > 1:
        quality = 1
        costs.append("with the solution opened at most 1")
    said = "; ".join([reason, *costs])
    return DrillVerdict(quality, f"{said[:1].upper()}{said[1:]}: {MEANINGS[quality]}.")


def _by_tests(detail: Detail, family: str, minutes: float | None) -> tuple[int, str]:
    visible, first, hidden = (_share(detail.get(name)) for name in ("visible", "first", "hidden"))
    submissions = detail.get("submissions", 0)
    if first == 1 and visible == 1:
        return _in_time(detail, minutes)
    if hidden == 1 and visible == 1 and submissions == 2:
        return 3, "all hidden tests on the second submission"
    if visible == 1:
        if family == "hunt":
            how = "only after several submissions" if hidden == 1 else "and a hidden one fails: half a fix"
            return 2, f"the visible tests pass {how}"
        if first is not None and first >= NEARLY:
            return 3, f"{_of(detail['first'])} hidden tests on the first submission"
        late = f"all hidden tests, but only on submission {submissions}" if hidden == 1 else "the visible tests pass"
        return 2, late if submissions else f"{late}, nothing was submitted"
    if visible:
        return 1, f"{_of(detail['visible'])} visible tests pass"
    return 0, "no test passes"


def _in_time(detail: Detail, minutes: float | None) -> tuple[int, str]:
    seconds = detail.get("seconds")
    all_passed = "all hidden tests on the first submission"
    if not seconds or not minutes:
        return 4, f"{all_passed}, in a time that is not known"
    share = Fraction(seconds) / Fraction(minutes * 60)
    used = f"in {max(1, round(seconds / 60))} of {minutes:g} minutes"
    if share <= FLUENT:
        return 5, f"{all_passed}, {used}"
    if share <= IN_TIME:
        return 4, f"{all_passed}, {used}"
    return 3, f"{all_passed}, but {used}"


def _share(result: Any) -> Fraction | None:
    """None: it was not run."""
    return Fraction(result[0], result[1]) if result and result[1] else None


def _of(result: Any) -> str:
    return f"{result[0]} of {result[1]}"
