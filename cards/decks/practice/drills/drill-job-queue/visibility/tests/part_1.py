from tests.helpers import bodies, queue_with


def test_first_in_first_out():
    queue, _ = queue_with("a", "b", "c")

    assert bodies(queue) == ["a", "b", "c"]


def test_a_message_as_it_is_handed_out():
    queue, _ = queue_with()

    assert queue.send("a") == 1
    message = queue.receive()

    assert (message.id, message.body, message.attempt) == (1, "a", 1)
    assert queue.ack(message.receipt) is True
    assert queue.receive() is None


def test_a_delayed_message():
    queue, clock = queue_with()
    queue.send("late", delay=5)
    queue.send("now")

    assert bodies(queue) == ["now"]
    clock.advance(5)
    assert bodies(queue) == ["late"]
