from tests.helpers import BODY, KEY, service_with


def test_a_charge_and_its_repetition():
    service, network, _ = service_with()

    status, answer = service.post_charge("acct_1", KEY, BODY)

    assert status == 200
    assert (answer["amount"], answer["currency"], answer["status"]) == (500, "usd", "succeeded")
    assert service.post_charge("acct_1", KEY, BODY) == (status, answer)
    assert len(network.calls) == 1


def test_a_decline_and_its_repetition():
    service, network, _ = service_with("insufficient_funds")

    first = service.post_charge("acct_1", KEY, BODY)

    assert first == (402, {"error": {"type": "card_error", "code": "insufficient_funds"}})
    assert service.post_charge("acct_1", KEY, BODY) == first
    assert len(network.calls) == 1


def test_an_amount_must_be_above_zero():
    service, network, _ = service_with()

    status, answer = service.post_charge("acct_1", KEY, {"amount": 0, "currency": "usd"})

    assert (status, answer["error"]["type"]) == (400, "invalid_request_error")
    assert network.calls == []
