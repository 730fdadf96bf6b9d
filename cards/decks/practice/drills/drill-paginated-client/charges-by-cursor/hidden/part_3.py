from client import totals
from lib.checks import raises


def total(amount, currency="eur"):
    return totals([{"amount": amount, "currency": currency, "status": "succeeded"}])[currency]


def test_amounts_that_floats_get_wrong():
    assert total("19.99") == 1999
    assert total("1.15") == 115
    assert total("90071992547409.93") == 9007199254740993


def test_currencies_with_other_decimals():
    assert total("500", "jpy") == 500
    assert total("1000", "krw") == 1000
    assert total("1.234", "kwd") == 1234
    assert total("0.005", "bhd") == 5
    assert total("7.00", "usd") == 700


def test_negative_amounts():
    assert total("-12.50") == -1250
    assert total("-0.05") == -5
    assert total("-0.00") == 0


def test_decimals_that_do_not_fit():
    for amount, currency in (
        ("12.500", "eur"),
        ("12", "eur"),
        ("1.0", "jpy"),
        ("1.23", "kwd"),
        ("12.", "eur"),
        (".50", "eur"),
    ):
        with raises(ValueError):
            total(amount, currency)


def test_texts_that_are_no_amounts():
    for amount in ("", "abc", "1e3", "1,50", " 1.50", "+1.50", "1_0.50", "NaN", "12.5٠", "--1.00"):
        with raises(ValueError):
            total(amount)


def test_only_what_succeeded_counts():
    charges = [{"amount": "1.00", "currency": "usd", "status": status} for status in ("pending", "failed", "succeeded")]

    assert totals(charges) == {"usd": 100}
    assert totals(charges[:2]) == {}
    assert totals([]) == {}


def test_any_iterable_will_do():
    assert totals(iter([{"amount": "1.00", "currency": "usd", "status": "succeeded"}])) == {"usd": 100}


def test_amounts_that_are_no_texts():
    for amount in (12.5, 1250, True, None):
        with raises(ValueError):
            total(amount)
