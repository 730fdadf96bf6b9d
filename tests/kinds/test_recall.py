import pytest

from cards.kinds import KINDS, render_card

RECALL = KINDS["recall"]


def card(**more):
    return {"question": "Why *so*?", "answer": "Because.", "points": [], "notes": "", "next": None} | more


def test_a_question_is_one_card():
    assert RECALL.ordinals(card()) == (0,)


def test_rendered_fields():
    points = [{"text": "`a` first", "critical": True}, {"text": "then b", "critical": False}]

    html = render_card("recall", card(points=points, notes="See **this**."), 0)

    assert html == {
        "question": "<p>Why <em>so</em>?</p>\n",
        "answer": "<p>Because.</p>\n",
        "points": '<ul class="points"><li class="critical"><code>a</code> first</li><li>then b</li></ul>',
        "notes": "<p>See <strong>this</strong>.</p>\n",
    }


def test_fields_that_a_card_does_not_have_are_empty():
    html = render_card("recall", {"question": "q", "answer": "a"}, 0)

    assert (html["points"], html["notes"]) == ("", "")


def test_the_front_gives_nothing_away():
    assert list(RECALL.front(card(), 0)) == ["question"]


@pytest.mark.parametrize(
    ("change", "field", "message"),
    [
        ({"question": " "}, "question", "must not be empty"),
        ({"answer": ""}, "answer", "must not be empty"),
        ({"question": 5}, "question", "must be text"),
        ({"answer": "é" * 33_000}, "question", "longer than 64 KiB"),
        ({"points": [{"text": "", "critical": False}]}, "points", "one line of text"),
        ({"points": [{"text": "a\nb", "critical": False}]}, "points", "one line of text"),
        ({"points": ["a"]}, "points", "list of texts"),
        ({"points": [{"text": "a", "critical": False}] * 21}, "points", "at most 20 points"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(change, field, message):
    flaws = RECALL.check(card(**change))

    assert [flaw.field for flaw in flaws] == [field]
    assert message in flaws[0].message


def test_every_missing_text_is_said_at_once():
    assert [flaw.field for flaw in RECALL.check({})] == ["question", "answer"]


def test_title_is_one_short_plain_line():
    assert RECALL.title(card(), 0) == "Why so?"
    assert RECALL.title(card(question="word " * 40), 0) == "word " * 19 + "word…"


def test_search_text_has_every_word():
    content = card(points=[{"text": "**point**", "critical": False}], notes="note")

    assert RECALL.search_text(content) == "Why so?\nBecause.\npoint\nnote"
