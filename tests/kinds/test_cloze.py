import pytest

from cards.kinds import KINDS, render_card
from cards.kinds.cloze_text import parse_cloze

CLOZE = KINDS["cloze"]


def card(text, **more):
    return {"text": text, "points": [], "notes": "", "next": None} | more


def question(text, ordinal=1):
    return render_card("cloze", card(text), ordinal)["question"]


def answer(text, ordinal=1):
    return render_card("cloze", card(text), ordinal)["answer"]


def test_each_number_is_a_card_and_may_come_again():
    assert CLOZE.ordinals(card("{{c2::a}} {{c1::b}} {{c2::c}} {{c5::d}}")) == (1, 2, 5)


def test_the_question_shows_holes_for_its_number_and_the_answers_of_the_others():
    text = "{{c1::one::first}} {{c2::two}} {{c1::three}}"

    assert question(text, 1) == ('<p><span class="cloze">[first]</span> two <span class="cloze">[…]</span></p>\n')
    assert question(text, 2) == '<p>one <span class="cloze">[…]</span> three</p>\n'


def test_the_answer_shows_the_whole_text_and_marks_its_number():
    text = "{{c1::one::first}} {{c2::two}}"

    assert answer(text, 2) == '<p>one <mark class="cloze">two</mark></p>\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"{{c1::\frac{a}{b}}}", (r"\frac{a}{b}", "")),
        (r"{{c1::\frac{{a}}{b}}} c", (r"\frac{{a}}{b}", "")),
        ("{{c1::if (x) {}} end", ("if (x) {", "")),
        ("{{c1::{}}}", ("{}", "")),
        ("{{c1::total::bigint::}}", ("total::bigint", "")),
        ("{{c1::total::bigint::a cast}}", ("total::bigint", "a cast")),
        ("{{c1::`a::b`}}", ("`a::b`", "")),
        ("{{c1::`a::b`::hint}}", ("`a::b`", "hint")),
        ("{{c1::two\nlines:: hint }}", ("two\nlines", "hint")),
    ],
)
def test_answers_with_braces_and_colons(text, expected):
    (gap,) = parse_cloze(text).gaps

    assert (gap.answer, gap.hint) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "must not be empty"),
        ("no gap", "has no gap; write one as {{c1::answer}}"),
        ("a {{c1::b", "“{{c1::b”: the gap is never closed; end it with }}"),
        ("a {{c1::b and {{c2::c}}", "“{{c1::b and {{c2::c}}”: the gap is never closed"),
        ("{{c1::a {{c2::b}} c}}", "a gap cannot stand inside another gap"),
        ("{{c1:: }}", "the answer is empty"),
        ("{{c0::a}}", "gaps are numbered c1 to c20"),
        ("{{c21::a}}", "gaps are numbered c1 to c20"),
        ("$x^{{{c1::2}}}$", "a gap cannot stand inside a formula"),
        ("{{c1::a}}" + "x" * 64 * 1024, "longer than 64 KiB"),
    ],
)
def test_what_is_wrong_is_said(text, message):
    flaws = CLOZE.check(card(text))

    assert [flaw.field for flaw in flaws] == ["text"]
    assert message in flaws[0].message


def test_gaps_in_a_code_span():
    assert question("`f({{c1::x}})`") == '<p><code>f(<span class="cloze">[…]</span>)</code></p>\n'
    assert answer("`f({{c1::x}})`") == '<p><code>f(<mark class="cloze">x</mark>)</code></p>\n'


def test_gaps_in_a_code_fence_leave_its_colours():
    text = "```sql\nSELECT {{c1::id::column}} FROM t\n```"

    assert question(text) == (
        '<pre tabindex="0"><code><span class="k">SELECT</span> <span class="cloze">[column]</span> '
        '<span class="k">FROM</span> t\n</code></pre>\n'
    )
    assert '<mark class="cloze">id</mark>' in answer(text)


def test_a_gap_over_several_colours_of_code_stays_well_formed():
    assert answer("```sql\n{{c1::SELECT id}} FROM t\n```") == (
        '<pre tabindex="0"><code><mark class="cloze"><span class="k">SELECT</span> id</mark> '
        '<span class="k">FROM</span> t\n</code></pre>\n'
    )


def test_a_whole_code_fence_can_be_a_gap():
    text = "Write it:\n\n{{c1::```python\nx = 1\n```}}"

    assert question(text) == '<p>Write it:</p>\n<p><span class="cloze">[…]</span></p>\n'
    assert answer(text).startswith('<p>Write it:</p>\n<pre tabindex="0"><code><mark class="cloze">x = <span')


def test_gaps_in_a_table():
    text = "| a | b |\n| --- | --- |\n| {{c1::x}} | {{c2::y}} |"

    assert '<td><span class="cloze">[…]</span></td>\n<td>y</td>' in question(text)
    assert '<td><mark class="cloze">x</mark></td>\n<td>y</td>' in answer(text)


def test_a_formula_can_be_a_gap():
    assert CLOZE.check(card("{{c1::$x$}}")) == []
    assert answer("{{c1::$x$}}") == (
        '<p><mark class="cloze"><math display="inline"><mrow><mi>x</mi></mrow></math></mark></p>\n'
    )


def test_emphasis_around_within_and_across_a_gap():
    assert answer("**{{c1::a}}** {{c1::_b_}}") == (
        '<p><strong><mark class="cloze">a</mark></strong> <mark class="cloze"><em>b</em></mark></p>\n'
    )
    assert answer("{{c1::**a}} b**") == '<p><strong><mark class="cloze">a</mark> b</strong></p>\n'


def test_rare_characters_in_the_text_are_only_text():
    assert question("⸨0⸩ \U000f0000 {{c1::x}}") == '<p>⸨0⸩ \U000f0000 <span class="cloze">[…]</span></p>\n'


def test_title_shows_the_hole_and_not_the_answer():
    text = "`secret` first. " + "word " * 40 + "the {{c1::secret thing::what}} comes last"

    title = CLOZE.title(card(text), 1)

    assert title.endswith("the [what] comes last")
    assert title.startswith("…word")
    assert len(title) <= 102


def test_search_text_has_all_answers_points_and_notes():
    content = card("{{c1::One}} *two*", points=[{"text": "three", "critical": True}], notes="four `five`")

    assert CLOZE.search_text(content) == "One two\nthree\nfour five"
