from billing.months import Month
from tests.helpers import Books


def test_successful_charges_cost_ten_cents_each():
    books = Books()
    books.merchant(1)
    books.charge(1)
    books.charge(1)

    books.run()

    assert books.totals() == {1: 25_20}


def test_a_merchant_without_any_charge_pays_the_base_fee():
    books = Books()
    books.merchant(1)

    books.run()

    assert books.totals() == {1: 25_00}


def test_a_merchant_whose_charges_all_failed_pays_the_base_fee():
    books = Books()
    books.merchant(1)
    books.charge(1, status="failed")
    books.merchant(2)
    books.charge(2)

    books.run()

    assert books.totals() == {1: 25_00, 2: 25_10}


def test_failed_charges_cost_nothing():
    books = Books()
    books.merchant(1)
    books.charge(1)
    books.charge(1, status="failed")

    books.run()

    assert books.totals() == {1: 25_10}


def test_a_merchant_who_joined_later_gets_no_invoice():
    books = Books()
    books.merchant(1, joined="2026-03-01")

    books.run()

    assert books.totals() == {}


def test_a_month_ends_before_the_first_of_the_next():
    assert (Month.parse("2026-12").first, Month.parse("2026-12").end) == ("2026-12-01", "2027-01-01")
