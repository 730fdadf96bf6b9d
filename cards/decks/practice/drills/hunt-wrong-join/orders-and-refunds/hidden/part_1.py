from lib.checks import raises
from reports.customers import customer_lines
from reports.load import BadRow, load
from reports.ranking import best_customers
from reports.render import report
from reports.schema import open_database
from tests.helpers import database_of


def figures(line):
    return (line.orders, line.ordered, line.refunded)


def test_equal_amounts_are_two_orders():
    ann, _ = customer_lines(database_of("order,1,50", "order,1,50", "refund,1,5", "refund,1,5"))

    assert figures(ann) == (2, 100, 10)


def test_a_refund_without_an_order():
    _, bob = customer_lines(database_of("refund,2,7", "refund,2,7"))

    assert figures(bob) == (0, 0, 14)


def test_three_orders_and_no_refund():
    ann, _ = customer_lines(database_of("order,1,1", "order,1,1", "order,1,1"))

    assert figures(ann) == (3, 3, 0)


def test_every_number_of_orders_and_refunds():
    for orders in range(4):
        for refunds in range(4):
            lines = ["order,1,10"] * orders + ["refund,1,3"] * refunds

            ann, _ = customer_lines(database_of(*lines))

            assert figures(ann) == (orders, 10 * orders, 3 * refunds), (orders, refunds)


def test_customers_of_the_same_name_are_two():
    database = database_of("customer,3,Ann", "order,1,10", "order,3,20")

    assert [(line.id, line.ordered) for line in customer_lines(database)] == [(1, 10), (2, 0), (3, 20)]


def test_orders_of_guests_are_in_no_line():
    assert [figures(line) for line in customer_lines(database_of("order,,999", "refund,,9"))] == [(0, 0, 0), (0, 0, 0)]


def test_the_ranking_is_not_led_by_refunds():
    database = database_of("order,1,100", "order,1,100", "refund,1,10", "refund,1,10", "order,2,250")

    assert [(line.name, line.paid) for line in best_customers(database)] == [("Bob", 250), ("Ann", 180)]


def test_who_has_not_ordered_is_not_ranked():
    assert best_customers(database_of("order,1,5", "refund,2,1"))[0].name == "Ann"
    assert len(best_customers(database_of("order,1,5", "refund,2,1"))) == 1


def test_the_total_is_that_of_the_tables():
    text = report(database_of("order,1,10000", "order,1,10000", "refund,1,100", "refund,1,100"))

    assert text.splitlines()[-1] == "total              2      200.00        2.00"


def test_no_customers_at_all():
    database = open_database()
    load(database, ["order,,5"])

    assert customer_lines(database) == []


def test_a_number_that_is_none_names_its_line():
    for line in ("order,1,ten", "refund,ann,5", "customer,x,Kim"):
        with raises(BadRow) as caught:
            database_of("order,1,100", line)
        assert "line 4" in str(caught.error), line
