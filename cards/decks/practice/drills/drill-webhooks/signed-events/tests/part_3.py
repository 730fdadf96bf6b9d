from tests.helpers import deliver, event, receiver


def test_an_event_is_handled_once():
    handled = []
    to = receiver({"invoice.paid": handled.append})

    assert [deliver(to, event()) for _ in range(3)] == [200, 200, 200]
    assert len(handled) == 1


def test_a_failed_event_is_tried_again():
    attempts = []

    def fails_once(invoice):
        attempts.append(invoice)
        if len(attempts) == 1:
            raise RuntimeError("database is away")

    to = receiver({"invoice.paid": fails_once})

    assert [deliver(to, event()) for _ in range(3)] == [500, 200, 200]
    assert len(attempts) == 2
