from lib.interleave import every_order, interleave
from shop.product import Product, load_product, save_product
from tests.helpers import Shop


def test_a_new_price_survives_reservations_in_every_order():
    for order in every_order(workers=2, steps=6):
        shop = Shop(price=249_00, stock=5)

        interleave(order, shop.reserve("order-1"), shop.set_price(199_00))

        assert shop.machine().price == 199_00, order
        assert shop.machine().stock == 4, order


def test_a_delivery_and_a_reservation_both_count_in_every_order():
    for order in every_order(workers=2, steps=6):
        shop = Shop(stock=5)

        interleave(order, shop.reserve("order-1"), shop.deliver(10))

        assert shop.machine().stock == 14, order


def test_a_delivery_does_not_bring_the_old_price_back():
    for order in every_order(workers=2, steps=6):
        shop = Shop(price=249_00, stock=5)

        interleave(order, shop.deliver(10), shop.set_price(199_00))

        assert (shop.machine().price, shop.machine().stock) == (199_00, 15), order


def test_the_last_piece_is_sold_once_in_every_order():
    for order in every_order(workers=2, steps=7):
        shop = Shop(stock=1)

        answers = interleave(order, shop.reserve("order-1"), shop.reserve("order-2"))

        assert sorted(answers) == ["reserved", "sold out"], order
        assert shop.machine().stock == 0, order
        assert len(shop.machine().reserved_for) == 1, order


def test_two_orders_get_a_piece_each():
    for order in every_order(workers=2, steps=6):
        shop = Shop(stock=5)

        interleave(order, shop.reserve("order-1"), shop.reserve("order-2"))

        assert shop.machine().stock == 3, order
        assert sorted(shop.machine().reserved_for) == ["order-1", "order-2"], order


def test_a_product_can_be_saved_twice_by_whoever_holds_it():
    shop = Shop()
    machine = shop.machine()

    machine.title = "Espresso machine, red"
    save_product(shop.store, machine)
    machine.title = "Espresso machine, blue"
    save_product(shop.store, machine)

    assert shop.machine().title == "Espresso machine, blue"


def test_a_new_product_can_be_saved():
    shop = Shop()

    save_product(shop.store, Product("grinder", "Grinder", 89_00, 3))

    assert load_product(shop.store, "grinder").version == 1
