"""A kind of card that prep does not have, made by CONTRIBUTING's recipe: one module, one line, one template, one test.

A question is answered aloud or in writing, and the points of a rubric are ticked. It is as unlike the others as it can
be: a form of its own, a field called like another kind's that looks otherwise, one called like a field of the editor,
and reviews that say which points were made.
"""

import re

from cards.kinds import Flaw, Kind, Section, Unfit
from cards.kinds.forms import Unreadable, list_form
from cards.kinds.kind import NOTES
from cards.markdown import render

LINE = re.compile(r"\[(\d{1,2})(!)?\] (\S.*)")
EXPECTED = "a point with its weight, `[15] text` or `[15!] critical text`"


def read_point(line):
    match = LINE.fullmatch(line)
    if match is None:
        raise Unreadable(f"expected {EXPECTED}, found “{line[:40]}”")
    return {"text": match[3], "critical": bool(match[2]), "weight": int(match[1])}


RUBRIC = list_form(
    "a list of weighted points",
    is_sound=lambda point: isinstance(point, dict) and isinstance(point.get("weight"), int) and "text" in point,
    text=lambda point: point["text"],
    written=lambda point: f"[{point['weight']}{'!' if point['critical'] else ''}] {point['text']}",
    read=read_point,
    typed=read_point,
    expected=EXPECTED,
)


class Spoken(Kind):
    name = "spoken"
    label = "Spoken answer"
    sections = (
        Section("Prompt", "question", required=True, label="Prompt", help="Asked aloud."),
        Section("Rubric", "points", "ticked", required=True, label="Rubric", help="[15!] text", rows=4),
        Section("Tags", "tags", label="Keywords"),
        NOTES,
    )
    takes_detail = True
    detail_bytes = 600

    def front(self, content, ordinal):
        return {"question": str(render(content["question"]))}

    def back(self, content, ordinal):
        items = "".join(f"<li>{point['weight']}: {point['text']}</li>" for point in content["points"])
        return {"answer": f"<ol>{items}</ol>"}

    def rules(self, content):
        if not 1 <= sum(point["weight"] for point in content["points"]) <= 100:
            yield Flaw("points", "the weights make 1 to 100 together")

    def clean_detail(self, detail, content):
        points, text = detail.get("points", {}), detail.get("text", "")
        if not isinstance(points, dict) or not isinstance(text, str) or set(detail) - {"points", "text"}:
            raise Unfit("Ticks and a text are expected.")
        most = len(content["points"]) if content else 20
        for place, mark in points.items():
            if not place.isdecimal() or int(place) >= most or mark not in ("said", "named"):
                raise Unfit(f"This card has no point {place}.")
        return {key: value for key, value in {"points": points, "text": text}.items() if value}

    def proposes(self, detail, content, *, seconds=None, minutes=None):
        weights = [point["weight"] for point in content["points"]]
        marks = detail.get("points")
        if not marks:
            return None
        share = sum(weights[int(place)] for place, mark in marks.items() if mark == "said") / sum(weights)
        return 5 if share == 1 else 4 if share >= 0.5 else 2


TEMPLATE = """
{% partialdef question %}<div class="question">{{ card.html.question|stored }}</div>{% endpartialdef %}
{% partialdef answer %}<div class="prose">{{ card.html.answer|stored }}</div>{% endpartialdef %}
{% partialdef attempt %}
<label>Your answer <textarea name="detail.text" form="grading">{{ detail.text }}</textarea></label>
{% endpartialdef %}
{% partialdef grading %}
{% for point in card.content.points %}
<label><input type="checkbox" name="detail.points.{{ forloop.counter0 }}" value="said" form="grading"> {{ point.text }}
</label>
{% endfor %}
<button class="button" form="grading" name="quality" value="">Grade by what I ticked</button>
{% endpartialdef %}
"""
