"""behavioural: a question that is answered with a story, told aloud in minutes, and graded by the points of a rubric.

Some things spoil any story, however well it is told: each of the red flags caps the grade at 2, as a missing critical
point does.
"""

import re
from collections.abc import Iterator

from cards.kinds.detail import Detail, Unfit
from cards.kinds.kind import NOTES, Content, Flaw, Section
from cards.kinds.points import short_title
from cards.kinds.rubric import MEANINGS, Verdict, rubric_html
from cards.kinds.rubricated import PROBES, PROMPT, RUBRIC, Rubricated, probes_html
from cards.markdown import render

RED_FLAGS = {
    "blame": "I blamed somebody",
    "invented": "A number was invented",
    "borrowed": "It is somebody else’s work",
    "confidential": "It gives away what an employer keeps confidential",
}
MOST_WITH_A_FLAG = 2
LARGEST_STORY = 2**31 - 1
LEAD_IN = re.compile(r"(?:please )?(?:tell me about|describe|walk me through|give me an example of) ", re.IGNORECASE)
SENTENCE_END = re.compile(r"(?<=[.?!]) ")
CLAUSE_END = re.compile(r"[.:;?!](?= |$)")


class Behavioural(Rubricated):
    name = "behavioural"
    label = "Behavioural question, answered with a story"
    sections = (
        PROMPT,
        Section("Judged", "judged", expected=True, label="What is judged", help="What the interviewer listens for."),
        Section("Guide", "guide", required=True, label="What a good answer contains", rows=6),
        Section("Weak", "weak", expected=True, label="A weak answer", help="With what is wrong with it.", rows=6),
        Section("Strong", "strong", expected=True, label="A strong answer", help="With what makes it strong.", rows=6),
        RUBRIC,
        PROBES,
        Section(
            "Competencies",
            "competencies",
            "competencies",
            expected=True,
            label="Competencies",
            help="What a story must show to fit, one a line, the most important first: ownership, conflict …",
        ),
        NOTES,
    )
    takes_story = True
    measure = "stories"
    usual_minutes = 5
    red_flags = RED_FLAGS
    settled = ("text", "story", "hints")

    def back(self, content: Content, ordinal: int) -> dict[str, str]:
        texts = ("judged", "guide", "weak", "strong", "notes")
        return {
            "rubric": rubric_html(content["rubric"]),
            "probes": probes_html(content.get("probes") or []),
            **{name: str(render(content.get(name) or "")) for name in texts},
        }

    def title(self, content: Content, ordinal: int) -> str:
        """What the story is about: “A disagreement with your manager”, without “Tell me about” and what follows."""
        sentences = SENTENCE_END.split(self.asks(content))
        lead = LEAD_IN.match(sentences[0])
        if lead is None:
            return short_title(next((each for each in sentences if each.endswith("?")), sentences[0]))
        about = CLAUSE_END.split(sentences[0][lead.end() :], maxsplit=1)[0].strip()
        return short_title(about[:1].upper() + about[1:] if about else sentences[0])

    def rules(self, content: Content) -> Iterator[Flaw]:
        yield from super().rules(content)
        if len(set(content.get("competencies") or [])) < len(content.get("competencies") or []):
            yield Flaw("competencies", "each of them once")

    def clean_detail(self, detail: Detail, content: Content | None) -> Detail:
        """What any rubric stores, "story": the number of the story that was told, and "flags": {"blame": "on"}."""
        own = {name: detail[name] for name in ("story", "flags") if name in detail}
        cleaned = super().clean_detail({name: detail[name] for name in detail if name not in own}, content)
        story, flags = _story(own.get("story")), _flags(own.get("flags"))
        return {**cleaned, **({"story": story} if story else {}), **({"flags": flags} if flags else {})}

    def verdict(
        self, detail: Detail, content: Content, *, seconds: int | None = None, minutes: float | None = None
    ) -> Verdict:
        by_rubric = super().verdict(detail, content, seconds=seconds, minutes=minutes)
        flags = detail.get("flags", {})
        if not flags or by_rubric.quality <= MOST_WITH_A_FLAG:
            return by_rubric
        said = "; ".join(RED_FLAGS[flag] for flag in flags)
        reason = f"{by_rubric.score} of 100, but a red flag ({said}): {MEANINGS[MOST_WITH_A_FLAG]}."
        return Verdict(MOST_WITH_A_FLAG, by_rubric.score, reason)


def _story(story: object) -> int | None:
    if story in (None, ""):
        return None
    number = int(story) if isinstance(story, str) and re.fullmatch(r"[0-9]{1,10}", story) else story
    if type(number) is not int or not 0 < number <= LARGEST_STORY:
        raise Unfit("The story that was told could not be read.")
    return number


def _flags(flags: object) -> dict[str, str]:
    if flags is None:
        return {}
    if not isinstance(flags, dict) or set(flags) - set(RED_FLAGS) or set(map(str, flags.values())) - {"on", ""}:
        raise Unfit("Red flags that are ticked are expected.")
    return {flag: "on" for flag in RED_FLAGS if flags.get(flag)}
