"""The table that makes a quality of the points that were made, at each of its edges."""

import re
from pathlib import Path

import pytest

from cards.kinds import Unfit
from cards.kinds.rubric import LEAST, MEANINGS, clean_marks, missed, quality_of_key_points, score_of, verdict


def points(*weights, critical=()):
    return [
        {"text": f"Says {place}.", "weight": weight, "critical": place in critical, "dimension": "", "card": ""}
        for place, weight in enumerate(weights)
    ]


def said(*places):
    return {str(place): "said" for place in places}


@pytest.mark.parametrize(
    ("score", "quality"),
    [(100, 5), (90, 5), (89, 4), (75, 4), (74, 3), (60, 3), (59, 2), (40, 2), (39, 1), (15, 1), (14, 0), (0, 0)],
)
def test_each_edge_of_the_table(score, quality):
    rubric = points(*([score, 100 - score] if 0 < score < 100 else [100]))

    found = verdict(rubric, said(0) if score else {})

    assert (found.score, found.quality) == (score, quality)


@pytest.mark.parametrize(("score", "quality"), [(99, 2), (60, 2), (59, 2), (40, 2), (39, 1), (14, 0)])
def test_without_a_critical_point_nobody_passes(score, quality):
    rubric = points(score, 100 - score, critical=[1])

    assert verdict(rubric, said(0)).quality == quality


def test_a_critical_point_that_was_named_is_not_missing_but_costs_half_its_weight():
    rubric = points(80, 20, critical=[1])

    assert verdict(rubric, said(0) | {"1": "named"})[:2] == (5, 90)
    assert verdict(rubric, said(0)).quality == 2


@pytest.mark.parametrize(("seconds", "quality"), [(None, 5), (0, 5), (1500, 5), (1501, 4)])
def test_ninety_over_the_time_is_a_four(seconds, quality):
    assert verdict(points(90, 10), said(0), seconds=seconds, minutes=25).quality == quality


def test_time_moves_nothing_but_the_five():
    assert verdict(points(80, 20), said(0), seconds=9_999, minutes=25).quality == 4
    assert verdict(points(60, 40), said(0), seconds=9_999, minutes=25).quality == 3


def test_half_a_point_is_not_rounded_up():
    rubric = points(75, 15, 10)

    found = verdict(rubric, said(0) | {"1": "named"} | {"2": "named"})

    assert (found.score, found.quality) == (87, 4)
    assert verdict(points(82, 15, 3), said(0) | {"1": "named"}).quality == 4  # 89.5


def test_weights_of_any_sum_are_shares_of_a_hundred():
    assert score_of(points(1, 1, 1), said(0, 1)) * 3 == 200
    assert verdict(points(9, 1), said(0))[:2] == (5, 90)


@pytest.mark.parametrize(
    ("marks", "reason"),
    [
        (said(0, 1), "100 of 100, nothing critical missing: would pass, fluent."),
        (said(0), "80 of 100, but a critical point is missing: would not pass, though the answer looked familiar."),
        (said(1), "20 of 100: fragments."),
        ({}, "0 of 100: blank."),
    ],
)
def test_the_reason_is_said_in_words(marks, reason):
    assert verdict(points(80, 20, critical=[1]), marks).reason == reason


def test_over_the_time_is_said_in_words():
    assert verdict(points(100), said(0), seconds=3_000, minutes=25).reason == (
        "100 of 100, but over the 25 minutes: would pass with a nudge."
    )


def test_what_was_missed_has_the_critical_points_first_then_the_heaviest():
    rubric = points(10, 30, 20, 40, critical=[0])

    found = missed(rubric, {"1": "named", "3": "said"})

    assert [point["weight"] for point in found] == [10, 20, 30]


MARKS_OF_NO_POINT = [
    [], {"0": "shouted"}, {"7": "said"}, {"-1": "said"}, {"00": "said"}, {"x": "said"}, {"9" * 5_000: "said"},
]  # fmt: skip


@pytest.mark.parametrize("marks", MARKS_OF_NO_POINT)
def test_marks_of_no_point_are_refused(marks):
    with pytest.raises(Unfit):
        clean_marks(marks, 7)


def test_points_that_were_not_said_are_not_stored():
    assert clean_marks({"10": "named", "2": "said", "1": ""}, 11) == {"2": "said", "10": "named"}


# Key points of a short answer -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("points", "places", "quality"),
    [
        (4, (0, 1, 2, 3), 4),
        (4, (0, 1, 2), 3),
        (4, (0, 1), 2),
        (4, (0,), 1),
        (4, (), 0),
        (3, (0, 1), 3),
        (3, (0,), 1),
        (2, (0,), 2),
        (1, (0,), 4),
        (1, (), 0),
    ],
)
def test_key_points_speak_for_a_quality(points, places, quality):
    assert quality_of_key_points([{"text": "p"}] * points, said(*places)) == quality


def test_without_a_critical_key_point_it_was_not_recalled():
    key_points = [{"text": "a", "critical": True}, *[{"text": "b", "critical": False}] * 3]

    assert quality_of_key_points(key_points, said(1, 2, 3)) == 2
    assert quality_of_key_points(key_points, said(0, 1, 2)) == 3
    assert quality_of_key_points(key_points, said(1)) == 1


def test_the_page_about_grading_has_the_table_that_is_used():
    page = (Path(__file__).resolve().parents[2] / "docs" / "grading.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| (\d+) to \d+ \| (\d) \| (.+) \|$", page, re.MULTILINE)

    assert {int(quality): int(least) for least, quality, _ in rows} == LEAST | {0: 0}
    assert {int(quality): meaning for _, quality, meaning in rows} == MEANINGS


def test_the_example_of_the_page_about_grading():
    points = [{"weight": weight, "critical": place < 2} for place, weight in enumerate((30, 25, 20, 15, 10))]
    marks = {"0": "said", "1": "named", "2": "said"}

    named, left_out = verdict(points, marks), verdict(points, {"0": "said", "2": "said"})

    assert named == (3, 62, "62 of 100, nothing critical missing: borderline, it came with effort.")
    assert (left_out.quality, left_out.score) == (2, 50)
