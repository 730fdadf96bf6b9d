"""Hints of an answer: which point the next one leads to, what it says, and that the point counts half at most."""

import pytest

from cards.kinds import KINDS, Unfit
from cards.kinds.dimensions import DIMENSIONS
from cards.kinds.forms import FORMS
from cards.kinds.hints import NUDGES, next_hint

CONTENT = {
    "rubric": FORMS["rubric"].typed(
        "[30 numbers] Works out the load\n[25! failure] Says what happens when it is down\n[20! failure] Fails open\n"
        "[15 api] Names the call\n[10] Names a graph"
    )
}


def test_each_dimension_has_one_question_of_the_interviewer():
    assert NUDGES.keys() == DIMENSIONS.keys()


def test_they_lead_to_what_is_critical_then_to_what_weighs_most_and_name_each_dimension_once():
    hints = []
    while (place := next_hint(CONTENT["rubric"], hints)) is not None:
        hints.append(place)

    assert hints == [1, 0, 3]


@pytest.mark.parametrize("kind", [KINDS["design"], KINDS["behavioural"]], ids=["design", "behavioural"])
def test_a_point_that_was_hinted_is_stored_as_named_and_weighs_half(kind):
    detail = kind.hinted({"points": {"0": "said", "1": "said", "2": "said"}}, CONTENT)

    stored = kind.stored_detail(detail, CONTENT)

    assert kind.nudges(detail, CONTENT) == ["What about failure?"]
    assert stored == {"points": {"0": "said", "1": "named", "2": "said"}, "hints": [1]}
    assert kind.stored_detail(stored, None) == stored
    assert kind.verdict(detail, CONTENT).score == kind.verdict(stored, CONTENT).score == 62
    assert kind.share(detail, CONTENT) == 0.625
    assert kind.proposes(detail, CONTENT) == 3


def test_what_an_edit_left_of_hints_is_kept_and_what_is_none_refused():
    design = KINDS["design"]

    assert design.stored_detail({"hints": [1, 7, 1]}, CONTENT) == {"hints": [1]}
    for hints in ("1", [-1], [True], {"1": "on"}):
        with pytest.raises(Unfit):
            design.stored_detail({"hints": hints}, CONTENT)
