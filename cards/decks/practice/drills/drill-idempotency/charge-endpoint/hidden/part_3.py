from tests.helpers import BODY, KEY, LOST_REPLY, LOST_REQUEST, service_with


def test_many_timeouts_and_one_charge():
    service, network, _ = service_with(LOST_REQUEST, LOST_REPLY, LOST_REPLY, LOST_REQUEST)

    statuses = [service.post_charge("acct_1", KEY, BODY)[0] for _ in range(6)]

    assert statuses == [503, 503, 503, 503, 200, 200]
    assert len(network.charged) == 1
    assert len(set(network.calls)) == 1


def test_a_decline_after_a_timeout_is_final():
    service, network, _ = service_with(LOST_REQUEST, "card_declined")

    assert [service.post_charge("acct_1", KEY, BODY)[0] for _ in range(3)] == [503, 402, 402]
    assert len(network.calls) == 2


def test_references_are_not_shared_by_pairs_that_look_alike():
    service, network, _ = service_with()
    pairs = [
        ("a", "b_c"),
        ("a_b", "c"),
        ("a:b", "c"),
        ("a", "b:c"),
        ("ab", "c"),
        ("a", "bc"),
        ("a-b", "c"),
        ("a", "b-c"),
    ]

    for account, key in pairs:
        assert service.post_charge(account, {"Idempotency-Key": key}, BODY)[0] == 200

    assert len(network.charged) == len(pairs)


def test_another_body_is_refused_while_the_outcome_is_unknown():
    service, network, _ = service_with(LOST_REPLY)
    service.post_charge("acct_1", KEY, BODY)

    status, answer = service.post_charge("acct_1", KEY, {"amount": 1, "currency": "usd"})

    assert (status, answer["error"]["type"]) == (400, "idempotency_error")
    assert len(network.calls) == 1
