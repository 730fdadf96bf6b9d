from tests.helpers import BODY, KEY, service_with


def test_the_header_in_any_spelling():
    for name in ("idempotency-key", "IDEMPOTENCY-KEY", "Idempotency-key"):
        service, _, _ = service_with()

        assert service.post_charge("acct_1", {name: "k1"}, BODY)[0] == 200


def test_a_key_is_required():
    service, network, _ = service_with()

    for headers in ({}, {"Idempotency-Key": ""}, {"Other": "k1"}):
        assert service.post_charge("acct_1", headers, BODY)[1]["error"]["type"] == "invalid_request_error"
    assert network.calls == []


def test_bodies_that_are_refused():
    service, network, _ = service_with()
    bodies = [
        {},
        {"amount": 5},
        {"currency": "usd"},
        {"amount": "5", "currency": "usd"},
        {"amount": 1.5, "currency": "usd"},
        {"amount": 5.0, "currency": "usd"},
        {"amount": True, "currency": "usd"},
        {"amount": 100_000_000, "currency": "usd"},
        {"amount": 2**63, "currency": "usd"},
        {"amount": None, "currency": "usd"},
        {"amount": 5, "currency": "us"},
        {"amount": 5, "currency": 123},
        {"amount": 5, "currency": None},
        [],
        "amount",
        None,
    ]

    for body in bodies:
        status, answer = service.post_charge("acct_1", KEY, body)
        assert (status, answer["error"]["type"]) == (400, "invalid_request_error"), body
    assert network.calls == []


def test_the_spelling_of_the_header_is_no_other_key():
    service, network, _ = service_with()

    service.post_charge("acct_1", {"Idempotency-Key": "k1"}, BODY)
    service.post_charge("acct_1", {"idempotency-key": "k1"}, BODY)

    assert len(network.calls) == 1


def test_two_keys_are_two_charges():
    service, network, _ = service_with()

    ids = {service.post_charge("acct_1", {"Idempotency-Key": key}, BODY)[1]["id"] for key in ("k1", "k2", "k3")}

    assert len(ids) == len(network.charged) == 3
