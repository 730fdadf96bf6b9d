from client import totals
from lib.checks import raises


def test_sums_by_currency():
    charges = [
        {"amount": "12.50", "currency": "eur", "status": "succeeded"},
        {"amount": "0.75", "currency": "eur", "status": "succeeded"},
        {"amount": "500", "currency": "jpy", "status": "succeeded"},
        {"amount": "99.00", "currency": "eur", "status": "failed"},
    ]

    assert totals(charges) == {"eur": 1325, "jpy": 500}


def test_decimals_that_do_not_fit():
    with raises(ValueError):
        totals([{"amount": "12.5", "currency": "eur", "status": "succeeded"}])
