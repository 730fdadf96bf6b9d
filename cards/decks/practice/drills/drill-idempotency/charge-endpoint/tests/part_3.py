from tests.helpers import BODY, KEY, LOST_REPLY, service_with


def test_a_timeout_is_not_final():
    service, network, _ = service_with(LOST_REPLY)

    assert service.post_charge("acct_1", KEY, BODY) == (503, {"error": {"type": "api_error"}})
    assert service.post_charge("acct_1", KEY, BODY)[0] == 200
    assert len(network.charged) == 1
