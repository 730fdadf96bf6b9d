from tests.helpers import deliver, event, receiver


def test_an_event_reaches_its_handler():
    handled = []

    assert deliver(receiver({"invoice.paid": handled.append}), event(amount="12.50")) == 200
    assert handled == [{"id": "in_1", "amount": "12.50"}]


def test_without_a_signature_nothing_happens():
    handled = []

    assert receiver({"invoice.paid": handled.append}).receive(event(), {}) == 400
    assert handled == []


def test_an_unknown_type_is_acknowledged():
    assert deliver(receiver({}), event(kind="invoice.painted")) == 200
