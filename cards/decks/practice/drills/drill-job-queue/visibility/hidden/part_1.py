from tests.helpers import bodies, queue_with


def test_by_availability_and_not_by_id():
    queue, clock = queue_with()
    for body, delay in (("c", 3), ("a", 1), ("b", 2), ("d", 3)):
        queue.send(body, delay=delay)

    clock.advance(3)

    assert bodies(queue) == ["a", "b", "c", "d"]


def test_bodies_of_every_kind():
    queue, _ = queue_with(None, 0, {"a": 1}, {"a": 2}, [], "x", object)

    assert bodies(queue)[:6] == [None, 0, {"a": 1}, {"a": 2}, [], "x"]


def test_ids_go_on():
    queue, _ = queue_with("a")
    queue.ack(queue.receive().receipt)

    assert queue.send("b") == 2


def test_receipts_are_all_different():
    queue, _ = queue_with("a", "b", "c")

    receipts = [queue.receive().receipt for _ in range(3)]

    assert len({str(receipt) for receipt in receipts}) == 3


def test_an_acknowledged_message_is_gone():
    queue, clock = queue_with("a", "b")
    queue.ack(queue.receive().receipt)

    clock.advance(1_000)

    assert queue.receive().body == "b"
    assert queue.receive() is None
