"""drill: code written, run and mended in the browser. A card is a class of bugs or a family of problems.

What a drill says and its files are not in the card, which lists read, but in its variants (models/drill.py): the
content knows them by their names and checksums alone. Drills are practice: see cards/scheduling/outcomes.py.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from cards.kinds.detail import LONGEST_SECONDS, Detail, Unfit
from cards.kinds.drill_verdict import drill_verdict
from cards.kinds.kind import POINTS, Content, Kind, Section
from cards.kinds.points import points_html
from cards.markdown import plain, render

HUNTS = "hunt-"  # begins the key of each
FAMILIES = {"coding": "Applied coding", "integration": "Integration", "hunt": "Bug squash"}
LONGEST_SENTENCE = 2_000
MOST_HINTS, MOST_SUBMISSIONS, MOST_TESTS, MOST_PARTS = 20, 9_999, 999, 9
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
NUMBERS = {
    "submissions": MOST_SUBMISSIONS, "hints": MOST_HINTS, "part": MOST_PARTS, "seconds": LONGEST_SECONDS,
}  # fmt: skip
SHARES = ("visible", "first", "hidden")
SENTENCES = ("hypothesis", "cause")

PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
LONGEST_PATH = 100
NOT_KEPT = re.compile(r"[\0\ud800-\udfff]")
"""Characters of a file that no database takes, and halves of one, which are no text and cannot be sent back."""
NOT_THEIRS = {"lib", "tests", "hidden"}
"""Folders of a run that a learner's files neither lie in nor are called as."""


class Drill(Kind):
    name = "drill"
    label = "Drill in code"
    sections = (
        Section("Title", "title", required=True),
        Section("About", "about", required=True, label="What it is about"),
        POINTS,
        Section("Next", "asked", label="What is asked next"),
    )
    is_written = False
    takes_detail = True
    detail_bytes = 8_000
    is_practice = True
    page = "drill"
    result_page = "drill-result"
    usual_minutes = 45
    measure = "tests"

    def front(self, content: Content, ordinal: int) -> dict[str, str]:
        return {"question": str(render(content["title"]))}

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        return {
            "about": str(render(content["about"])),
            "points": points_html(content.get("points") or []),
            "asked": str(render(content.get("asked") or "")),
        }

    def begins(self, content: Content, before: Iterable[Detail]) -> Detail:
        return {"variant": next_variant([each["slug"] for each in content.get("variants") or []], before)}

    def told(self, detail: Detail, content: Content) -> str:
        passed, total = detail.get("hidden") or detail.get("visible") or (0, 0)
        return f"{passed} of {total} {'hidden ' if 'hidden' in detail else ''}tests" if total else "No tests run"

    def clean_detail(self, detail: Detail, content: Content | None) -> Detail:
        """{"variant": its slug, "visible" and "hidden": [passed, of] now, "first": of the first submission, …}.

        And "submissions", "hints", "part" (the last one open), "seconds", "solution" (true: it was opened before the
        tests passed), and of a hunt the sentences "hypothesis" and "cause".
        """
        if set(detail) - {"variant", "solution", *NUMBERS, *SHARES, *SENTENCES}:
            raise Unfit("A drill's tests, hints and sentences are expected.")
        known = [each["slug"] for each in content.get("variants") or []] if content else []
        variant = detail.get("variant")
        if not (isinstance(variant, str) and SLUG.fullmatch(variant)) or (known and variant not in known):
            raise Unfit("This drill has no such variant.")
        kept: dict[str, Any] = {"variant": variant}
        kept |= {name: _share(detail[name]) for name in SHARES if name in detail}
        for name, most in NUMBERS.items():
            number = detail.get(name, 0)
            if type(number) is not int or not 0 <= number <= most:
                raise Unfit(f"The number of {name} is no number from 0 to {most:,}.")
            kept |= {name: number} if number else {}
        for name in SENTENCES:
            text = detail.get(name, "")
            if not isinstance(text, str) or len(text) > LONGEST_SENTENCE:
                raise Unfit(f"A hypothesis and a cause have {LONGEST_SENTENCE:,} characters at most.")
            kept |= {name: text.strip()} if text.strip() else {}
        if detail.get("solution", False) not in (True, False):
            raise Unfit("Whether the solution was opened is yes or no.")
        return kept | ({"solution": True} if detail.get("solution") else {})

    def share(self, detail: Detail, content: Content) -> float | None:
        """Of the hidden tests; of the visible ones, where nothing was submitted."""
        passed, total = detail.get("hidden") or detail.get("visible") or (0, 0)
        return passed / total if total else None

    def proposes(
        self, detail: Detail, content: Content, *, seconds: int | None = None, minutes: float | None = None
    ) -> int | None:
        if not detail:
            return None
        return drill_verdict(detail, family_of(content), minutes=minutes_of(content, detail, minutes)).quality


def next_variant(slugs: Sequence[str], before: Iterable[Detail]) -> str:
    """One that was never done, in their order; else the one done longest ago. `before`: details, the latest first."""
    done = list(dict.fromkeys(detail.get("variant") for detail in before))
    unseen = [slug for slug in slugs if slug not in done]
    return unseen[0] if unseen else max(slugs, key=done.index)


def address_of(key: str) -> str:
    """How a practice is called in an address: by its key, which of a hunt names the class that is to be found."""
    return f"{HUNTS}{sha256(key.encode()).hexdigest()[:8]}" if key.startswith(HUNTS) else key


def family_of(content: Content) -> str:
    return str(content.get("family", "coding"))


def minutes_of(content: Content, detail: Detail, otherwise: float | None = None) -> float | None:
    """What the variant grants."""
    found = (each for each in content.get("variants") or [] if each["slug"] == detail.get("variant"))
    return next((float(each["minutes"]) for each in found), otherwise)


def clean_files(files: Any, *, most_bytes: int, most_lines: int, most_files: int) -> dict[str, str]:
    """A learner's code, by its paths. Raises Unfit."""
    if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
        raise Unfit("Your code could not be read.")
    if len(files) > most_files:
        raise Unfit(f"That is more than {most_files} files.")
    for path in files:
        if not PATH.fullmatch(path) or len(path) > LONGEST_PATH:
            called = path[:40].encode("utf-8", "replace").decode()
            raise Unfit(f"A file cannot be called “{called}”: letters, digits, “_”, “.”, “-” and “/” only.")
        if path.partition("/")[0] in NOT_THEIRS:
            raise Unfit(f"A file cannot be called “{path}”: lib, tests and hidden are the drill’s own folders.")
        if folder := next((each for each in folders_of(path) if each in files), None):
            raise Unfit(f"“{folder}” cannot be a file and a folder at once.")
    if unfit := next(filter(None, map(NOT_KEPT.search, files.values())), None):
        raise Unfit(f"Your code has a character in it that cannot be kept (number {ord(unfit[0]):,}).")
    size = size_of(files)
    if size > most_bytes:
        raise Unfit(f"Your code takes {size:,} bytes, at most {most_bytes:,} can be kept.")
    number = sum(len(text.splitlines()) for text in files.values())
    if number > most_lines:
        raise Unfit(f"Your code has {number:,} lines, at most {most_lines:,} can be kept.")
    return dict(files)


def folders_of(path: str) -> list[str]:
    """Those that a file lies in: of a/b/c.py, a and a/b."""
    return [path[:place] for place, sign in enumerate(path) if sign == "/"]


def size_of(files: Mapping[str, str]) -> int:
    """Bytes of a drill's files."""
    return sum(len(path) + len(text.encode("utf-8", "replace")) for path, text in files.items())


def class_in_words(content: Content) -> str:
    return plain(str(content.get("class", ""))).replace("-", " ")


def _share(value: Any) -> list[int]:
    is_right = isinstance(value, list | tuple) and len(value) == 2 and all(type(number) is int for number in value)
    if not is_right or not 0 <= value[0] <= value[1] <= MOST_TESTS:
        raise Unfit("The results of tests are how many passed, and of how many.")
    return list(value)
