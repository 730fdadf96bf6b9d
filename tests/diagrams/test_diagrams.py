"""Diagrams: what each type draws, and that what cannot be drawn says why and where."""

import re
from pathlib import Path

import pytest

from cards.diagrams import DiagramError, draw
from cards.markdown import DIAGRAM_ATTRIBUTES, DIAGRAM_CLASSES, render
from tests.safe_html import unsafe_parts

DECKS = Path(__file__).parents[2] / "cards" / "decks"
FENCES = [
    pytest.param(source, id=f"{path.stem}-{number}")
    for path in sorted(DECKS.glob("*/topics/*.md"))
    for number, source in enumerate(re.findall(r"^```diagram\n(.*?)^```$", path.read_text(), re.DOTALL | re.MULTILINE))
]


def test_a_diagram_is_a_picture_with_a_name():
    html = render("```diagram\ntitle: From a < b\nboxes\nrow: a\nrow: b\na -> b: go\n```")

    assert html.startswith('<svg class="diagram" viewBox="0 0 340 ')
    assert 'role="img"><title>From a &lt; b</title>' in html
    assert re.findall(r"<text [^>]*>([^<]*)</text>", html) == ["a", "b", "go"]


@pytest.mark.parametrize("source", FENCES)
def test_the_last_wall_lets_through_all_of_a_built_in_diagram(source):
    drawn = draw(source)

    html = render(f"```diagram\n{source}```")

    assert html.count("<path") == drawn.count("<path")
    assert html.count("class=") == drawn.count("class=")
    assert html.count('"') == drawn.count('"')
    assert unsafe_parts(html) == []


@pytest.mark.parametrize("source", FENCES)
def test_nothing_stands_outside_of_the_picture(source):
    svg = draw(source)
    height = int(re.search(r'viewBox="0 0 340 (\d+)"', svg)[1])

    assert all(0 <= float(x) <= 340 for x in re.findall(r'\bc?x="([^"]+)"', svg))
    assert all(0 <= float(y) <= height for y in re.findall(r'\bc?y="([^"]+)"', svg))


def test_at_least_ten_built_in_cards_have_a_diagram():
    assert len(FENCES) >= 10


def test_a_key_belongs_to_the_next_node_clockwise_past_the_top_too():
    svg = draw("title: t\nring\nnode A @ 20\nnode B @ 200\nkey k @ 350")

    start, end = re.search(r'class="line key" d="M([\d.]+) [\d.]+A74 74 0 0 1 ([\d.]+) ', svg).groups()
    assert float(start) < 170 < float(end)


def test_an_arrow_goes_round_a_box_in_its_way():
    svg = draw("title: t\nboxes\nwide: a\nrow: b | .\nwide: c\na -> c")

    b_right = sum(map(float, re.findall(r'<rect class="box" x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg)[1]))
    assert float(re.search(r'class="line" d="M([\d.]+) ', svg)[1]) > b_right


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("", 1, "the first line must be"),
        ("title: t\ncake", 2, "the second line must be one of boxes, timeline, ring"),
        ("title: t\nboxes", 2, "there are no boxes"),
        ("title: t\nboxes\nrow: a | a", 3, "two boxes “a”"),
        ("title: t\nboxes\nrow: a\n\na -> b", 5, "there is no box “b”"),
        ("title: t\nboxes\nrow: a\na > b", 4, "neither a row nor"),
        ("title: t\nboxes\nrow: a\na -> a", 4, "another box"),
        ("title: t\nboxes\nrow: a | b\na -> b\na -> b", 4, "twice"),
        ("title: t\nboxes\nrow: a | b | c\na -> c", 4, "would cross another box"),
        ("title: t\nboxes\nrow: a |", 3, "a box is empty"),
        ("title: t\nboxes\nrow: " + "w" * 60, 3, "too wide"),
        ("title: t\nboxes\nrow: " + "w " * 160, 3, "longer than 160 characters"),
        ("title: t\nboxes\nrow: a|b|c|d|e|f|g", 3, "at most 6 in a row"),
        ("title: t\nboxes" + "\nrow: a" * 40, 41, "at most 40 lines"),
        ("title: " + "t" * 201 + "\nboxes\nrow: a", 1, "title is longer"),
        ("title: t\nboxes\nrow: a" + " " * 4000, 1, "longer than 4000 characters"),
        ("title: t\nboxes\nrow: {{c1::a}}", 1, "a gap cannot stand in a diagram"),
        ("title: t\ntimeline", 2, "a timeline begins with"),
        ("title: t\ntimeline\nlanes: a | a", 3, "a name of its own"),
        ("title: t\ntimeline\nlanes: a | b\na -> c: x", 4, "there is no lane “c”"),
        ("title: t\ntimeline\nlanes: a | b\n@5 a: x", 4, "write a time as"),
        ("title: t\ntimeline\nlanes: a | b\na: x | a: y", 4, "overlap"),
        ("title: t\nring\nkey k @ 20", 2, "there are no nodes"),
        ("title: t\nring\nnode a @ 360", 3, "is neither"),
    ],
)
def test_what_cannot_be_drawn_says_why_and_where(source, line, message):
    with pytest.raises(DiagramError, match=re.escape(message)) as error:
        draw(source)

    assert error.value.line == line
    html = render(f"```diagram\n{source}\n```")
    assert "<svg" not in html
    assert f"<p>Line {line} of this diagram: " in html


def test_the_style_sheet_knows_every_class_of_a_diagram():
    css = Path("static/css/diagram.css").read_text()
    names = set().union(*DIAGRAM_CLASSES.values()) - {"name"}

    assert {name for name in names if f".{name}" not in css} == set()
    assert DIAGRAM_CLASSES.keys() == DIAGRAM_ATTRIBUTES.keys()
