from tests.helpers import ShopApi, ids


def test_many_arrivals_at_every_page():
    for arrivals in (1, 2, 3, 5):
        api = ShopApi(20)
        seen = []
        for number, order in enumerate(api.client.orders(per_page=4)):
            if number % 4 == 3 and number < 12:
                api.arrive(arrivals)
            seen.append(order.id)

        assert [order for order in seen if order <= 20] == list(range(20, 0, -1)), arrivals
        assert len(seen) == len(set(seen)), arrivals


def test_a_page_that_was_seen_before_is_not_the_end():
    api = ShopApi(9)
    orders = api.client.orders(per_page=3)
    seen = [next(orders).id for _ in range(3)]

    api.arrive(3)

    assert seen + ids(orders) == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def test_an_order_that_is_pushed_two_pages_on():
    api = ShopApi(12)
    orders = api.client.orders(per_page=3)
    seen = [next(orders).id for _ in range(6)]

    api.arrive(6)

    assert seen + ids(orders) == list(range(12, 0, -1))


def test_two_walks_see_everything_each():
    api = ShopApi(5)

    assert ids(api.client.orders(per_page=2)) == ids(api.client.orders(per_page=2)) == [5, 4, 3, 2, 1]
