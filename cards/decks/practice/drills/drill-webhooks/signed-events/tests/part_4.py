from tests.helpers import NOW, deliver, event, receiver


def test_an_older_event_does_not_undo_a_newer_one():
    states = []
    to = receiver({"invoice.updated": lambda invoice: states.append(invoice["state"])})

    deliver(to, event(2, "invoice.updated", NOW, state="paid"))
    assert deliver(to, event(1, "invoice.updated", NOW - 60, state="open")) == 200

    assert states == ["paid"]
