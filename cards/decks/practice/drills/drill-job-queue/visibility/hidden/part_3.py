from tests.helpers import bodies, queue_with


def test_given_back_at_once():
    queue, _ = queue_with("a")

    queue.nack(queue.receive().receipt)

    assert queue.receive().attempt == 2


def test_which_receipts_can_give_back():
    queue, clock = queue_with("a", visibility=10)
    first = queue.receive()
    clock.advance(10)
    assert queue.nack(first.receipt) is False
    second = queue.receive()
    assert queue.nack(first.receipt) is False
    assert queue.nack(second.receipt) is True
    assert queue.nack(second.receipt) is False
    assert queue.ack(second.receipt) is False
    assert queue.nack("nonsense") is False


def test_after_giving_back_with_a_delay_the_receipt_is_void():
    queue, clock = queue_with("a", visibility=10)
    message = queue.receive()
    queue.nack(message.receipt, delay=60)

    assert queue.ack(message.receipt) is False
    clock.advance(60)
    assert queue.receive().attempt == 2


def test_the_old_end_of_the_lease_means_nothing_after_giving_back():
    queue, clock = queue_with("a", visibility=10)
    queue.nack(queue.receive().receipt, delay=60)

    clock.advance(59)

    assert queue.receive() is None


def test_three_deliveries_and_no_more():
    queue, clock = queue_with("a", visibility=1)
    attempts = []
    for _ in range(6):
        message = queue.receive()
        attempts.append(message and message.attempt)
        clock.advance(1)

    assert attempts == [1, 2, 3, None, None, None]
    assert queue.dead == [(1, "a")]


def test_the_last_delivery_may_succeed():
    queue, _ = queue_with("a", max_receives=2)
    queue.nack(queue.receive().receipt)

    assert queue.ack(queue.receive().receipt) is True
    assert queue.receive() is None
    assert queue.dead == []


def test_the_dead_hold_up_nobody():
    queue, clock = queue_with("x", "y", "z", max_receives=1, visibility=1)
    bodies(queue)
    clock.advance(1)
    queue.send("good")

    assert queue.receive().body == "good"
    assert queue.dead == [(1, "x"), (2, "y"), (3, "z")]


def test_it_is_dead_only_when_it_would_be_handed_out():
    queue, clock = queue_with("a", max_receives=1)
    message = queue.receive()
    queue.receive()
    assert queue.dead == []
    clock.advance(29)

    assert queue.ack(message.receipt) is True
    assert queue.dead == []
