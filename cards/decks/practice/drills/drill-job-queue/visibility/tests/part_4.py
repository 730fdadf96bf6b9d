from tests.helpers import queue_with


def test_a_worker_that_needs_longer():
    queue, clock = queue_with("a", visibility=10)
    message = queue.receive()
    clock.advance(9)

    assert queue.extend(message.receipt, 20) is True
    clock.advance(19)
    assert queue.receive() is None
    assert queue.ack(message.receipt) is True


def test_how_many_there_are():
    queue, _ = queue_with("a", "b")
    queue.send("c", delay=60)
    message = queue.receive()
    assert len(queue) == 3

    queue.ack(message.receipt)

    assert len(queue) == 2
