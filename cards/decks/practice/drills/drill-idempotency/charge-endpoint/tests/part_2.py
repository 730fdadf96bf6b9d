from tests.helpers import BODY, KEY, service_with


def test_the_same_key_for_another_amount():
    service, network, _ = service_with()
    service.post_charge("acct_1", KEY, BODY)

    status, answer = service.post_charge("acct_1", KEY, {"amount": 501, "currency": "usd"})

    assert (status, answer["error"]["type"]) == (400, "idempotency_error")
    assert len(network.calls) == 1


def test_a_corrected_request_may_use_the_key():
    service, _, _ = service_with()
    service.post_charge("acct_1", KEY, {"amount": -1, "currency": "usd"})

    assert service.post_charge("acct_1", KEY, BODY)[0] == 200


def test_two_accounts_with_the_same_key():
    service, network, _ = service_with()

    one, other = service.post_charge("acct_1", KEY, BODY), service.post_charge("acct_2", KEY, BODY)

    assert one[1]["id"] != other[1]["id"]
    assert len(network.charged) == 2
