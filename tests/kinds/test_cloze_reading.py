"""With every gap replaced by its answer a text has one reading, and both sides of each of its cards have it."""

import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cards.kinds import KINDS, render_card
from cards.kinds.cloze_text import parse_cloze
from cards.markdown import render
from cards.pieces import pieces
from tests.safe_html import unsafe_parts

CLOZE = KINDS["cloze"]
MARK, HOLE = re.compile(r'<mark class="cloze">|</mark>'), re.compile(r'<span class="cloze">\[.*?\]</span>', re.DOTALL)
MARKED = re.compile(r'<mark class="cloze">.*?</mark>', re.DOTALL)


def card(text):
    return {"text": text, "points": [], "notes": ""}


def sides(text, ordinal=1):
    html = render_card("cloze", card(text), ordinal)
    return html["question"], html["answer"]


def flaws(text):
    return [flaw.message for flaw in CLOZE.check(card(text))]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("これは**{{c1::太字}}**です", '<p>これは<strong><mark class="cloze">太字</mark></strong>です</p>\n'),
        ("これは*{{c1::斜体}}*です", '<p>これは<em><mark class="cloze">斜体</mark></em>です</p>\n'),
        ("これは{{c1::**太字**}}です", '<p>これは<mark class="cloze"><strong>太字</strong></mark>です</p>\n'),
        ("これは~~{{c1::x}}~~です", '<p>これは<s><mark class="cloze">x</mark></s>です</p>\n'),
        ("a**{{c1::b}}**c", '<p>a<strong><mark class="cloze">b</mark></strong>c</p>\n'),
        ("a_{{c1::b}}_c", '<p>a_<mark class="cloze">b</mark>_c</p>\n'),
        ("snake_{{c1::case}}_name", '<p>snake_<mark class="cloze">case</mark>_name</p>\n'),
        ("_{{c1::a}}_b", '<p>_<mark class="cloze">a</mark>_b</p>\n'),
        ("2*{{c1::3}}*4 is 24", '<p>2<em><mark class="cloze">3</mark></em>4 is 24</p>\n'),
        ("costs $5-${{c1::10}} a month", '<p>costs $5-$<mark class="cloze">10</mark> a month</p>\n'),
        ("`{{c1::a}}` and `b`", '<p><code><mark class="cloze">a</mark></code> and <code>b</code></p>\n'),
        ("{{c1::`}}a`", "<p><code>a</code></p>\n"),
        (r"\{{c1::*}}a", '<p><mark class="cloze">*</mark>a</p>\n'),
        (r"\{{c1::x}}", '<p>\\<mark class="cloze">x</mark></p>\n'),
        ("&{{c1::amp}};", '<p><mark class="cloze">&amp;</mark></p>\n'),
        ("1{{c1::.}} a", "<ol>\n<li>a</li>\n</ol>\n"),
        ("{{c1::- }}a", "<ul>\n<li>a</li>\n</ul>\n"),
        ("# {{c1::a}} b #", '<h4><mark class="cloze">a</mark> b</h4>\n'),
        ("{{c1::a}}\n---", '<h5><mark class="cloze">a</mark></h5>\n'),
        ("> {{c1::a}}\nb", '<blockquote>\n<p><mark class="cloze">a</mark>\nb</p>\n</blockquote>\n'),
        ("{{c1::<https://e.com/a>}}", '<mark class="cloze"><a href="https://e.com/a"'),
        ("[{{c1::docs}}](https://e.com)", '<a href="https://e.com" rel="noopener noreferrer nofollow"><mark'),
        ("{{c1::![a](https://b)}}", '<p><mark class="cloze">a</mark></p>\n'),
        ("![{{c1::a}} b](https://c)", '<p><mark class="cloze">a</mark> b</p>\n'),
        ("``{{c1::a`b}}``", '<p><code><mark class="cloze">a`b</mark></code></p>\n'),
        ("`` {{c1::`a`}} ``", '<p><code><mark class="cloze">`a`</mark></code></p>\n'),
    ],
)
def test_marks_change_nothing_beside_them(text, answer):
    assert answer in sides(text)[1]


def test_money_beside_gaps_is_money():
    question, answer = sides("costs $5-${{c1::10}} a month")

    assert question == '<p>costs $5-$<span class="cloze">[…]</span> a month</p>\n'
    assert "<math" not in answer


@pytest.mark.parametrize(
    "text",
    [
        "costs ${{c1::5}}-${{c2::10}} a month",
        "{{c1::$HOME}} and {{c2::$PATH}}",
        "{{c1::$5}} or {{c2::$6}}",
        "{{c1::$x^2$}} and {{c2::$$y$$}}",
        "US${{c1::3}}.50",
    ],
)
def test_dollars_in_gaps_that_are_no_formula_are_taken(text):
    assert flaws(text) == []
    assert "<math" not in sides(text)[1] or "^2" in text


@pytest.mark.parametrize("text", ["$1+{{c1::1}}=2$", "$${{c1::x}} = 1$$", "$$\na{{c1::b}}\n$$", "a {{c1::$x}}$ b"])
def test_a_gap_within_a_formula_is_refused(text):
    assert ["inside a formula" in flaw for flaw in flaws(text)] == [True]


def test_the_second_answer_is_on_the_second_card():
    text = "{{c1::*}}args, {{c2::*}}rest"

    assert sides(text, 1)[1] == '<p><mark class="cloze">*</mark>args, *rest</p>\n'
    assert sides(text, 2) == (
        '<p>*args, <span class="cloze">[…]</span>rest</p>\n',
        '<p>*args, <mark class="cloze">*</mark>rest</p>\n',
    )


def test_a_list_as_an_answer_is_one_list():
    question, answer = sides("OSI:\n\n{{c1::- physical\n- link\n- network}}")

    assert answer.count("<ul>") == 1
    assert re.findall(r"<li>(.*?)</li>", answer) == [
        f'<mark class="cloze">{layer}</mark>' for layer in ("physical", "link", "network")
    ]
    assert question == '<p>OSI:</p>\n<p><span class="cloze">[…]</span></p>\n'


@pytest.mark.parametrize("text", ["- a\n{{c1::- b\n- c}}\n- d", "1. a\n{{c1::2. b\n3. c}}\n4. d"])
def test_items_as_an_answer_stay_in_their_list(text):
    question, answer = sides(text)

    assert (answer.count("<li>"), answer.count("l>\n<li>")) == (4, 1)
    assert re.findall(r"<li>(.*?)</li>", question) == ["a", '<span class="cloze">[…]</span>', "d"]


def test_a_title_keeps_blocks_apart():
    assert CLOZE.title(card("a\n\n{{c1::b\n\nc}}\n\nd"), 1) == "a […] d"


def test_a_fence_as_an_answer_stays_in_its_item():
    text = "- so:\n\n  {{c1::```python\n  x = 1\n  ```}}\n- next"

    question, answer = sides(text)

    assert re.search(r"<li>\n<p>so:</p>\n<pre.*x = .*</pre>\n</li>\n<li>", answer, re.DOTALL)
    assert answer.count("<ul>") == question.count("<ul>") == 1
    assert '<p>so:</p>\n<p><span class="cloze">[…]</span></p>\n</li>' in question


def test_rows_cells_and_pipes_as_answers():
    head = "| a | b |\n| --- | --- |\n"

    assert '<td><mark class="cloze">a</mark></td>\n<td>a</td>' in sides(f"{head}| {{{{c1::a}}}} | a |")[1]
    assert '<td>a</td>\n<td><mark class="cloze">a</mark></td>' in sides(f"{head}| a | {{{{c1::a}}}} |")[1]
    assert '<td><mark class="cloze">x|y</mark></td>\n<td>z</td>' in sides(rf"{head}| {{{{c1::x\|y}}}} | z |")[1]
    assert sides(f"{head}{{{{c1::| c | d |\n| e | f |}}}}\n| g | h |")[0].count("<tr>") == 3


@pytest.mark.parametrize(
    "text",
    [
        "[docs](https://example.com/{{c1::path}})",
        "[docs]({{c1::https://example.com/path}})",
        "![a](https://example.com/{{c1::x.png}})",
        "<https://e.com/{{c1::a}}>",
        "[docs][1]\n\n[1]: https://example.com/{{c1::path}}",
        "```{{c1::python}}\nx\n```",
        "**{{c1::}}**{{c2::x}}**",
        "{{c1::*}}a*",
        "| a |\n| {{c1::---}} |\n| b |",
        "{{c1::&nbsp;}}",
        "{{c1::***}}",
        "{{c1::\u200b}}",
        "{{c1::![](https://e.com/x.png)}}",
    ],
)
def test_a_gap_that_would_show_nothing_is_refused(text):
    assert flaws(text)


def test_an_address_in_a_gap_is_not_told_by_the_question():
    assert "secret" not in sides("See {{c1::[here](https://e.com/secret)}}.")[0]
    assert flaws("See [he{{c1::re](https://e.com/secret)}}.")


def test_the_question_of_a_diagram_in_a_gap_is_a_hole():
    question, answer = sides("a\n\n{{c1::```diagram\ntitle: t\nboxes\nrow: b\n```}}")

    assert question == '<p>a</p>\n<p><span class="cloze">[…]</span></p>\n'
    assert "<svg" in answer


PARTS = st.sampled_from([
    *"*_`~$|<>[]()!#&\\- \n:", "**", "~~", "``", "```\n", "\n\n", "- ", "1. ", "> ", "    ", "\t", "  \n", "---\n",
    "| a | b |\n|-|-|\n", "\\|", "x|y", "](https://e.com)", "[a]: https://e.com\n", "<https://e.com>", "&amp;", "\\*",
    "$x$", "$$\ny\n$$\n", "```python\nx = 'a'\n```\n", "太字", "\u3000", "“", "é", "a", "b c", "1",
])  # fmt: skip
TEXTS = st.lists(PARTS, max_size=12).map("".join)


@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4), TEXTS)
@settings(max_examples=300, deadline=None)
@example("a", ["**", "b"], "**")
@example("", ["*::```\n"], "")
@example("", ["[<https://e.com>"], "](https://e.com)")
def test_both_sides_have_the_reading_of_the_whole_text(before, answers, after):
    text = before + after.join(f"{{{{c{index}::{answer}::}}}}" for index, answer in enumerate(answers, 1)) + after
    cloze = parse_cloze(text)
    if not cloze.gaps:
        return
    whole = render(cloze.filled()[0])

    for ordinal in CLOZE.ordinals(card(text)):
        question, answer = sides(text, ordinal)

        assert unsafe_parts(question) + unsafe_parts(answer) == []
        assert MARK.sub("", answer) == whole
        assert _words(HOLE.sub("", question)) == _words(MARKED.sub("", answer))


@given(TEXTS, st.data())
@settings(max_examples=300, deadline=None)
def test_pieces_joined_are_the_same_wherever_the_gaps_are(text, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))

    html = "".join(piece.html for piece in pieces(text, spans))

    assert html == "".join(piece.html for piece in pieces(text, []))


def _words(html):
    return "".join(unescape(re.sub(r"<[^>]*>", "", html)).split())
