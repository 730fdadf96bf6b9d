"""The kind `design`: how it is written, what it shows, and what a review of it stores."""

import pytest

from cards.kinds import KINDS, Unfit, render_card
from cards.kinds.forms import FORMS, Unreadable

DESIGN = KINDS["design"]
RUBRIC = "[60! failure] Says that a `429` is sent -> limit-reply\n[40 numbers] Works out 100 a second"
PROBES = "- And when the store is down?\n  Fail open, with an alarm.\n- Why?\n  Money waits, it is not lost."


def card(**more):
    return {
        "question": "Design a *rate limiter*.",
        "outline": ["Requirements", "Numbers"],
        "rubric": FORMS["rubric"].typed(RUBRIC),
        "model": "I count **tokens**.",
        "levels": "A senior says why.",
        "probes": FORMS["ladder"].typed(PROBES),
        "notes": "",
    } | more


def test_it_is_practice_of_twenty_five_minutes():
    assert (DESIGN.is_practice, DESIGN.usual_minutes, DESIGN.ordinals(card())) == (True, 25, (0,))


def test_its_front_gives_nothing_away_and_its_back_has_all_parts():
    html = render_card("design", card(), 0)

    assert list(DESIGN.front(card(), 0)) == ["question"]
    assert (
        '<li class="critical">Says that a <code>429</code> is sent <span class="weight">60</span></li>'
        in html["rubric"]
    )
    assert "<strong>tokens</strong>" in html["model"]
    assert "<summary>And when the store is down?</summary><p>Fail open, with an alarm.</p>" in html["probes"]
    assert "limit-reply" not in html["rubric"]


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Design a limiter: a million users, and more.", "Design a limiter"),
        ("Design `GET /v1.2`. It is slow.", "Design GET /v1.2"),
        ("“Explain indexing to me, and when it hurts.”", "Explain indexing to me"),
        ("Design it", "Design it"),
        ("; what?", "; what?"),
    ],
)
def test_its_title_is_what_is_to_be_designed(prompt, title):
    assert DESIGN.title(card(question=prompt), 0) == title


def test_a_card_with_the_least_has_empty_parts():
    html = render_card("design", {"question": "q", "rubric": card()["rubric"], "model": "m"}, 0)

    assert (html["levels"], html["probes"], html["notes"]) == ("", "", "")


@pytest.mark.parametrize("form", ["rubric", "ladder", "headings"])
def test_what_is_written_is_typed_again(form):
    value = {"rubric": card()["rubric"], "ladder": card()["probes"], "headings": card()["outline"]}[form]

    assert FORMS[form].typed(FORMS[form].written(value)) == value
    assert FORMS[form].read(enumerate(FORMS[form].laid_down(value).split("\n")), pytest.fail) == value


def test_a_typed_point_needs_only_its_text():
    assert FORMS["rubric"].typed("- Says why") == [
        {"text": "Says why", "critical": False, "weight": 10, "dimension": "", "card": ""}
    ]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("[0] Says", "expected a point"),
        ("[101] Says", "expected a point"),
        ("[15!]", "expected a point"),
        ("[15 luck] Says", "“luck” is none of requirements, numbers"),
        ("[15 data!] Says", "expected a point"),
    ],
)
def test_a_point_that_cannot_be_read_is_said(line, said):
    with pytest.raises(Unreadable, match="^" + said[:12]) as error:
        FORMS["rubric"].typed(line)

    assert said in str(error.value)


def test_an_arrow_to_no_card_stays_in_the_text():
    (point,) = FORMS["rubric"].typed("[10] Draws client -> server")

    assert (point["text"], point["card"]) == ("Draws client -> server", "")


def test_a_ladder_begins_with_a_question():
    with pytest.raises(Unreadable, match="expected a question"):
        FORMS["ladder"].typed("just text")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"question": " "}, "question: must not be empty"),
        ({"rubric": []}, "rubric: must not be empty"),
        ({"rubric": [{"text": "x"}]}, "rubric: must be a list of weighted points"),
        ({"rubric": card()["rubric"] * 11}, "rubric: at most 20 points"),
        ({"model": ""}, "model: must not be empty"),
        ({"probes": [{"ask": "Why?", "answer": ""}]}, "probes: “Why?” has no answer on the line below it"),
        ({"probes": card()["probes"] * 5}, "probes: at most 8 questions"),
    ],
)
def test_what_is_wrong_is_said(change, message):
    assert message in [str(flaw) for flaw in DESIGN.check(card(**change))]


def test_a_sound_card_has_no_flaws():
    assert DESIGN.check(card()) == []


def test_it_is_found_by_its_rubric_and_its_probes():
    words = DESIGN.search_text(card())

    assert words.startswith("Design a rate limiter.\n")
    assert "Works out 100 a second" in words
    assert "Money waits" in words


# What a review stores -------------------------------------------------------------------------------------------------


def test_points_text_and_sketch_are_stored_and_read_again():
    detail = {"points": {"0": "said", "1": ""}, "text": "## 1. Numbers\n\n100", "sketch": "", "other": ""}
    del detail["other"]

    stored = DESIGN.stored_detail(detail, card())

    assert stored == {"points": {"0": "said"}, "text": "## 1. Numbers\n\n100"}
    assert DESIGN.stored_detail(stored, None) == stored


@pytest.mark.parametrize(
    "detail",
    [
        {"other": 1},
        {"text": ["x"]},
        {"sketch": 1},
        {"points": {"2": "said"}},
        {"points": "said"},
        {"text": "é" * 12_001},
    ],
)
def test_what_it_does_not_store_is_refused(detail):
    with pytest.raises(Unfit):
        DESIGN.stored_detail(detail, card())


def test_its_points_and_its_time_speak_for_a_quality():
    everything = {"points": {"0": "said", "1": "said"}}

    assert DESIGN.proposes(everything, card(), seconds=1500, minutes=25) == 5
    assert DESIGN.proposes(everything, card(), seconds=1501, minutes=25) == 4
    assert DESIGN.proposes({"points": {"0": "said"}}, card()) == 3
    assert DESIGN.proposes({"text": "words"}, card()) == 0
    assert DESIGN.proposes({}, card()) is None
