from lib.checks import raises
from pay.events import BadEvent, Event
from pay.page import may_ask_for_another_card, text_for
from pay.projector import Projector


def after(*events):
    """A projector that these (sequence, status) of one payment have reached, and its answers."""
    projector = Projector()
    return projector, [projector.apply(Event("pay_1", sequence, status)) for sequence, status in events]


def test_events_in_their_order():
    projector, answers = after((1, "requires_confirmation"), (2, "processing"), (3, "succeeded"))

    assert answers == ["applied"] * 3
    assert text_for(projector, "pay_1") == "Paid. Thank you!"


def test_a_late_event_does_not_undo_a_payment():
    projector, _ = after((1, "requires_confirmation"), (3, "succeeded"), (2, "processing"))

    assert projector.status_of("pay_1") == "succeeded"
    assert not may_ask_for_another_card(projector, "pay_1")


def test_a_repeated_event_is_stale():
    assert after((1, "processing"), (1, "processing"))[1] == ["applied", "stale"]


def test_a_failed_payment_may_go_back():
    projector, answers = after((1, "processing"), (2, "requires_payment_method"))

    assert answers == ["applied", "applied"]
    assert may_ask_for_another_card(projector, "pay_1")


def test_skipped_steps_are_fine():
    assert after((1, "requires_confirmation"), (5, "succeeded"))[1] == ["applied", "applied"]


def test_an_impossible_change_goes_to_the_audit():
    projector, answers = after((1, "succeeded"), (2, "canceled"))

    assert answers == ["applied", "illegal"]
    assert projector.audit.report() == ["pay_1: succeeded to canceled (event 2)"]


def test_an_unknown_status_is_no_event():
    with raises(BadEvent):
        Event.from_json({"payment": "pay_1", "sequence": 1, "status": "lost"})
