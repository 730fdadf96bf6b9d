from lib.checks import raises
from shop import ApiError, Order, ShopClient
from tests.helpers import ShopApi, ids


def test_all_pages():
    api = ShopApi(7)

    assert ids(api.client.orders(per_page=3)) == [7, 6, 5, 4, 3, 2, 1]
    assert len(api.server.requests) == 3


def test_an_order():
    [first] = ShopApi(1).client.orders()

    assert first == Order(1, "2026-03-02T10:00:00Z", 199, "EUR")


def test_a_wrong_key():
    api = ShopApi(1)

    with raises(ApiError) as caught:
        list(ShopClient(api.server.send, "wrong", api.clock, api.clock.sleep).orders())

    assert caught.error.status == 401
