from billing.months import Month
from billing.usage import usage_of
from tests.helpers import Books


def test_charges_in_other_months_alone():
    books = Books()
    books.merchant(1)
    books.charge(1, day="2026-01-31")
    books.charge(1, day="2026-03-01")

    books.run()

    assert books.totals() == {1: 25_00}


def test_every_mixture_of_charges():
    books = Books()
    expected = {}
    number = 0
    for succeeded in range(3):
        for failed in range(3):
            for elsewhere in range(3):
                number += 1
                books.merchant(number)
                for _ in range(succeeded):
                    books.charge(number)
                for _ in range(failed):
                    books.charge(number, status="failed")
                for _ in range(elsewhere):
                    books.charge(number, day="2026-01-10")
                expected[number] = 25_00 + 10 * succeeded

    books.run()

    assert books.totals() == expected


def test_pending_charges_do_not_count():
    books = Books()
    books.merchant(1)
    books.charge(1, status="pending")

    books.run()

    assert books.totals() == {1: 25_00}


def test_the_volume_is_that_of_the_counted_charges():
    books = Books()
    books.merchant(1)
    books.charge(1, amount=5_00)
    books.charge(1, amount=5_00)
    books.charge(1, amount=70_00, status="failed")
    books.charge(1, amount=80_00, day="2026-03-01")

    [usage] = usage_of(books.database, Month(2026, 2))

    assert (usage.charges, usage.volume) == (2, 10_00)


def test_the_first_and_the_last_day_belong_to_the_month():
    books = Books()
    books.merchant(1)
    for day in ("2026-01-31", "2026-02-01", "2026-02-28", "2026-03-01"):
        books.charge(1, day=day)

    books.run()

    assert books.totals() == {1: 25_20}


def test_who_has_left_before_the_month_gets_no_invoice():
    books = Books()
    books.merchant(1, left_on="2026-01-31")
    books.charge(1)
    books.merchant(2, left_on="2026-02-01")
    books.charge(2, status="failed")
    books.merchant(3, joined="2026-02-28")

    books.run()

    assert books.totals() == {2: 25_00, 3: 25_00}


def test_who_joined_later_gets_none_even_with_charges():
    books = Books()
    books.merchant(1, joined="2026-03-01")
    books.charge(1)
    books.charge(1, status="failed")

    books.run()

    assert books.totals() == {}


def test_a_repeated_run_adds_what_is_missing_and_changes_nothing():
    books = Books()
    books.merchant(1)
    books.charge(1)
    assert books.run() == 1
    books.charge(1)
    books.merchant(2)

    assert books.run() == 1
    assert books.totals() == {1: 25_10, 2: 25_00}
    assert books.run() == 0
