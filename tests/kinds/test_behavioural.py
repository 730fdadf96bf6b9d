"""The kind `behavioural`: how it is written, what it shows, and what a review of it stores."""

import pytest
from django.template import engines

from cards.kinds import KINDS, Unfit, render_card
from cards.kinds.behavioural import RED_FLAGS
from cards.kinds.forms import FORMS, Unreadable
from cards.models import Card

BEHAVIOURAL = KINDS["behavioural"]
RUBRIC = "[60! own-part] Says what he did himself\n[40 result] Gives a number"


def card(**more):
    return {
        "question": "Tell me about a *mistake* of yours.",
        "judged": "Ownership.",
        "guide": "The effect, and what changed.",
        "weak": "> It was fixed.",
        "strong": "> I rolled back.",
        "rubric": FORMS["rubric"].typed(RUBRIC),
        "probes": FORMS["ladder"].typed("- Why?\n  No test."),
        "competencies": ["failure"],
        "notes": "",
    } | more


def test_it_is_practice_of_five_minutes():
    assert (BEHAVIOURAL.is_practice, BEHAVIOURAL.usual_minutes, BEHAVIOURAL.ordinals(card())) == (True, 5, (0,))


def test_its_front_is_the_question_and_its_back_has_all_parts():
    html = render_card("behavioural", card(), 0)

    assert list(BEHAVIOURAL.front(card(), 0)) == ["question"]
    assert "<blockquote>" in html["weak"]
    assert set(html) == {"question", "judged", "guide", "weak", "strong", "rubric", "probes", "notes"}


@pytest.mark.parametrize(
    ("prompt", "title"),
    [
        ("Tell me about a *mistake* of yours.", "A mistake of yours"),
        ("Describe work without a plan. How did you go on?", "Work without a plan"),
        ("Tell me about a time when you failed: a decision of yours.", "A time when you failed"),
        ("How do you ensure correctness?", "How do you ensure correctness?"),
        ("We have some minutes left. What would you like to ask me?", "What would you like to ask me?"),
        ("Describe : it.", "Describe : it."),
        ("Your story", "Your story"),
    ],
)
def test_its_title_is_what_the_story_is_about(prompt, title):
    assert BEHAVIOURAL.title(card(question=prompt), 0) == title


def test_a_learner_needs_only_a_question_a_guide_and_a_rubric():
    least = {"question": "Why us?", "guide": "One thing you used.", "rubric": card()["rubric"]}

    assert BEHAVIOURAL.check(least) == []
    assert render_card("behavioural", least, 0)["weak"] == ""


def test_competencies_come_from_a_table():
    assert FORMS["competencies"].typed("- failure\nwhy") == ["failure", "why"]
    with pytest.raises(Unreadable, match="“luck” is none of ownership, conflict"):
        FORMS["competencies"].typed("luck")
    assert "must be a list of competencies" in str(BEHAVIOURAL.check(card(competencies=["luck"]))[0])
    assert [str(flaw) for flaw in BEHAVIOURAL.check(card(competencies=["why", "why"]))] == [
        "competencies: each of them once"
    ]


def test_a_review_stores_the_story_that_was_told_and_the_flags():
    posted = {"points": {"0": "said", "1": ""}, "text": "Shorter.", "story": "7", "flags": {"blame": "on"}}

    stored = BEHAVIOURAL.stored_detail(posted, card())

    assert stored == {"points": {"0": "said"}, "text": "Shorter.", "story": 7, "flags": {"blame": "on"}}
    assert BEHAVIOURAL.stored_detail(stored, None) == stored
    assert BEHAVIOURAL.stored_detail({"story": "", "flags": {"blame": ""}}, card()) == {}


@pytest.mark.parametrize(
    "detail",
    [
        {"story": "seven"},
        {"story": 0},
        {"story": True},
        {"story": "²"},
        {"story": "99999999999"},
        {"story": [7]},
        {"flags": {"luck": "on"}},
        {"flags": {"blame": "yes"}},
        {"flags": ["blame"]},
        {"sketch": "boxes"},
    ],
    ids=str,
)
def test_what_it_does_not_store_is_refused(detail):
    with pytest.raises(Unfit):
        BEHAVIOURAL.stored_detail(detail, card())


def test_a_red_flag_caps_the_grade_at_two_and_says_why():
    everything = {"points": {"0": "said", "1": "said"}}

    assert BEHAVIOURAL.proposes(everything, card()) == 5
    flagged = BEHAVIOURAL.verdict(everything | {"flags": {"blame": "on"}}, card())
    assert (flagged.quality, flagged.score) == (2, 100)
    assert flagged.reason.startswith("100 of 100, but a red flag (I blamed somebody): would not pass")
    assert BEHAVIOURAL.proposes({"flags": {"blame": "on"}}, card()) == 0


def test_its_template_has_the_parts_that_practice_asks_for():
    grading = engines["django"].from_string(
        '{% load cards %}{% include card|kind_part:"question" %}{% include card|kind_part:"grading" %}'
    )
    shown = grading.render(
        {
            "card": Card(kind="behavioural", content=card(), html=render_card("behavioural", card(), 0)),
            "detail": {"points": {"1": "named"}, "flags": {"blame": "on"}},
        }
    )

    assert "<em>mistake</em>" in shown
    assert 'name="detail.points.1" value="named"\n            checked' in shown
    assert 'name="detail.flags.blame" checked' in shown
    assert all(said in shown for said in RED_FLAGS.values())
