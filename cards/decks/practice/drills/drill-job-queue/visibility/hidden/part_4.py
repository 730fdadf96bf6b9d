from lib.checks import raises
from tests.helpers import queue_with


def test_it_ends_from_now():
    queue, clock = queue_with("a", visibility=10)
    message = queue.receive()
    queue.extend(message.receipt, 3)

    clock.advance(2)
    assert queue.receive() is None
    clock.advance(1)
    assert queue.ack(message.receipt) is False
    assert queue.receive().attempt == 2


def test_several_extensions():
    queue, clock = queue_with("a", visibility=10)
    message = queue.receive()
    for _ in range(5):
        clock.advance(9)
        assert queue.extend(message.receipt, 10) is True

    assert queue.receive() is None
    assert queue.ack(message.receipt) is True
    clock.advance(100)
    assert queue.receive() is None


def test_which_receipts_can_be_extended():
    queue, clock = queue_with("a", "b", visibility=10)
    first = queue.receive()
    second = queue.receive()
    queue.nack(second.receipt, delay=5)
    assert queue.extend(second.receipt, 10) is False
    clock.advance(10)
    assert queue.extend(first.receipt, 10) is False
    assert queue.extend("nonsense", 10) is False


def test_an_extension_by_nothing():
    queue, _ = queue_with("a")
    message = queue.receive()

    for seconds in (0, -1):
        with raises(ValueError):
            queue.extend(message.receipt, seconds)
    assert queue.ack(message.receipt) is True


def test_the_dead_are_not_counted():
    queue, clock = queue_with("a", "b", max_receives=1)
    queue.receive()
    clock.advance(30)
    assert queue.receive().body == "b"
    assert queue.receive() is None

    assert queue.dead == [(1, "a")]
    assert len(queue) == 1


def test_an_extended_message_is_not_an_attempt_more():
    queue, clock = queue_with("a", max_receives=2, visibility=10)
    message = queue.receive()
    for _ in range(5):
        queue.extend(message.receipt, 10)
    clock.advance(10)

    assert queue.receive().attempt == 2


def test_many_messages():
    queue, clock = queue_with(*range(4_000), visibility=10)
    for _ in range(2):
        for _ in range(4_000):
            queue.nack(queue.receive().receipt, delay=1)
        clock.advance(1)

    assert [queue.receive().body for _ in range(3)] == [0, 1, 2]
