from tests.helpers import NOW, deliver, event, receiver


def updates(handlers=None):
    """A receiver, and the numbers that its handler has seen."""
    seen = []
    standard = {
        "invoice.updated": lambda item: seen.append(item["n"]),
        "invoice.paid": lambda item: seen.append(item["n"]),
    }
    return receiver(handlers or standard), seen


def send(to, number, created, kind="invoice.updated", **fields):
    return deliver(to, event(number, kind, created, n=number, **fields))


def test_the_same_second_is_not_older():
    to, seen = updates()

    send(to, 1, NOW)
    send(to, 2, NOW)

    assert seen == [1, 2]


def test_events_of_different_types_are_about_the_same_object():
    to, seen = updates()

    send(to, 1, NOW, "invoice.paid")
    send(to, 2, NOW - 1, "invoice.updated")

    assert seen == [1]


def test_other_objects_have_nothing_to_do_with_it():
    to, seen = updates()

    send(to, 1, NOW)
    send(to, 2, NOW - 50, id="in_2")

    assert seen == [1, 2]


def test_kinds_of_objects_are_told_apart_up_to_the_last_full_stop():
    seen = []
    to = receiver({kind: lambda item: seen.append(item["n"]) for kind in ("a.b.c", "a.c", "a.b.d")})

    send(to, 1, NOW, "a.b.c")
    send(to, 2, NOW - 1, "a.c")
    send(to, 3, NOW - 1, "a.b.d")

    assert seen == [1, 2]


def test_a_failed_event_makes_nothing_old():
    seen = []

    def fails_for_the_first(item):
        if item["n"] == 1 and not seen:
            raise RuntimeError
        seen.append(item["n"])

    to = receiver({"invoice.updated": fails_for_the_first})

    assert send(to, 1, NOW) == 500
    assert send(to, 2, NOW - 10) == 200
    assert send(to, 1, NOW) == 200
    assert seen == [2, 1]


def test_an_event_without_a_handler_makes_nothing_old():
    to, seen = updates()

    send(to, 1, NOW, "invoice.painted")
    send(to, 2, NOW - 10)

    assert seen == [2]


def test_an_old_event_does_not_move_time_back():
    to, seen = updates()

    send(to, 1, NOW)
    send(to, 2, NOW - 20)
    send(to, 3, NOW - 10)

    assert seen == [1]


def test_objects_without_an_id_are_always_handled_once():
    to, seen = updates()

    for number, created in ((1, NOW), (2, NOW - 10), (1, NOW)):
        send(to, number, created, id=None)

    assert seen == [1, 2]


def test_a_newer_event_within_a_handler_is_not_forgotten():
    seen = []

    def nested(item):
        if item["n"] == 1:
            send(to, 2, NOW + 5)
        seen.append(item["n"])

    to = receiver({"invoice.updated": nested})
    send(to, 1, NOW)
    send(to, 3, NOW + 2)

    assert seen == [2, 1]


def test_a_type_without_a_full_stop_is_all_of_it():
    seen = []
    to = receiver({"ping": lambda item: seen.append(item["n"]), "pong": lambda item: seen.append(item["n"])})

    send(to, 1, NOW, "ping")
    send(to, 2, NOW - 1, "pong")
    send(to, 3, NOW - 1, "ping")

    assert seen == [1, 2]
