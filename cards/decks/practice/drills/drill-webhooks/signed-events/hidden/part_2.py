import json
from tests.helpers import NOW, deliver, event, receiver, signed


def test_the_header_in_any_spelling():
    payload = event()

    for name in ("webhook-signature", "WEBHOOK-SIGNATURE", "Webhook-signature"):
        assert receiver({}).receive(payload, {"Host": "x", name: signed(payload)}) == 200


def test_a_payload_that_was_changed():
    payload = event()

    assert receiver({}).receive(payload.replace(b"in_1", b"in_2"), {"Webhook-Signature": signed(payload)}) == 400


def test_the_clock_is_asked_each_time():
    now = [NOW]
    to = receiver({})
    to_with_clock = type(to)(["whsec_1"], lambda: now[0], {})
    payload = event()
    assert deliver(to_with_clock, payload) == 200

    now[0] += 301

    assert deliver(to_with_clock, payload) == 400


def test_signed_and_still_no_event():
    good = {"id": "evt_1", "type": "a.b", "created": 1, "data": {"object": {}}}
    bodies = [b"", b"not json", b"\xff\xfe", b"null", b"5", b'"text"', b"[]", b"{}"]
    for name in good:
        bodies.append(json.dumps({key: value for key, value in good.items() if key != name}).encode())
        for wrong in (None, [], 1.5, True):
            bodies.append(json.dumps({**good, name: wrong}).encode())
    bodies.append(json.dumps({**good, "data": {"object": []}}).encode())
    bodies.append(json.dumps({**good, "data": {"object": None}}).encode())
    bodies.append(json.dumps({**good, "data": {}}).encode())
    bodies.append(json.dumps({**good, "created": "1"}).encode())

    handled = []
    for body in bodies:
        assert deliver(receiver({"a.b": handled.append}), body) == 400, body
    assert handled == []


def test_more_fields_than_documented_are_fine():
    body = json.loads(event())
    body["livemode"] = False
    body["data"]["previous"] = {}
    handled = []

    assert deliver(receiver({"invoice.paid": handled.append}), json.dumps(body).encode()) == 200
    assert len(handled) == 1


def test_each_type_has_its_handler():
    handled = []
    to = receiver({"invoice.paid": lambda _: handled.append("paid"), "invoice.void": lambda _: handled.append("void")})

    deliver(to, event(1, "invoice.void"))
    deliver(to, event(2, "invoice.paid"))

    assert handled == ["void", "paid"]
