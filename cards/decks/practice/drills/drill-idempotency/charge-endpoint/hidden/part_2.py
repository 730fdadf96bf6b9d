from tests.helpers import BODY, KEY, service_with


def test_the_order_of_keys_in_the_body_makes_no_difference():
    service, network, _ = service_with()

    first = service.post_charge("acct_1", KEY, {"amount": 5, "currency": "usd"})

    assert service.post_charge("acct_1", KEY, {"currency": "usd", "amount": 5}) == first
    assert len(network.calls) == 1


def test_more_in_the_body_is_another_body():
    service, _, _ = service_with()
    service.post_charge("acct_1", KEY, BODY)

    status, answer = service.post_charge("acct_1", KEY, {**BODY, "description": "shoes"})

    assert (status, answer["error"]["type"]) == (400, "idempotency_error")


def test_no_validation_error_uses_the_key():
    service, _, _ = service_with()
    for body in ({}, {"amount": True, "currency": "usd"}, {"amount": 5, "currency": "dollars"}):
        assert service.post_charge("acct_1", KEY, body)[0] == 400

    assert service.post_charge("acct_1", KEY, BODY)[0] == 200


def test_a_conflict_changes_nothing_of_the_first():
    service, _, _ = service_with()
    first = service.post_charge("acct_1", KEY, BODY)
    service.post_charge("acct_1", KEY, {"amount": 999, "currency": "usd"})

    assert service.post_charge("acct_1", KEY, BODY) == first


def test_a_decline_stays_a_decline_for_its_key_alone():
    service, _, _ = service_with("card_declined")

    assert service.post_charge("acct_1", KEY, BODY)[0] == 402
    assert service.post_charge("acct_1", {"Idempotency-Key": "k2"}, BODY)[0] == 200
    assert service.post_charge("acct_1", KEY, BODY)[0] == 402
