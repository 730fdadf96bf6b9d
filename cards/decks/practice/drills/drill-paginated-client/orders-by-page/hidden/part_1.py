from tests.helpers import ShopApi, ids


def test_test_orders_make_short_and_empty_pages_in_the_middle():
    api = ShopApi(12, tests={4, 5, 6, 8, 12})

    assert ids(api.client.orders(per_page=3)) == [11, 10, 9, 7, 3, 2, 1]
    assert len(api.server.requests) == 4


def test_more_than_fifty_a_page_are_fifty():
    api = ShopApi(120)

    assert ids(api.client.orders(per_page=100)) == list(range(120, 0, -1))
    assert len(api.server.requests) == 3


def test_an_exact_multiple():
    api = ShopApi(6)

    assert ids(api.client.orders(per_page=3)) == [6, 5, 4, 3, 2, 1]
    assert len(api.server.requests) == 2


def test_no_orders():
    api = ShopApi(0)

    assert ids(api.client.orders()) == []
    assert len(api.server.requests) == 1


def test_it_is_lazy():
    api = ShopApi(9)
    orders = api.client.orders(per_page=3)
    assert len(api.server.requests) == 0

    for expected_requests in (1, 1, 1, 2):
        next(orders)
        assert len(api.server.requests) == expected_requests


def test_cents_are_exact():
    api = ShopApi(1)
    for total, cents in (("19.99", 1999), ("0.07", 7), ("1.15", 115), ("90071992547409.93", 9007199254740993)):
        api.orders[0]["total"] = total

        [order] = api.client.orders()

        assert order.cents == cents
        assert isinstance(order.cents, int)
