"""What was typed into a search, where a text says it, and which word was meant. Pure.

Every word must occur, and is looked for from its beginning: "idem" finds idempotency. "Words in quotes" stand in this
order, -word must not occur, OR takes either. Nothing that can be typed is an error.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from html import unescape

from cards.spelling import UNSPACED, searchable

TERM = re.compile(r'(?P<no>-(?=["\w]))?(?:"(?P<quoted>[^"]*)(?P<closed>"?)|(?P<word>\S+))')
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")
CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
LONGEST_WORD = 100
LINE, BEFORE = 160, 50  # characters of a line of context, and of them before the first word that is found
READ_FOR_A_LINE, HTML_FOR_A_LINE = 8_000, 32_000  # characters of a text, and of the HTML that it stands in
BLOCK_TAG = re.compile(r"</?(?:p|li|ul|ol|pre|div|h\d|hr|br|table|tr|td|th|blockquote|text|title|dt|dd)\b[^>]*>")
UNSEEN = re.compile(r"<(annotation|style)\b.*?</\1>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class Phrase:
    """Words in a row, folded. Where `goes_on`, the last may be the beginning of a longer one."""

    text: str
    goes_on: bool = False


@dataclass(frozen=True)
class Sought:
    """What a search asks for: of each group one phrase, and none of `without`. `signs` have no letter: "->", an emoji.

    `left_out` are the words beyond the most that are looked for, as they were typed.
    """

    groups: tuple[tuple[Phrase, ...], ...] = ()
    without: tuple[Phrase, ...] = ()
    signs: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def phrases(self) -> list[Phrase]:
        return [phrase for group in self.groups for phrase in group]

    def instead(self, words: dict[str, str]) -> "Sought":
        """The same with other words in place of these."""
        return replace(self, groups=tuple(tuple(_other(phrase, words) for phrase in group) for group in self.groups))


def _other(phrase: Phrase, words: dict[str, str]) -> Phrase:
    own = WORD.findall(phrase.text)
    return Phrase(" ".join(words.get(word, word) for word in own), phrase.goes_on and own[-1] not in words)


@dataclass
class _Reading:
    groups: list[tuple[Phrase, ...]] = field(default_factory=list)
    without: list[Phrase] = field(default_factory=list)
    signs: list[str] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(map(len, self.groups)) + len(self.without) + len(self.signs)


def read(typed: str, most: int) -> Sought:
    """What was typed, at most so many words of it; a phrase counts as one."""
    reading, left_out = _Reading(), []
    is_other = is_not = False
    for term in TERM.finditer(CONTROLS.sub(" ", typed)):
        word = term["word"]
        if word in {"AND", "OR", "NOT"}:
            is_other, is_not = word == "OR", word == "NOT"
            continue
        if reading.size >= most:
            left_out.append(term[0])
            continue
        # While a word is being typed it may go on; closed by a quote or by a sign it may not: "100%" is not 1000.
        goes_on = word[-1].isalnum() if word else not term["closed"]
        text = " ".join(searchable(word or term["quoted"]).split())[:LONGEST_WORD]
        _add(reading, text, goes_on=goes_on, is_not=bool(term["no"]) or is_not, is_other=is_other)
        is_other = is_not = False
    groups = tuple(dict.fromkeys(reading.groups))
    return Sought(groups, tuple(reading.without), tuple(dict.fromkeys(reading.signs)), tuple(left_out))


def _add(reading: _Reading, text: str, *, goes_on: bool, is_not: bool, is_other: bool) -> None:
    words = WORD.findall(text)
    if not words:
        if text and not is_not:
            reading.signs.append(text)
        return
    # One letter begins half of all words; of a script without spaces each is a word.
    phrase = Phrase(text, goes_on and len(words[-1]) > 1)
    if is_not:
        reading.without.append(phrase)
    elif is_other and reading.groups:
        reading.groups[-1] = (*reading.groups[-1], phrase)
    else:
        reading.groups.append((phrase,))


# Where a text says it -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Piece:
    text: str
    is_found: bool = False


def text_of(html: str) -> str:
    """What a reader sees of HTML, or of its beginning, on one line. To be escaped like anything that was typed."""
    if len(html) > HTML_FOR_A_LINE:
        html = html[:HTML_FOR_A_LINE].rpartition("<")[0]  # no half of a tag
    return " ".join(unescape(TAG.sub("", BLOCK_TAG.sub(" ", UNSEEN.sub("", html)))).split())


def marked(text: str, phrases: Iterable[Phrase]) -> list[Piece]:
    """The text in pieces that say whether they are one of the phrases."""
    return _pieces(text, [(start, end) for start, end, _ in _places(text, phrases)])


def line(text: str, phrases: Iterable[Phrase]) -> list[Piece]:
    """The part of a text, a line long, that says most of the phrases; empty where it says none."""
    places = _places(text[:READ_FOR_A_LINE], phrases)
    if not places:
        return []
    within = LINE - BEFORE

    def said_after(place: int) -> int:
        end = bisect_left(places, (places[place][0] + within,))
        return len({which for _, _, which in places[place:end]})

    best = max(range(len(places)), key=said_after)
    start = max(0, places[best][0] - BEFORE)
    if start:  # at a word, if there is one before what is found
        start += text[start : places[best][0]].find(" ") + 1
    end = max(start + LINE, places[best][1])
    if end < len(text):
        end = max(text.rfind(" ", start, end), places[best][1])
    shown = [(max(a, start) - start, min(b, end) - start) for a, b, _ in places if a < end and b > start]
    pieces = _pieces(text[start:end], shown)
    return [*[Piece("… ")][: bool(start)], *pieces, *[Piece(" …")][: end < len(text)]]


def _places(text: str, phrases: Iterable[Phrase]) -> list[tuple[int, int, int]]:
    """(start, end, which phrase) of what is found in the text, in its order and without overlaps."""
    wanted = [(WORD.findall(phrase.text), phrase.goes_on) for phrase in phrases]
    words = [(found.start(), found.end(), _key(found[0])) for found in WORD.finditer(text)]
    places: list[tuple[int, int, int]] = []
    at = 0
    while at < len(words):
        step = 1
        for which, (sought, goes_on) in enumerate(wanted):
            here = [word for _, _, word in words[at : at + len(sought)]]
            if here == sought or (goes_on and here[:-1] == sought[:-1] and here and _begins(here, sought)):
                places.append((words[at][0], words[at + len(sought) - 1][1], which))
                step = len(sought)
                break
        at += step
    return places


def _begins(here: list[str], sought: list[str]) -> bool:
    return len(here) == len(sought) and here[-1].startswith(sought[-1])


def _key(word: str) -> str:
    return word.lower() if word.isascii() else searchable(word)


def _pieces(text: str, places: list[tuple[int, int]]) -> list[Piece]:
    pieces, last = [], 0
    for start, end in places:
        pieces += [Piece(text[last:start]), Piece(text[start:end], is_found=True)]
        last = end
    return [piece for piece in (*pieces, Piece(text[last:])) if piece.text]


# Which word was meant -------------------------------------------------------------------------------------------------


def most_mistakes(word: str) -> int:
    """How many letters of a word may be wrong."""
    return 0 if len(word) < 4 or not word.isalpha() else 1 if len(word) < 6 else 2


def nearest(word: str, others: Iterable[str]) -> list[str]:
    """Those that are the word but for a few mistakes, the fewest first; of as many, those that begin like it."""
    most = most_mistakes(word)
    near = []
    for other in set(others):
        mistakes = _mistakes(word, other, most)
        if 0 < mistakes <= most:
            near.append((mistakes, -_common_beginning(word, other), other))
    return [other for *_, other in sorted(near)]


def _common_beginning(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))


def _mistakes(one: str, other: str, most: int) -> int:
    """Letters that are wrong, missing, too many or swapped with the next; or a number above `most`.

    https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance#Optimal_string_alignment_distance
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        following = [i]
        for j, b in enumerate(other, 1):
            cost = min(row[j] + 1, following[j - 1] + 1, row[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, before[j - 2] + 1)
            following.append(cost)
        if min(following) > most:
            return most + 1
        before, row = row, following
    return row[-1]
