"""A drill: how the results of its tests become a quality, which variant comes next, and what is kept."""

import pytest

from cards.kinds import KINDS, Unfit
from cards.kinds.drill import clean_files, next_variant
from cards.kinds.drill_verdict import drill_verdict

DRILL = KINDS["drill"]
CONTENT = {
    "title": "A change that vanishes",
    "about": "Two workers **read** the same row.",
    "points": [{"text": "reproduces it", "critical": True}],
    "asked": "- Without a version?",
    "family": "coding",
    "class": "lost-update",
    "variants": [
        {"slug": "ttl", "title": "Expiry", "minutes": 40, "mark": "0"},
        {"slug": "lfu", "title": "Use", "minutes": 20, "mark": "1"},
    ],
}
PASSED = {"variant": "ttl", "visible": [6, 6], "first": [10, 10], "hidden": [10, 10], "submissions": 1}
TOLD = {"hypothesis": "The version is compared the wrong way round.", "cause": "It was."}


def quality(detail, family="coding", minutes=40):
    return drill_verdict(detail, family, minutes=minutes).quality


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        pytest.param(PASSED | {"seconds": 30 * 60}, 5, id="all at once in three quarters of the time"),
        pytest.param(PASSED | {"seconds": 30 * 60 + 1}, 4, id="all at once in the time"),
        pytest.param(PASSED | {"seconds": 50 * 60}, 4, id="all at once in five quarters of it"),
        pytest.param(PASSED | {"seconds": 50 * 60 + 1}, 3, id="all at once but late"),
        pytest.param(PASSED, 4, id="all at once, time unknown"),
        pytest.param(PASSED | {"first": [8, 10], "hidden": [8, 10]}, 3, id="four fifths of the hidden ones"),
        pytest.param(PASSED | {"first": [7, 10], "hidden": [7, 10]}, 2, id="fewer"),
        pytest.param(PASSED | {"first": [2, 10], "submissions": 2}, 3, id="all on the second submission"),
        pytest.param(PASSED | {"first": [2, 10], "submissions": 3}, 2, id="all on the third"),
        pytest.param(PASSED | {"visible": [5, 6], "first": [9, 10], "hidden": [9, 10]}, 1, id="some visible ones"),
        pytest.param({"variant": "ttl", "visible": [6, 6]}, 2, id="visible ones, nothing submitted"),
        pytest.param({"variant": "ttl", "visible": [1, 6]}, 1, id="one visible one"),
        pytest.param({"variant": "ttl", "visible": [0, 6]}, 0, id="nothing passes"),
        pytest.param({"variant": "ttl"}, 0, id="nothing ran"),
    ],
)
def test_the_tests_speak_for_a_quality(detail, expected):
    assert quality(detail) == expected


@pytest.mark.parametrize(
    ("costs", "expected"),
    [
        ({"hints": 1}, 4),
        ({"hints": 3}, 2),
        ({"hints": 9}, 1),
        ({"solution": True}, 1),
        ({"solution": True, "hints": 2}, 1),
    ],
)
def test_hints_cost_one_each_and_an_opened_solution_nearly_everything(costs, expected):
    assert quality(PASSED | {"seconds": 600} | costs) == expected


def test_hints_and_the_solution_give_nobody_a_point():
    assert quality({"variant": "ttl", "visible": [0, 6], "hints": 2, "solution": True}) == 0


def test_a_hunt_asks_for_a_hypothesis_and_a_root_cause():
    fast = PASSED | {"seconds": 600}

    assert quality(fast | TOLD, "hunt") == 5
    assert quality(fast | {"hypothesis": "This."}, "hunt") == 4
    assert quality(fast | {"cause": "That."}, "hunt") == 4
    assert "without a root cause at most 4" in drill_verdict(fast | {"hypothesis": "This."}, "hunt", minutes=40).reason


def test_half_a_fix_is_a_two_however_many_hidden_tests_pass():
    half = PASSED | TOLD | {"first": [9, 10], "hidden": [9, 10]}

    verdict = drill_verdict(half, "hunt", minutes=40)

    assert verdict.quality == 2
    assert verdict.reason == (
        "The visible tests pass and a hidden one fails: half a fix: would not pass, though the answer looked familiar."
    )


def test_the_reason_says_what_it_was_and_what_it_cost():
    verdict = drill_verdict(PASSED | {"seconds": 18 * 60, "hints": 1}, "coding", minutes=45)

    assert verdict.reason == (
        "All hidden tests on the first submission, in 18 of 45 minutes; 1 hint costs 1: would pass with a nudge."
    )


def test_each_variant_has_its_own_minutes():
    detail = PASSED | {"seconds": 20 * 60}

    assert DRILL.proposes(detail, CONTENT) == 5
    assert DRILL.proposes(detail | {"variant": "lfu"}, CONTENT) == 4


def test_a_variant_that_was_never_done_comes_first_then_the_one_done_longest_ago():
    slugs = ["ttl", "lfu", "sizes"]

    assert next_variant(slugs, []) == "ttl"
    assert next_variant(slugs, [{"variant": "ttl"}]) == "lfu"
    assert next_variant(slugs, [{"variant": "sizes"}, {"variant": "ttl"}]) == "lfu"
    assert next_variant(slugs, [{"variant": "lfu"}, {"variant": "ttl"}, {"variant": "sizes"}]) == "sizes"
    assert next_variant(["ttl"], [{"variant": "ttl"}]) == "ttl"


def test_what_is_kept_of_a_drill_is_kept_as_it_was():
    detail = PASSED | TOLD | {"hints": 2, "part": 3, "seconds": 5_000, "solution": True}

    assert DRILL.stored_detail(detail, CONTENT) == detail
    assert DRILL.stored_detail(detail, None) == detail
    assert DRILL.stored_detail(PASSED | {"hints": 0, "cause": "  ", "solution": False}, CONTENT) == PASSED


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"variant": "nope"}, id="a variant that there is none of"),
        pytest.param({"variant": 7}, id="a variant that is a number"),
        pytest.param({"visible": [7, 6]}, id="more than all"),
        pytest.param({"hidden": [True, 6]}, id="a truth for a number"),
        pytest.param({"first": "6 of 6"}, id="words"),
        pytest.param({"hints": -1}, id="fewer hints than none"),
        pytest.param({"seconds": 1e9}, id="years"),
        pytest.param({"cause": "x" * 2_001}, id="a book"),
        pytest.param({"solution": "yes"}, id="yes"),
        pytest.param({"points": {"0": "said"}}, id="a rubric's points"),
    ],
)
def test_what_is_no_result_of_a_drill_is_refused(wrong):
    with pytest.raises(Unfit):
        DRILL.stored_detail(PASSED | wrong, CONTENT)


def test_files_are_texts_with_plain_paths():
    files = {"cache.py": "x = 1\n", "bank/__init__.py": "", "README.md": "é"}

    assert clean_files(files, most_bytes=100, most_lines=9, most_files=3) == files


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(["cache.py"], id="a list"),
        pytest.param({"cache.py": 7}, id="a number"),
        pytest.param({"../cache.py": ""}, id="up"),
        pytest.param({"/cache.py": ""}, id="root"),
        pytest.param({"a//b.py": ""}, id="nothing between"),
        pytest.param({"lib/checks.py": ""}, id="ours"),
        pytest.param({"hidden/part_1.py": ""}, id="tests"),
        pytest.param({"lib": ""}, id="called as a folder of ours"),
        pytest.param({"bank": "", "bank/rate.py": ""}, id="file and folder"),
        pytest.param({"x" * 101: ""}, id="long"),
        pytest.param({"a.py": "\0"}, id="number 0"),
        pytest.param({"a.py": "\ud800"}, id="half a character"),
        pytest.param({"a.py": "é" * 50}, id="bytes"),
        pytest.param({"a.py": "\n" * 6, "b.py": "\r\u2028" * 2}, id="lines"),
        pytest.param({f"{number}.py": "" for number in range(4)}, id="many"),
    ],
)
def test_other_files_are_refused(files):
    with pytest.raises(Unfit):
        clean_files(files, most_bytes=100, most_lines=9, most_files=3)
