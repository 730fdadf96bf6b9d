from lib.checks import raises
from orders.api import list_orders
from orders.cursor import BadCursor
from orders.export import every_order
from orders.rows import Order, OrderTable


def ids(orders):
    return [order["id"] for order in orders]


def test_a_second_larger_than_a_page_loses_nothing():
    table = OrderTable(Order(number, created=5, amount=5) for number in range(7))

    for limit in range(1, 9):
        assert ids(every_order(table, limit=limit)) == [6, 5, 4, 3, 2, 1, 0], limit


def test_every_page_size_gives_the_same_orders():
    table = OrderTable(Order(number, created=number // 3, amount=5) for number in range(40))
    expected = list(range(39, -1, -1))

    for limit in (1, 2, 3, 4, 5, 7, 13, 39, 40, 41):
        assert ids(every_order(table, limit=limit)) == expected, limit


def test_no_page_repeats_what_another_had():
    table = OrderTable(Order(number, created=5, amount=5) for number in range(4))

    first = list_orders(table, limit=2)
    second = list_orders(table, cursor=first["next"], limit=2)

    assert ids(first["data"]) == [3, 2]
    assert ids(second["data"]) == [1, 0]
    assert second["has_more"] is False


def test_ids_are_ordered_as_numbers():
    table = OrderTable(Order(number, created=1, amount=5) for number in (2, 10, 9, 100))

    assert ids(every_order(table, limit=1)) == [100, 10, 9, 2]


def test_times_are_ordered_as_numbers():
    table = OrderTable(Order(number, created=created, amount=5) for number, created in enumerate((9, 10, 100)))

    assert ids(every_order(table, limit=1)) == [2, 1, 0]


def test_an_older_order_with_a_higher_id_is_not_lost():
    table = OrderTable([Order(1, created=20, amount=5), Order(9, created=10, amount=5), Order(2, created=20, amount=5)])

    assert ids(every_order(table, limit=1)) == [2, 1, 9]


def test_orders_that_arrive_meanwhile_do_not_move_the_next_page():
    table = OrderTable(Order(number, created=5, amount=5) for number in range(4))
    first = list_orders(table, limit=2)

    table.add(Order(99, created=6, amount=5))

    assert ids(list_orders(table, cursor=first["next"], limit=2)["data"]) == [1, 0]


def test_filters_hold_on_every_page():
    table = OrderTable(Order(n, created=5, amount=5, status="paid" if n % 2 else "open") for n in range(10))

    assert ids(every_order(table, {"status": "paid"}, limit=2)) == [9, 7, 5, 3, 1]


def test_an_empty_table_has_one_empty_page():
    assert list_orders(OrderTable()) == {"data": [], "has_more": False, "next": None}


def test_a_cursor_that_is_not_ours_is_refused():
    for text in ("nonsense", "MTI=", "é"):
        with raises(BadCursor):
            list_orders(OrderTable(), cursor=text)
