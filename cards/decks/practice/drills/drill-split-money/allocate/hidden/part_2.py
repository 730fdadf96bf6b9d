from lib.checks import raises
from money import parse


def test_what_floats_get_wrong():
    assert parse("4.35", "usd") == 435
    assert parse("1.10", "usd") == 110
    assert parse("90071992547409.93", "usd") == 9_007_199_254_740_993


def test_signs_and_zeros():
    assert parse("-0.05", "usd") == -5
    assert parse("-0", "usd") == 0
    assert parse("007.5", "usd") == 750
    assert parse("0.000", "kwd") == 0


def test_spaces_around():
    assert parse("  12.34\n", "usd") == 1234


def test_codes_in_any_case():
    assert parse("5", "JPY") == 5
    assert parse("5", "Bhd") == 5000


def test_everything_else_is_refused():
    for text in ("", " ", "-", ".", ".5", "5.", "1,000", "1 000", "+1", "1e3", "1_000", "0x1", "nan", "inf", "--1",
                 "- 1", "1.2.3", "$1", "1\n2", "١٢", "１", "1.٥", "²", "-.5"):  # fmt: skip
        with raises(ValueError):
            parse(text, "usd")


def test_too_many_decimals_even_zeros():
    for text, currency in (("1.000", "usd"), ("1.0", "jpy"), ("1.0000", "kwd")):
        with raises(ValueError):
            parse(text, currency)


def test_each_currency_that_was_named():
    decimals = {"jpy": 0, "krw": 0, "vnd": 0, "kwd": 3, "bhd": 3, "usd": 2, "eur": 2}

    for currency, places in decimals.items():
        assert parse("7", currency) == 7 * 10**places, currency
