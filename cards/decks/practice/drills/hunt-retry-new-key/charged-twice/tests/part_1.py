from lib.checks import raises
from lib.fake_http import LOST_REPLY, LOST_REQUEST, Response
from payments.errors import NoAnswer, PaymentError
from tests.helpers import Provider


def test_a_charge_carries_a_key():
    provider = Provider()

    provider.client.charge("order-1", 500)

    assert provider.keys() == ["key-1"]
    assert provider.client.log.lines == ["charge order-1 200"]


def test_a_timeout_does_not_charge_twice():
    provider = Provider()
    provider.server.plan(LOST_REPLY)

    charge = provider.client.charge("order-1", 500)

    assert provider.amounts() == [500]
    assert charge["id"] == "op_1"


def test_it_gives_up_after_three_attempts():
    provider = Provider()
    provider.server.plan(*[LOST_REQUEST] * 5)

    with raises(NoAnswer):
        provider.client.charge("order-1", 500)

    assert len(provider.server.requests) == 3
    assert provider.clock.naps == [0.5, 1.0]


def test_a_decline_is_not_repeated():
    provider = Provider()
    provider.server.plan(Response(402, {"code": "card_declined"}))

    with raises(PaymentError):
        provider.client.charge("order-1", 500)

    assert len(provider.server.requests) == 1


def test_two_calls_are_two_charges():
    provider = Provider()

    provider.client.charge("order-1", 500)
    provider.client.charge("order-1", 500)

    assert provider.amounts() == [500, 500]
