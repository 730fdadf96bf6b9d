from tests.helpers import queue_with


def test_given_back():
    queue, clock = queue_with("a")

    assert queue.nack(queue.receive().receipt, delay=5) is True
    assert queue.receive() is None
    clock.advance(5)
    assert queue.receive().attempt == 2


def test_a_message_that_nobody_can_handle():
    queue, clock = queue_with("bad", "good", max_receives=1)
    queue.receive()
    queue.ack(queue.receive().receipt)

    clock.advance(30)

    assert queue.receive() is None
    assert queue.dead == [(1, "bad")]
