from tests.helpers import bodies, queue_with


def test_a_lease_that_has_run_out_is_void_before_anybody_else_has_it():
    queue, clock = queue_with("a", visibility=10)
    message = queue.receive()
    clock.advance(10)

    assert queue.ack(message.receipt) is False
    assert queue.receive().attempt == 2


def test_at_the_last_moment():
    queue, clock = queue_with("a", visibility=10)
    message = queue.receive()
    clock.advance(9.999)

    assert queue.ack(message.receipt) is True
    clock.advance(10)
    assert queue.receive() is None


def test_twice():
    queue, _ = queue_with("a")
    message = queue.receive()

    assert [queue.ack(message.receipt), queue.ack(message.receipt)] == [True, False]


def test_receipts_that_we_never_gave_out():
    queue, _ = queue_with("a", "b")
    queue.receive()

    for receipt in (None, "", "never given out", -1, 10**9, (10**9, 1), (), (10**9,), 1.5, b"x"):
        assert queue.ack(receipt) is False, receipt
    assert queue.receive().body == "b"


def test_what_comes_back_takes_its_place_by_time():
    queue, clock = queue_with("a", visibility=10)
    queue.receive()
    clock.advance(5)
    queue.send("b")
    clock.advance(10)
    queue.send("c")

    assert bodies(queue) == ["b", "a", "c"]


def test_a_refused_acknowledgement_changes_nothing():
    queue, clock = queue_with("a", visibility=10)
    first = queue.receive()
    clock.advance(10)
    second = queue.receive()
    clock.advance(9)
    queue.ack(first.receipt)

    assert queue.receive() is None
    assert queue.ack(second.receipt) is True


def test_every_delivery_has_its_number_and_its_receipt():
    queue, clock = queue_with("a", visibility=1)
    messages = []
    for _ in range(3):
        messages.append(queue.receive())
        clock.advance(1)

    assert [message.attempt for message in messages] == [1, 2, 3]
    assert len({str(message.receipt) for message in messages}) == 3
