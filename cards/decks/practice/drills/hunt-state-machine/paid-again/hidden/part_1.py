from itertools import permutations
from lib.checks import raises
from pay.events import BadEvent, Event
from pay.page import may_ask_for_another_card
from pay.projector import Projector

GOOD = ("requires_payment_method", "requires_confirmation", "processing", "succeeded")
SECOND_CARD = ("requires_confirmation", "processing", "requires_payment_method", "requires_confirmation", "processing")


def after(*events, payment="pay_1", projector=None):
    projector = projector or Projector()
    return projector, [projector.apply(Event(payment, sequence, status)) for sequence, status in events]


def test_every_order_of_arrival_ends_the_same():
    for history in (GOOD, SECOND_CARD):
        events = list(enumerate(history, start=1))
        for order in permutations(events):
            projector, answers = after(*order)

            assert projector.status_of("pay_1") == history[-1], order
            assert projector.sequence_of("pay_1") == len(history), order
            assert "illegal" not in answers, order


def test_every_order_with_everything_twice():
    events = list(enumerate(GOOD[1:], start=1)) * 2

    for order in set(permutations(events)):
        assert after(*order)[0].status_of("pay_1") == "succeeded", order


def test_a_late_event_of_a_failed_attempt_does_not_begin_another_one():
    projector, answers = after((1, "requires_confirmation"), (3, "requires_payment_method"), (2, "processing"))

    assert answers == ["applied", "applied", "stale"]
    assert projector.status_of("pay_1") == "requires_payment_method"


def test_a_second_card_may_be_tried():
    projector, answers = after(
        (1, "processing"),
        (2, "requires_payment_method"),
        (3, "requires_confirmation"),
        (4, "processing"),
        (5, "succeeded"),
    )

    assert answers == ["applied"] * 5
    assert projector.status_of("pay_1") == "succeeded"


def test_a_newer_event_cannot_undo_what_is_final():
    for final in ("succeeded", "canceled"):
        for status in (*GOOD[:3], "requires_action", "requires_capture"):
            projector, answers = after((1, final), (2, status))

            assert answers == ["applied", "illegal"], (final, status)
            assert projector.status_of("pay_1") == final


def test_an_illegal_event_does_not_move_the_sequence():
    projector, answers = after((1, "requires_capture"), (4, "processing"), (3, "succeeded"))

    assert answers == ["applied", "illegal", "applied"]
    assert projector.sequence_of("pay_1") == 3


def test_no_change_still_moves_the_sequence():
    projector, answers = after((1, "processing"), (3, "processing"), (2, "requires_payment_method"))

    assert answers == ["applied", "noop", "stale"]
    assert projector.status_of("pay_1") == "processing"


def test_a_lost_event_is_not_waited_for():
    assert after((1, "requires_confirmation"), (4, "succeeded"))[1] == ["applied", "applied"]


def test_a_late_noop_is_stale_and_moves_nothing_back():
    projector, answers = after((5, "processing"), (2, "processing"), (4, "requires_confirmation"))

    assert answers == ["applied", "stale", "stale"]
    assert projector.sequence_of("pay_1") == 5


def test_a_late_impossible_event_is_stale_not_illegal():
    projector, answers = after((5, "succeeded"), (3, "canceled"))

    assert answers == ["applied", "stale"]
    assert projector.audit.illegal == []


def test_payments_have_sequences_of_their_own():
    projector, _ = after((5, "succeeded"))

    assert after((1, "processing"), payment="pay_2", projector=projector)[1] == ["applied"]


def test_no_other_card_is_asked_for_while_one_may_still_pay():
    for status in ("processing", "requires_capture", "succeeded"):
        assert not may_ask_for_another_card(after((1, status))[0], "pay_1"), status


def test_a_sequence_that_is_no_number_is_no_event():
    for sequence in ("first", None, [1]):
        with raises(BadEvent):
            Event.from_json({"payment": "pay_1", "sequence": sequence, "status": "processing"})
