from lib.checks import raises
from reports.customers import customer_lines
from reports.load import BadRow
from reports.ranking import best_customers
from reports.render import report
from tests.helpers import database_of


def test_orders_are_counted_and_added_up():
    ann, bob = customer_lines(database_of("order,1,100", "order,1,50", "order,2,7"))

    assert (ann.orders, ann.ordered, ann.refunded) == (2, 150, 0)
    assert (bob.orders, bob.ordered, bob.refunded) == (1, 7, 0)


def test_one_order_and_one_refund():
    ann, _ = customer_lines(database_of("order,1,100", "refund,1,30", "order,2,5"))

    assert (ann.orders, ann.ordered, ann.refunded, ann.paid) == (1, 100, 30, 70)


def test_refunds_do_not_change_what_was_ordered():
    ann, bob = customer_lines(database_of("order,1,100", "order,1,50", "refund,1,10", "refund,1,5"))

    assert (ann.orders, ann.ordered, ann.refunded) == (2, 150, 15)
    assert (bob.orders, bob.ordered, bob.refunded) == (0, 0, 0)


def test_the_best_customer_paid_most():
    database = database_of("order,1,100", "order,2,300")

    assert [line.name for line in best_customers(database)] == ["Bob", "Ann"]


def test_the_report_as_text():
    assert report(database_of("order,1,10000", "order,2,250")).splitlines() == [
        "Ann (1)            1      100.00        0.00",
        "Bob (2)            1        2.50        0.00",
        "total              2      102.50        0.00",
    ]


def test_a_bad_line_of_the_export_is_refused():
    with raises(BadRow):
        database_of("order,1,-5")
