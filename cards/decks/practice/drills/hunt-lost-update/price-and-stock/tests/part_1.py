from lib.checks import raises
from lib.interleave import interleave
from shop.store import Conflict
from tests.helpers import Shop


def test_a_price_is_set_and_noted():
    shop = Shop()

    interleave([], shop.set_price(199_00))

    assert shop.machine().price == 199_00
    assert shop.history.of("espresso") == ["alice: price 24900 to 19900"]


def test_a_reservation_takes_one_from_the_stock():
    shop = Shop(stock=5)

    assert interleave([], shop.reserve("order-1")) == ["reserved"]
    assert shop.machine().stock == 4


def test_a_reservation_does_not_bring_the_old_price_back():
    shop = Shop(price=249_00, stock=5)

    interleave([0, 1, 1, 0], shop.reserve("order-1"), shop.set_price(199_00))

    assert shop.machine().price == 199_00
    assert shop.machine().stock == 4


def test_the_store_refuses_to_overwrite_what_was_not_seen():
    shop = Shop()
    first = shop.store.load("product/espresso")
    second = shop.store.load("product/espresso")
    shop.store.save("product/espresso", first)

    with raises(Conflict):
        shop.store.save("product/espresso", second)


def test_a_suspicious_order_gets_nothing():
    shop = Shop(stock=5)

    assert interleave([], shop.reserve("order-1", honest=False)) == ["suspicious"]
    assert shop.machine().stock == 5
