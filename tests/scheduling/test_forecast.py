from datetime import date, timedelta

from cards.scheduling import Waiting, days_asked

TODAY = date(2026, 3, 10)


def on(ahead, text="", seconds=0):
    return Waiting(TODAY + timedelta(days=ahead), text, seconds=seconds)


def asked(waiting, *, reviews=9, reviews_today=9, seconds=None):
    """[(days from today, the places of the cards that are asked)]."""
    places = {id(card): place for place, card in enumerate(waiting)}
    days = days_asked(waiting, TODAY, reviews=reviews, reviews_today=reviews_today, seconds=seconds)
    return [((day - TODAY).days, [places[id(card)] for card in cards]) for day, cards in days]


def test_cards_are_asked_on_their_days_and_days_without_any_are_left_out():
    assert asked([on(3), on(0), on(0), on(7)]) == [(0, [1, 2]), (3, [0]), (7, [3])]
    assert asked([]) == []


def test_what_does_not_fit_into_a_day_comes_first_on_the_next():
    assert asked([on(0)] + [on(0) for _ in range(4)], reviews=2, reviews_today=1) == [
        (0, [0]),
        (1, [1, 2]),
        (2, [3, 4]),
    ]
    assert asked([on(0), on(0), on(1)], reviews=1, reviews_today=1) == [(0, [0]), (1, [1]), (2, [2])]
    assert asked([on(0), on(2)], reviews=2, reviews_today=0) == [(1, [0]), (2, [1])]


def test_of_a_text_one_is_asked_a_day():
    assert asked([on(0, "text"), on(0, "text"), on(0), on(0, "other")]) == [(0, [0, 2, 3]), (1, [1])]


def test_a_day_holds_so_many_seconds_to_the_last_one():
    waiting = [on(1, seconds=40), on(1, seconds=30), on(1, seconds=20)]

    assert asked(waiting, seconds=60) == [(1, [0, 2]), (2, [1])]


def test_of_today_it_is_known_what_fits():
    assert asked([on(0, seconds=50), on(0, seconds=50)], seconds=60) == [(0, [0, 1])]


def test_what_fits_into_no_day_is_never_asked():
    assert asked([on(0, seconds=61), on(0, seconds=60)], seconds=60) == [(0, [1])]
    assert asked([on(0)], reviews=0, reviews_today=0) == []


def test_what_was_buried_comes_in_its_place_and_not_at_the_end():
    buried = Waiting(TODAY + timedelta(days=1), planned=TODAY - timedelta(days=1))

    assert asked([on(0), on(0), buried], reviews=1, reviews_today=1) == [(0, [0]), (1, [2]), (2, [1])]


def test_what_waited_longer_comes_first_on_a_day_whatever_they_were_read_in():
    buried = Waiting(TODAY + timedelta(days=1), planned=TODAY - timedelta(days=1))

    assert asked([on(1), buried], reviews=1) == [(1, [1]), (2, [0])]


def test_what_was_due_on_a_day_gone_by_is_asked_today():
    assert asked([on(-3), on(2)]) == [(0, [0]), (2, [1])]


def test_the_calendar_has_an_end():
    waiting = [Waiting(date.max), Waiting(date.max)]

    assert [day for day, _ in days_asked(waiting, TODAY, reviews=1, reviews_today=1)] == [date.max]
