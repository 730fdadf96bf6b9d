from tests.helpers import USUAL, event, planned


def with_updates(*days, **options):
    return planned(event(0, "failed"), *[event(day, "card_updated") for day in days], **options)


def test_several_updates():
    assert with_updates(2, 4) == sorted([*USUAL, (2, "retry_now"), (4, "retry_now")])


def test_several_updates_on_one_day():
    events = [event(0, "failed"), event(2, "card_updated", seq=1), event(2, "card_updated", seq=2)]

    assert planned(*events) == sorted([*USUAL, (2, "retry_now")])


def test_on_the_day_of_the_failure():
    update = event(0, "card_updated", seq=5)

    assert planned(event(0, "failed", seq=6), update) == USUAL
    assert planned(event(0, "failed", seq=4), update) == [(0, "retry_now"), *USUAL]


def test_before_the_failure():
    assert planned(event(-1, "card_updated"), event(0, "failed")) == USUAL
    assert planned(event(3, "card_updated")) == []


def test_the_final_retry_stays_final():
    assert with_updates(7) == USUAL


def test_on_the_day_of_the_mark():
    assert with_updates(8) == [*USUAL[:4], (8, "retry_now"), (9, "mark_uncollectible")]
    assert with_updates(8, 9) == [*USUAL[:4], (8, "retry_now"), (9, "retry_now"), (10, "mark_uncollectible")]


def test_after_the_mark():
    assert with_updates(9) == USUAL
    assert with_updates(8, 10) == [*USUAL[:4], (8, "retry_now"), (9, "mark_uncollectible")]


def test_an_update_and_a_payment():
    assert planned(event(0, "failed"), event(2, "card_updated"), event(3, "paid")) == [(1, "retry"), (2, "retry_now")]
    assert planned(event(0, "failed"), event(2, "card_updated", seq=1), event(2, "paid", seq=2)) == [(1, "retry")]
    assert planned(event(0, "failed"), event(2, "paid"), event(4, "card_updated")) == [(1, "retry")]


def test_up_to_the_horizon():
    assert with_updates(2, 4, horizon=3) == [(1, "retry"), (2, "retry_now"), (3, "retry")]


def test_between_the_retries_of_long_pauses():
    assert with_updates(4, 5, offsets=(1, 9))[1:3] == [(4, "retry_now"), (5, "retry_now")]
