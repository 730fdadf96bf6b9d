"""Fitting the memory model to a log: what it is trained on, what judges it."""

import random
from datetime import date, timedelta

import pytest

from cards.scheduling import AGAIN, GOOD, HARD
from cards.scheduling.calibration import predictions
from cards.scheduling.fsrs import USUAL, Model, bounds, is_right, model_of
from cards.scheduling.training import cut_of, fitting, histories, judge, train

START = date(2026, 1, 5)
USUAL_WEIGHTS = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
FORGETFUL = (0.01, 0.02, 0.05, 0.2, *USUAL_WEIGHTS[4:])  # a first review holds for hours


def day(number):
    return START + timedelta(days=number)


def log_of(model, cards=60, chance=None):
    """Of a learner who forgets as this model says: each card on days 0, 1, 3, 7, 15 and 31 after it was met."""
    chance = chance or random.Random(7)
    log = []
    for number in range(cards):
        memory = None
        for wait in (0, 1, 3, 7, 15, 31):
            on = day(number + wait)
            quality = GOOD if memory is None or chance.random() < memory.recall(on) else AGAIN
            memory = model.memory_after(memory, on, quality)
            log.append((number, quality, on))
    return sorted(log, key=lambda row: row[2])


def test_a_history_is_trained_on_up_to_each_review_that_could_be_predicted():
    log = [(1, GOOD, day(0)), (2, AGAIN, day(0)), (1, HARD, day(1)), (1, GOOD, day(4))]

    assert histories(log) == [[(3, 0), (2, 1)], [(3, 0), (2, 1), (3, 3)]]


def test_repeats_of_the_same_day_are_trained_on_and_none_is_predicted():
    log = [(1, AGAIN, day(0)), (1, GOOD, day(0)), (1, GOOD, day(0)), (1, AGAIN, day(2))]

    assert histories(log) == [[(1, 0), (3, 0), (3, 0), (1, 2)]]


def test_as_many_reviews_are_trained_on_as_the_model_predicts():
    log = log_of(USUAL, cards=12)

    assert len(histories(log)) == len(predictions(log))


def test_weights_trained_on_a_forgetful_learner_predict_their_later_reviews_better():
    log = log_of(Model(FORGETFUL))

    weights = train(log[: cut_of(len(log))])
    verdict = judge(log, weights)

    assert is_right(weights)
    assert verdict.is_no_worse
    assert verdict.loss < verdict.loss_of_usual


def test_weights_of_another_learner_are_judged_worse():
    verdict = judge(log_of(USUAL), FORGETFUL)

    assert verdict.loss > verdict.loss_of_usual
    assert not verdict.is_no_worse


def test_the_usual_weights_are_no_worse_than_themselves():
    verdict = judge(log_of(USUAL), USUAL_WEIGHTS)

    assert verdict.loss == verdict.loss_of_usual
    assert verdict.judged == sum(each.place >= cut_of(360) for each in predictions(log_of(USUAL)))


def test_by_few_later_reviews_nothing_is_judged():
    assert judge(log_of(USUAL, cards=4), USUAL_WEIGHTS) is None
    assert train([]) is None


@pytest.mark.parametrize(
    "weights",
    [None, [], "weights", 3, [1.0] * 20, [*USUAL_WEIGHTS[:20], "0.15"], [*USUAL_WEIGHTS[:20], 9.0], [[1.0]] * 21],
    ids=["none", "empty", "text", "number", "twenty", "a-text", "beyond", "lists"],
)
def test_what_are_no_weights_is_the_usual_model(weights):
    assert model_of(weights) is USUAL


def test_the_same_weights_are_the_same_model():
    assert model_of(list(FORGETFUL)) is model_of(FORGETFUL)
    assert model_of(FORGETFUL).memory_after(None, START, GOOD).stability == 0.05
    assert USUAL.memory_after(None, START, GOOD).stability == 2.3065


def test_fitted_weights_are_brought_within_the_bounds_or_refused():
    beyond = (1_000.0, *USUAL_WEIGHTS[1:])

    assert fitting(beyond)[0] == bounds()[0][1]
    assert fitting((float("nan"), *USUAL_WEIGHTS[1:])) is None
    assert fitting(USUAL_WEIGHTS[:19]) is None
