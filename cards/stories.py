"""Stories as they are told: their parts, how long they take, what is missing in them, and which question they answer.

Pure: values in, values out. Texts are Markdown as it was typed; its marks are no words.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cards.kinds.competencies import ANSWERED_ALONE, COMPETENCIES
from cards.words import clock

Content = Mapping[str, Any]
"""Of a story: "title", the texts of its parts and of NOTES, "scope", "competencies", and "questions", keys of cards."""

WORDS_A_MINUTE = 150
OVERUSED = 3
"""A story that answers so many questions is told again and again in one loop."""
SHORT_ACTION, LONG_ENOUGH = 35, 100  # per cent of a story of so many words


@dataclass(frozen=True)
class Part:
    name: str
    label: str
    help: str
    rows: int = 3
    """Lines of its field."""


@dataclass(frozen=True)
class Purpose:
    """What a story is for: its parts in the order in which they are told, and the seconds that it may take."""

    label: str
    parts: tuple[Part, ...]
    shortest: int
    longest: int
    shows: tuple[str, ...] = ()
    """The competencies of each of these; a story of the usual purpose says its own."""


PURPOSES = {
    "story": Purpose(
        "Story",
        (
            Part("situation", "Situation", "Product, your role, scale, why it mattered. One number."),
            Part("task", "Task", "What you personally had to achieve, and the constraint."),
            Part(
                "action",
                "Action",
                "Three to five decisions in order, each with the alternative you rejected. “I” for what you did. Half "
                "of the time.",
                8,
            ),
            Part("result", "Result", "Measured; what users noticed; what did not work."),
            Part("learning", "Learning", "What changed in how you or the team works, and how you know that it stuck."),
        ),
        120,
        180,
    ),
    "pitch": Purpose(
        "A pitch of 90 seconds",
        (
            Part("situation", "Now", "Your present role, in a sentence that a stranger understands."),
            Part("action", "One proof", "What you did that shows it, with its number.", 6),
            Part("result", "Next", "What you want to do next, and why here."),
        ),
        70,
        100,
        ("pitch",),
    ),
    "why": Purpose(
        "Why this company",
        (
            Part("situation", "What of theirs you used", "An API, a document, a post, and what you did with it.", 4),
            Part("action", "Why this problem", "What draws you to it: a motive that is yours, with what shows it.", 4),
            Part("result", "What you would improve", "One thing, said fairly."),
        ),
        60,
        120,
        ("why",),
    ),
}
USUAL_PURPOSE = "story"
NOTES = (
    Part("own_part", "Your own part", "What was yours and what was others’: for the question that always comes.", 2),
    Part("numbers", "Numbers", "Those that you may be asked for: before, after, how measured.", 2),
    Part("principles", "Company principles", "The ones that it shows, one a line, in the company’s words.", 2),
)
"""What is kept with a story and not told with it."""
SCOPES = {"own": "Own task", "team": "Team", "organisation": "Organisation"}
SHOWN_BY_PURPOSE = {slug for each in PURPOSES.values() for slug in each.shows}
STATED = {
    slug: title for slug, title in COMPETENCIES.items() if slug not in SHOWN_BY_PURPOSE and slug not in ANSWERED_ALONE
}
"""What a story of the usual purpose can say that it shows."""
TEXTS = tuple(dict.fromkeys(part.name for each in PURPOSES.values() for part in each.parts)) + tuple(
    part.name for part in NOTES
)

WORD = re.compile(r"[^\W_]+(?:['’.,:/-][^\W_]+)*")
WE = re.compile(r"\bwe\b", re.IGNORECASE)
EYE = re.compile(r"\bI\b")
NUMBER = re.compile(
    r"\d|\b(?:half|halved|twice|doubled?|tripled?|dozens?|hundreds?|thousands?|millions?|zero|none|nobody|"
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|ninety)\b",
    re.IGNORECASE,
)
ALTERNATIVE = re.compile(
    r"\b(?:instead|rather|alternatives?|considered|could have|might have|decided against|rejected|ruled out|chose|"
    r"choice|options?|trade-?offs?|over a|weighed|compared)\b",
    re.IGNORECASE,
)
TIMES = ("never", "once", "twice", *(f"{number} times" for number in (
    "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)))  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """How long a story takes as it stands, and what an interviewer would miss in it."""

    words: int
    seconds: int
    shortest: int  # seconds that it should take
    longest: int
    length: str  # what is wrong with that, "" if nothing is
    warnings: tuple[str, ...]  # in words that can go on a sentence, the length among them

    @property
    def is_sound(self) -> bool:
        return bool(self.words) and not self.warnings


def telling(purpose: str, content: Content) -> Telling:
    kind = PURPOSES[purpose]
    texts = {part.name: str(content.get(part.name) or "") for part in kind.parts}
    counts = {name: words_in(text) for name, text in texts.items()}
    words = sum(counts.values())
    seconds = round(words * 60 / WORDS_A_MINUTE)
    length = _length(seconds, kind) if words else ""
    missing = ", ".join(f"“{part.label}”" for part in kind.parts if not counts[part.name])
    said = [length, missing and f"nothing under {missing}", *_said(purpose, texts, counts)] if words else []
    return Telling(words, seconds, kind.shortest, kind.longest, length, tuple(warning for warning in said if warning))


def words_in(text: str) -> int:
    return len(WORD.findall(text))


def _length(seconds: int, kind: Purpose) -> str:
    if seconds > kind.longest:
        return f"{_seconds(seconds - kind.longest)} too long"
    return f"{_seconds(kind.shortest - seconds)} too short" if seconds < kind.shortest else ""


def _seconds(seconds: int) -> str:
    return f"{seconds} s" if seconds < 60 else f"{clock(seconds)} min"


def _said(purpose: str, texts: Mapping[str, str], counts: Mapping[str, int]) -> list[str]:
    """What its words leave out."""
    whole = "\n".join(texts.values())
    we, eye = len(WE.findall(whole)), len(EYE.findall(whole))
    found = [f"“we” {times(we)}, “I” {times(eye)}"] if we > max(eye, 2) else []
    proof, called = ("action", "proof") if purpose == "pitch" else ("result", "result")
    if purpose != "why" and counts[proof] and not NUMBER.search(texts[proof]):
        found.append(f"no {called} with a number")
    if purpose == USUAL_PURPOSE and counts["action"]:
        if not ALTERNATIVE.search(texts["action"]):
            found.append("no alternative that you decided against")
        words = sum(counts.values())
        share = 100 * counts["action"] // words
        if share < SHORT_ACTION and words >= LONG_ENOUGH:
            found.append(f"what you did is {share} % of it; half is usual")
    return found


def times(number: int) -> str:
    """never, once, twice, three times … 13 times."""
    return TIMES[number] if number < len(TIMES) else f"{number} times"


def scope_title(scope: str) -> str:
    return SCOPES.get(scope, scope)


def shown_by(purpose: str, content: Content) -> tuple[str, ...]:
    """The competencies that a story shows, in the order of the table."""
    stated = content.get("competencies") or ()
    return PURPOSES[purpose].shows or tuple(slug for slug in COMPETENCIES if slug in stated)


def fits(asked: Sequence[str], shown: Collection[str]) -> bool:
    """Whether a story that shows these competencies would do for a question: the first that it asks for, and half."""
    return bool(asked) and asked[0] in shown and 2 * len(set(asked) & set(shown)) >= len(asked)


def problem(purpose: str, content: Any) -> str:
    """What is wrong with a stored story, "" if nothing is."""
    if purpose not in PURPOSES:
        return f"is for {purpose!r:.40}, which there is none of"
    if not isinstance(content, dict):
        return "is no mapping"
    if set(content) - {"title", "scope", "competencies", "questions", *TEXTS}:
        return "has something that no story has"
    if not all(isinstance(content.get(name, ""), str) for name in ("title", *TEXTS)):
        return "has a text that is none"
    if not content.get("title", "").strip():
        return "has no title"
    if content.get("scope", "own") not in SCOPES:
        return "has a scope that there is none of"
    lists = [content.get(name, []) for name in ("competencies", "questions")]
    if not all(isinstance(each, list) and all(isinstance(item, str) for item in each) for each in lists):
        return "has a list that is none"
    return "" if set(lists[0]) <= set(COMPETENCIES) else "has a competency that there is none of"
