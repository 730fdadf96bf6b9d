from tests.helpers import queue_with


def test_a_message_comes_back():
    queue, clock = queue_with("a", visibility=10)
    queue.receive()

    clock.advance(9)
    assert queue.receive() is None
    clock.advance(1)
    assert queue.receive().attempt == 2


def test_the_receipt_of_an_earlier_delivery():
    queue, clock = queue_with("a", visibility=10)
    first = queue.receive()
    clock.advance(10)
    second = queue.receive()

    assert queue.ack(first.receipt) is False
    assert queue.ack(second.receipt) is True
