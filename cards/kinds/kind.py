"""What every card kind tells about itself, and how it does what nobody need say. A kind is a class of its own."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, NamedTuple

from cards.kinds.detail import DETAIL_BYTES, Detail, as_stored
from cards.kinds.forms import FORMS, Form
from cards.kinds.ladder import Rung
from cards.kinds.points import NOTHING_TO_SEE, short_title, shows_something
from cards.markdown import excess, plain, render, render_line

Content = Mapping[str, Any]
"""A card's source, as stored: one value for each of its kind's sections, by field name."""

SOURCE_LIMIT = 64 * 1024
"""Most bytes of text that one card may hold, all its fields together."""


class Flaw(NamedTuple):
    """Something in a card's content that the author must put right, in the author's words."""

    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message}"


@dataclass(frozen=True)
class Section:
    """One part of a card: a `### heading` on disk, a content field, and the field of the editor that fills it."""

    heading: str
    field: str
    form: str = "text"
    """A name in FORMS."""
    required: bool = False
    expected: bool = False
    """Whether every built-in card has it."""
    label: str = ""
    help: str = ""
    rows: int = 3

    def looks_like(self, other: "Section") -> bool:
        """Whether both can be one field of the editor."""
        return replace(self, heading="", expected=False) == replace(other, heading="", expected=False)

    @property
    def title(self) -> str:
        """What its field is called."""
        return self.label or self.heading

    @property
    def shape(self) -> Form:
        return FORMS[self.form]

    def of(self, content: Content) -> Any:
        """Its value in a card's content, where it may be missing."""
        return content.get(self.field) or self.shape.blank()

    def written_of(self, content: Content) -> str:
        """The same as a learner would type it."""
        return self.shape.written(self.of(content))

    def problem(self, content: Content) -> str:
        value = self.of(content)
        if not self.shape.is_sound(value):
            return f"must be {self.shape.kept}"
        if self.required and not self.shape.written(value).strip():
            return "must not be empty"
        return self.shape.problem(value)

    def nothing_to_see(self, content: Content) -> str:
        """What can be seen of a text, not what was typed, must be something: "&nbsp;" is nothing."""
        texts = self.shape.texts(self.of(content))
        if self.form != "text":
            return "" if all(shows_something(render_line(text)) for text in texts) else f"one of them {NOTHING_TO_SEE}"
        return NOTHING_TO_SEE if self.required and not shows_something(render(texts[0])) else ""


class Asked(NamedTuple):
    """What a card asks and answers, whatever its kind: what goes over when it changes its kind."""

    question: str
    answer: str


class Kind:
    """A kind of card. Its first section is the main one: what the card asks."""

    name: ClassVar[str]
    label: ClassVar[str]
    help: ClassVar[str] = ""
    sections: ClassVar[tuple[Section, ...]]
    part: ClassVar[str] = "Part"
    """What one card of a text is called that is several cards: this and its number."""

    is_written: ClassVar[bool] = True
    """Whether learners write cards of this kind. Otherwise only built-in decks have it."""

    takes_detail: ClassVar[bool] = False
    """Whether its template has the parts `attempt` and `grading`: fields of the grade form that stand before the answer
    and beside it, are called `detail.…`, and become the review's detail."""
    detail_if_wanted: ClassVar[bool] = False
    """Whether only learners who chose so are asked for a detail."""
    detail_bytes: ClassVar[int] = DETAIL_BYTES
    settled: ClassVar[tuple[str, ...]] = ()
    """What of a detail stays as it is from then on that the answer is open."""
    recorded: ClassVar[tuple[str, ...]] = ()
    """What of a detail prep alone writes: no form says it."""

    is_practice: ClassVar[bool] = False
    """Whether it takes so long that it is planned beside the queue of cards: see cards/scheduling/outcomes.py."""
    takes_story: ClassVar[bool] = False
    """Whether it is answered with one of the learner's stories, told aloud: see cards/stories.py."""
    page: ClassVar[str] = "practise"
    """The name of the page on which a practice of this kind is done."""
    result_page: ClassVar[str] = "practice-result"
    """That of the page which tells what came of it."""
    usual_minutes: ClassVar[float] = 1
    """What a card takes that says nothing else."""
    measure: ClassVar[str] = ""
    """What an answer has a share of: "rubric points", "tests", "stories". Empty: it is recalled or it is not."""

    # What is seen

    def ordinals(self, content: Content) -> tuple[int, ...]:
        """One schedulable card for each: (0,) where the text is one card, the numbers of its parts otherwise."""
        return (0,)

    def front(self, content: Content, ordinal: int) -> dict[str, str]:
        """HTML that may be seen before the answer is open."""
        raise NotImplementedError

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        """HTML of the answer's side."""
        raise NotImplementedError

    def title(self, content: Content, ordinal: int) -> str:
        """One short plain line that names the card in a list, without giving its answer away."""
        return short_title(self.asks(content))

    def share(self, detail: Detail, content: Content) -> float | None:
        """The share, 0 to 1, of its `measure` that an answer made; None where the detail tells of none."""
        return None

    # What it is found by

    def asks(self, content: Content) -> str:
        """The words of what is asked, on one line. Two cards that ask the same have the same."""
        return plain(self.main.of(content))

    def other_words(self, content: Content) -> Iterable[str]:
        """What it is found by, beside what it asks."""
        return (plain(text) for section in self.sections[1:] for text in section.shape.texts(section.of(content)))

    def search_text(self, content: Content) -> str:
        """What a card is found by: what it asks stands on the first line."""
        return "\n".join(line for line in (self.asks(content), *self.other_words(content)) if line)

    # How it is written

    def rules(self, content: Content) -> Iterable[Flaw]:
        """What this kind asks of texts beyond what its sections say. They are sound, fit, and show something."""
        return ()

    def check(self, content: Content) -> list[Flaw]:
        problems = [Flaw(section.field, section.problem(content)) for section in self.sections]
        flaws = [flaw for flaw in problems if flaw.message] or self._size(content)
        unseen = () if flaws else (Flaw(section.field, section.nothing_to_see(content)) for section in self.sections)
        return flaws or [flaw for flaw in unseen if flaw.message] or list(self.rules(content))

    def _size(self, content: Content) -> list[Flaw]:
        texts = [text for section in self.sections for text in section.shape.texts(section.of(content))]
        if sum(len(text.encode("utf-8", "replace")) for text in texts) > SOURCE_LIMIT:
            limit = f"the card is longer than {SOURCE_LIMIT // 1024} KiB; split it into several cards"
            return [Flaw(self.main.field, limit)]
        problem = excess("\n\n".join(texts))
        return [Flaw(self.main.field, f"the card {problem}")] if problem else []

    def remarks(self, content: Content) -> Sequence[Any]:
        """What its author may want to know of a card without flaws, for the template's part `remarks`."""
        return ()

    def gives(self, content: Content) -> Asked:
        """What the card would take along if it became one of another kind."""
        second = next((section.of(content) for section in self._texts[1:2]), "")
        return Asked(self.main.of(content), second)

    def takes(self, asked: Asked) -> dict[str, str]:
        """The fields of a card that was of another kind, where both have no field in common."""
        fields = [section.field for section in self._texts[:2]]
        if len(fields) == 1:
            return {fields[0]: f"{asked.question}\n\n{asked.answer}"}
        return dict(zip(fields, asked, strict=True))

    # What a review of it stores

    def begins(self, content: Content, before: Iterable[Detail]) -> Detail:
        """What an attempt at a practice starts with. `before`: the details of its reviews, the latest first."""
        return {}

    def told(self, detail: Detail, content: Content) -> str:
        """What came of it, in a few words for a list: "12 of 14 tests". Empty where a rubric says it, or nothing."""
        return ""

    def clean_detail(self, detail: Detail, content: Content | None) -> Detail:
        """What is kept of what was posted, {} if it says nothing. Raises Unfit, with a sentence for the learner.

        Without a content the question is whether any card of this kind could have stored it: check_data asks that, for
        the card may have changed since.
        """
        return detail

    def proposes(
        self, detail: Detail, content: Content, *, seconds: int | None = None, minutes: float | None = None
    ) -> int | None:
        """The quality that a cleaned detail speaks for, where it speaks for one. `minutes`: what the card grants."""
        return None

    def hinted(self, detail: Detail, content: Content) -> Detail:
        """The detail of an answer under way with one more hint given; the same where there is none left."""
        return detail

    def nudges(self, detail: Detail, content: Content) -> list[str]:
        """The hints that were given, in their order."""
        return []

    def stored_detail(self, detail: Detail, content: Content | None) -> dict[str, Any]:
        """What a review keeps of what was posted. Raises Unfit."""
        return as_stored(self.clean_detail(as_stored(detail, self.detail_bytes), content), self.detail_bytes)

    # What follows an answer to it

    def ladder(self, content: Content) -> list[Rung]:
        """The questions that an interviewer goes on with, from easy to hard: those of its section of that form."""
        return next((section.of(content) for section in self.sections if section.form == "ladder"), [])

    @property
    def main(self) -> Section:
        return self.sections[0]

    @property
    def _texts(self) -> tuple[Section, ...]:
        """The texts without which there is no card."""
        return tuple(section for section in self.sections if section.required and section.form == "text")

    def has(self, field: str, form: str) -> bool:
        return any((section.field, section.form) == (field, form) for section in self.sections)

    def section(self, heading: str) -> Section | None:
        return next((section for section in self.sections if section.heading == heading), None)


POINTS = Section(
    "Points",
    "points",
    "points",
    label="Key points",
    help="What a good answer contains, one point a line. A line that starts with ! must not be missing.",
)
NOTES = Section("Notes", "notes", label="Notes", help="Shown below the answer.", rows=2)
NEXT = Section("Next", "next", "next", expected=True)
"""Sections that most kinds have."""
