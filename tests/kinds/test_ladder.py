"""How far a climb came, what it asks next, and where the next one begins."""

import pytest

from cards.kinds import KINDS
from cards.kinds.ladder import Climb


@pytest.mark.parametrize(
    ("start", "had", "reached", "following", "next_start"),
    [
        (0, (), 0, 0, 0),  # not begun
        (0, (True,), 1, 1, 0),
        (0, (True, True, True), 3, 3, 2),  # stopped at the fourth, so the next begins with the third
        (0, (True, True, True, False), 3, None, 2),
        (0, (False,), 0, None, 0),
        (2, (False,), 2, None, 1),  # every miss goes a rung down
        (2, (True, True, True), 5, None, 3),  # at the top: one below it
    ],
)
def test_a_climb_of_five_rungs(start, had, reached, following, next_start):
    climb = Climb(5, start, had)

    assert (climb.reached, climb.next, climb.next_start) == (reached, following, next_start)


def test_a_ladder_that_was_shortened_has_an_end():
    climb = Climb(2, 3, (True, True))

    assert (climb.reached, climb.next, climb.next_start) == (2, None, 0)


def test_a_kind_has_the_ladder_of_its_section_of_that_form_or_none():
    rungs = [{"ask": "And then?", "answer": "It fails open."}]

    assert KINDS["design"].ladder({"probes": rungs}) == rungs
    assert KINDS["behavioural"].ladder({"probes": rungs}) == rungs
    assert KINDS["design"].ladder({}) == []
    assert KINDS["recall"].ladder({"question": "Why?", "answer": "So."}) == []
