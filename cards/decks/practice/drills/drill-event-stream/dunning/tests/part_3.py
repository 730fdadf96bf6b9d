from tests.helpers import USUAL, event, planned


def test_a_new_card_is_tried():
    assert planned(event(0, "failed"), event(2, "card_updated")) == sorted([*USUAL, (2, "retry_now")])


def test_a_new_card_on_the_day_of_a_retry():
    assert planned(event(0, "failed"), event(3, "card_updated")) == USUAL
