"""Does the model know a learner: what is predicted, and how it is scored."""

from datetime import date, timedelta
from math import log
from random import Random

import pytest

from cards.scheduling import AGAIN, GOOD, HARD
from cards.scheduling.calibration import LEAST, Prediction, calibration, log_loss, past_means, predictions
from cards.scheduling.fsrs import USUAL

TODAY = date(2026, 11, 23)


def day(number):
    return TODAY + timedelta(days=number)


def test_each_later_review_of_a_card_is_predicted_from_those_before_it():
    told = predictions([(1, GOOD, day(0)), (2, GOOD, day(1)), (1, AGAIN, day(4)), (1, GOOD, day(4)), (1, HARD, day(6))])

    first = USUAL.memory_after(None, day(0), GOOD)
    second = USUAL.memory_after(USUAL.memory_after(first, day(4), AGAIN), day(4), GOOD)
    assert told == [Prediction(first.recall(day(4)), False, 2), Prediction(second.recall(day(6)), True, 4)]


def test_log_loss_by_hand():
    assert log_loss([(0.9, True), (0.9, False)]) == pytest.approx(-(log(0.9) + log(0.1)) / 2)
    assert log_loss([]) is None
    assert log_loss([(1.0, False)]) < 10  # nobody is surer than one in ten thousand


def test_the_plain_mean_knows_what_was_recalled_until_then():
    told = [Prediction(0.5, True), Prediction(0.5, False), Prediction(0.5, True)]

    assert [round(mean, 3) for mean, _ in past_means(told)] == [0.9, 0.95, 0.633]


def test_ten_bins_of_as_many_reviews_each_from_the_least_sure_on():
    chance = Random(7)
    recalls = [chance.uniform(0.4, 1) for _ in range(1000)]
    told = calibration([Prediction(recall, chance.random() < recall) for recall in recalls])

    assert [part.reviews for part in told.bins] == [100] * 10
    assert [part.predicted for part in told.bins] == sorted(part.predicted for part in told.bins)
    assert all(abs(part.predicted - part.recalled) < 0.15 for part in told.bins)
    assert told.is_better


def test_a_model_that_is_no_better_than_the_mean_is_told_so():
    chance = Random(7)
    told = calibration([Prediction(chance.uniform(0.4, 1), chance.random() < 0.9) for _ in range(1000)])

    assert not told.is_better


@pytest.mark.parametrize(
    ("nearer", "is_better", "is_worse"),
    [(0, False, False), (0.01, False, False), (-0.01, False, False), (0.5, True, False), (-0.5, False, True)],
)
def test_a_score_that_reads_as_that_of_the_mean_is_no_better_and_no_worse(nearer, is_better, is_worse):
    """Recalled each time, the mean says 0.9, 0.95, 0.967 …; the model is so much nearer to 1."""
    shares = [1 - 0.1 / (place + 1) for place in range(LEAST)]

    told = calibration([Prediction(share + nearer * (1 - share), True) for share in shares])

    assert (told.is_better, told.is_worse) == (is_better, is_worse)


def test_few_reviews_tell_nothing():
    assert calibration([Prediction(0.9, True)] * (LEAST - 1)) is None
    assert calibration([Prediction(0.9, True)] * LEAST)
