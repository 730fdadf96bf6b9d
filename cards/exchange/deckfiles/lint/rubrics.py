"""Rules of built-in cards that are graded by a rubric: what a rubric, its ladder and its model answer must be."""

import re
from collections.abc import Iterable, Iterator

from cards.exchange.drafts import CardDraft
from cards.kinds import KINDS
from cards.markdown import plain

Finding = tuple[int, str]

WEIGHTS = 100
POINTS = range(6, 11)
FEWEST_CRITICAL = 2
SENTENCE_WORDS = range(5, 46)
RUNGS = range(3, 7)
HEADINGS = range(3, 11)
SAMPLES = {"weak": range(40, 401), "strong": range(150, 501)}
"""Words of a sample answer, without its commentary: a strong one is told in one to three minutes."""
FEWEST_COMMENTS = 15
QUOTED = re.compile(r"^> ?", re.MULTILINE)
LONGEST_CARD_MINUTES = 10
OBSERVABLE = re.compile(
    r"(?:Adds|Answers|Asks|Blocks|Bounds|Breaks|Calls|Checks|Chooses|Claims|Classifies|Commits|Compares|Computes|Counts|Defines|Derives|"
    r"Describes|Designs|Draws|Estimates|Explains|Finds|Follows|Gives|Handles|Holds|Keeps|Lets|Limits|Lists|Makes|Matches|"
    r"Measures|Models|Names|Notices|Offers|Orders|Partitions|Picks|Places|Plans|Posts|Proposes|Proves|Puts|Reads|Refuses|"
    r"Rejects|Requires|Resolves|Returns|Reverses|Rolls|Runs|Says|Sends|Separates|Shows|Signs|Sizes|Sketches|Spaces|Splits|Starts|"
    r"States|Stores|Takes|Tells|Traces|Treats|Turns|Uses|Verifies|Walks|Warns|Weighs|Works|Writes)\b"
)
"""A point begins with what the candidate does, so that whoever listens can tell whether it was done."""


def rubric_findings(card: CardDraft) -> Iterator[Finding]:
    rubric = card.content.get("rubric") or []
    if not rubric:
        return
    line = card.line_of("rubric")
    weights = sum(point["weight"] for point in rubric)
    if weights != WEIGHTS:
        yield line, f"the weights make {weights} together, not {WEIGHTS}"
    if len(rubric) not in POINTS:
        yield line, f"{len(rubric)} points, expected {POINTS.start} to {POINTS.stop - 1}"
    if sum(point["critical"] for point in rubric) < FEWEST_CRITICAL:
        yield line, f"at least {FEWEST_CRITICAL} points are critical (`[15! …]`)"
    for place, point in enumerate(rubric):
        for message in _sentence(point["text"], point["dimension"]):
            yield line + place, f"the point “{point['text'][:40]}…” {message}"


def _sentence(text: str, dimension: str) -> Iterator[str]:
    if not OBSERVABLE.match(text):
        yield "does not begin with what is heard or seen (Says, Names, Draws, Works out …), or with a verb we know"
    words = len(text.split())
    if words not in SENTENCE_WORDS:
        yield f"has {words} words, expected {SENTENCE_WORDS.start} to {SENTENCE_WORDS.stop - 1}: a sentence, no topic"
    if not dimension:
        yield "says no dimension, `[15 failure]`"


def ladder_findings(card: CardDraft) -> Iterator[Finding]:
    rungs = card.content.get("probes") or []
    if "probes" in card.section_lines and len(rungs) not in RUNGS:
        yield card.line_of("probes"), f"{len(rungs)} probes, expected {RUNGS.start} to {RUNGS.stop - 1}"


def outline_findings(card: CardDraft) -> Iterator[Finding]:
    headings = card.content.get("outline") or []
    if "outline" in card.section_lines and len(headings) not in HEADINGS:
        expected = f"expected {HEADINGS.start} to {HEADINGS.stop - 1}"
        yield card.line_of("outline"), f"{len(headings)} headings, {expected}"


def sample_findings(card: CardDraft) -> Iterator[Finding]:
    """A sample answer stands in a quotation, and what is to be said of it around that."""
    for field, lengths in SAMPLES.items():
        if field not in card.section_lines:
            continue
        lines = (card.content.get(field) or "").split("\n")
        spoken = _words_of(QUOTED.sub("", line) for line in lines if line.startswith(">"))
        comments = _words_of(line for line in lines if not line.startswith(">"))
        if spoken not in lengths:
            message = f"the {field} answer has {spoken} words in its quotation (`> …`), expected {lengths.start} to"
            yield card.line_of(field), f"{message} {lengths.stop - 1}"
        if comments < FEWEST_COMMENTS:
            expected = f"at least {FEWEST_COMMENTS} words outside the quotation"
            yield card.line_of(field), f"the {field} answer has no commentary: {expected}"


def _words_of(lines: Iterable[str]) -> int:
    return len(plain("\n".join(lines)).split())


def length_findings(card: CardDraft) -> Iterator[Finding]:
    """What takes long is practice, which the queue of cards never opens unasked."""
    if card.minutes > LONGEST_CARD_MINUTES and not KINDS[card.kind].is_practice:
        most = f"at most {LONGEST_CARD_MINUTES}"
        yield card.line, f"minutes: {card.minutes:g}, {most} for a {card.kind} card: longer ones are practice"
