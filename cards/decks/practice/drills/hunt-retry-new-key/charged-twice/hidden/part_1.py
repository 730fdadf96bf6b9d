from lib.checks import raises
from lib.fake_http import LOST_REPLY, LOST_REQUEST
from payments.errors import NoAnswer
from payments.headers import DEFAULTS
from tests.helpers import Provider


def test_every_attempt_has_the_key_of_its_operation():
    provider = Provider()
    provider.server.plan(LOST_REQUEST, LOST_REPLY)

    provider.client.charge("order-1", 500)

    assert len(set(provider.keys())) == 1
    assert provider.amounts() == [500]


def test_attempts_are_still_counted():
    provider = Provider()
    provider.server.plan(LOST_REPLY, LOST_REPLY)

    provider.client.charge("order-1", 500)

    assert [request.headers["x-attempt"] for request in provider.server.requests] == ["1", "2", "3"]


def test_equal_charges_after_a_timeout_are_still_two():
    provider = Provider()
    provider.server.plan(LOST_REPLY)

    first = provider.client.charge("order-1", 500)
    second = provider.client.charge("order-1", 500)

    assert first["id"] != second["id"]
    assert provider.amounts() == [500, 500]


def test_refunds_too():
    provider = Provider()
    provider.server.plan(LOST_REPLY, LOST_REPLY)

    provider.client.refund("op_9", 100)
    provider.client.refund("op_9", 100)

    assert provider.amounts() == [100, 100]


def test_a_charge_after_one_that_was_given_up_is_a_new_one():
    provider = Provider()
    provider.server.plan(*[LOST_REPLY] * 3)
    with raises(NoAnswer):
        provider.client.charge("order-1", 500)

    provider.client.charge("order-2", 700)

    assert provider.amounts() == [500, 700]


def test_a_key_of_the_caller_wins():
    provider = Provider()
    provider.server.plan(LOST_REPLY)

    provider.client.charge("order-1", 500, {"Idempotency-Key": "mine"})

    assert provider.keys() == ["mine", "mine"]


def test_a_caller_may_repeat_an_operation_with_its_key():
    provider = Provider()

    for _ in range(2):
        provider.client.charge("order-1", 500, {"Idempotency-Key": "mine"})

    assert provider.amounts() == [500]


def test_nobodys_headers_are_written_to():
    provider = Provider()
    headers = {"X-Shop": "7"}

    provider.client.charge("order-1", 500, headers)
    provider.client.charge("order-2", 500)

    assert headers == {"X-Shop": "7"}
    assert DEFAULTS == {"Content-Type": "application/json", "User-Agent": "payments/3"}
    assert "x-shop" not in provider.server.requests[1].headers


def test_reading_needs_no_key():
    provider = Provider()
    provider.server.plan(LOST_REPLY)

    assert provider.client.find("ch_1") == {"id": "ch_1"}
    assert all("idempotency-key" not in request.headers for request in provider.server.requests)


def test_clients_do_not_share_keys():
    provider = Provider()
    other = Provider()

    provider.client.charge("order-1", 1)
    other.client.charge("order-1", 1)
    other.client.charge("order-1", 2)

    assert other.amounts() == [1, 2]
