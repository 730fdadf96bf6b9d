from tests.helpers import ShopApi, ids


def test_an_order_that_arrives_meanwhile():
    api = ShopApi(6)
    orders = api.client.orders(per_page=3)
    seen = [next(orders).id for _ in range(3)]

    api.arrive()

    assert seen + ids(orders) == [6, 5, 4, 3, 2, 1]
