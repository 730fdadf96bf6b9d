from tests.helpers import NOW, deliver, event, receiver, signed


def test_the_same_event_with_a_new_signature():
    handled = []
    to = receiver({"invoice.paid": handled.append})
    payload = event()

    assert to.receive(payload, {"Webhook-Signature": signed(payload, time=NOW - 5)}) == 200
    assert to.receive(payload, {"Webhook-Signature": signed(payload, time=NOW)}) == 200

    assert len(handled) == 1


def test_two_events_with_the_same_content_are_two():
    handled = []
    to = receiver({"invoice.paid": handled.append})

    deliver(to, event(1))
    deliver(to, event(2))

    assert len(handled) == 2


def test_it_may_fail_many_times():
    attempts = []

    def fails_three_times(_):
        attempts.append(1)
        if len(attempts) <= 3:
            raise KeyError("missing")

    to = receiver({"invoice.paid": fails_three_times})

    assert [deliver(to, event()) for _ in range(6)] == [500, 500, 500, 200, 200, 200]
    assert len(attempts) == 4


def test_an_event_that_arrives_while_it_is_handled():
    inner = []

    def slow(_):
        inner.append(deliver(to, event()))

    to = receiver({"invoice.paid": slow})

    assert deliver(to, event()) == 200
    assert inner == [409]
    assert deliver(to, event()) == 200
    assert len(inner) == 1


def test_after_a_failure_it_is_not_being_handled_any_more():
    inner = []

    def slow_and_failing(_):
        inner.append(deliver(to, event()))
        raise RuntimeError

    to = receiver({"invoice.paid": slow_and_failing})

    assert [deliver(to, event()), deliver(to, event())] == [500, 500]
    assert inner == [409, 409]


def test_another_event_may_arrive_meanwhile():
    handled = []

    def chain(invoice):
        handled.append(invoice["step"])
        if invoice["step"] == 1:
            assert deliver(to, event(2, step=2)) == 200

    to = receiver({"invoice.paid": chain})

    assert deliver(to, event(1, step=1)) == 200
    assert handled == [1, 2]


def test_a_forged_copy_does_not_mark_an_event_as_done():
    handled = []
    to = receiver({"invoice.paid": handled.append})
    payload = event()

    assert to.receive(payload, {"Webhook-Signature": signed(payload, "forged")}) == 400
    assert deliver(to, payload) == 200
    assert len(handled) == 1
