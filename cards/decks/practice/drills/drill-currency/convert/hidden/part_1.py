from currency import NoRate, Rates
from decimal import Decimal
from lib.checks import raises


def test_three_decimals():
    assert Rates([("usd", "kwd", "0.3")]).convert(1_000, "usd", "kwd") == 3_000
    assert Rates([("kwd", "usd", "3.25")]).convert(1_000, "kwd", "usd") == 325
    assert Rates([("jpy", "bhd", "0.0025")]).convert(1_000, "jpy", "bhd") == 2_500
    assert Rates([("jpy", "krw", "9")]).convert(7, "jpy", "krw") == 63


def test_exact_arithmetic():
    rates = Rates([("usd", "eur", "1.15")])

    assert [rates.convert(cents, "usd", "eur") for cents in (10, 30, 50, 70, 90, 110)] == [12, 34, 58, 80, 104, 126]
    assert rates.convert(9_007_199_254_740_993, "usd", "eur") == 10_358_279_142_952_142


def test_negative_amounts_mirror():
    rates = Rates([("usd", "eur", "0.37")])

    for cents in range(0, 400, 7):
        assert rates.convert(-cents, "usd", "eur") == -rates.convert(cents, "usd", "eur")


def test_the_same_currency():
    assert Rates([]).convert(5, "USD", "usd") == 5
    assert Rates([]).convert(5, "xyz", "XYZ") == 5


def test_any_case():
    assert Rates([("UsD", "eUr", "2")]).convert(1, "Usd", "EUR") == 2
    assert Rates([("USD", "JPY", "150")]).convert(100, "USD", "JPY") == 150


def test_kinds_of_rates():
    for rate in ("2", 2, Decimal("2.0"), "2.000"):
        assert Rates([("usd", "eur", rate)]).convert(3, "usd", "eur") == 6
    numbers_that_are_no_rates = ("0", 0, "-1", -1, 0.9, True, Decimal("-0.1"), Decimal("NaN"), Decimal("Infinity"))
    for rate in (*numbers_that_are_no_rates, "", "x", "nan", None):
        with raises(ValueError):
            Rates([("usd", "eur", rate)])


def test_amounts_are_whole():
    for amount in (1.0, 1.5, "1", True, None, Decimal("1")):
        with raises(TypeError):
            Rates([]).convert(amount, "usd", "usd")


def test_the_later_quote_counts():
    assert Rates([("usd", "eur", "2"), ("USD", "eur", "3")]).convert(1, "usd", "eur") == 3


def test_quotes_may_be_a_generator():
    assert Rates(quote for quote in [("usd", "eur", "2")]).convert(1, "usd", "eur") == 2


def test_a_target_that_nobody_knows():
    with raises(NoRate):
        Rates([("usd", "eur", "2")]).convert(0, "usd", "gbp")
