from orders.api import list_orders
from orders.export import every_order, export
from orders.rows import Order, OrderTable


def ids(orders):
    return [order["id"] for order in orders]


def test_a_page_is_newest_first():
    table = OrderTable([Order(1, created=10, amount=5), Order(2, created=20, amount=5)])

    assert ids(list_orders(table)["data"]) == [2, 1]


def test_the_export_has_every_order_exactly_once():
    table = OrderTable(Order(number, created=100 + number // 4, amount=5) for number in range(10))

    assert ids(every_order(table, limit=3)) == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]


def test_the_export_walks_through_all_pages():
    table = OrderTable(Order(number, created=100 + number, amount=5) for number in range(7))

    assert ids(every_order(table, limit=2)) == [6, 5, 4, 3, 2, 1, 0]


def test_a_full_last_page_has_no_next():
    table = OrderTable(Order(number, created=number, amount=5) for number in range(3))

    page = list_orders(table, limit=3)

    assert (page["has_more"], page["next"]) == (False, None)


def test_test_orders_are_left_out():
    table = OrderTable([Order(1, created=1, amount=5), Order(2, created=2, amount=5, livemode=False)])

    assert export(table) == "id,created,amount,currency,status\n1,1,5,eur,paid\n"
