from currency import NoRate, Rates
from fractions import Fraction
from lib.checks import raises


def test_an_exact_inverse():
    rates = Rates([("usd", "eur", "3")])

    assert rates.rate("eur", "usd") == Fraction(1, 3)
    assert rates.convert(300_000_000_000_000_000_000, "eur", "usd") == 100_000_000_000_000_000_000


def test_given_before_and_after():
    quotes = [("usd", "eur", "0.9"), ("eur", "usd", "1.05")]

    for order in (quotes, quotes[::-1]):
        rates = Rates(order)
        assert rates.rate("usd", "eur") == Fraction("0.9")
        assert rates.rate("eur", "usd") == Fraction("1.05")


def test_the_inverse_of_the_later_quote():
    assert Rates([("usd", "eur", "2"), ("usd", "eur", "4")]).rate("eur", "usd") == Fraction(1, 4)


def test_the_inverse_into_yen():
    assert Rates([("jpy", "usd", "0.008")]).convert(1_000, "usd", "jpy") == 1_250


def test_the_rate_is_one_of_whole_units():
    assert Rates([("usd", "jpy", "150")]).rate("usd", "jpy") == 150
    assert Rates([]).rate("usd", "USD") == 1


def test_no_rate_either_way():
    with raises(NoRate):
        Rates([("usd", "eur", "2")]).rate("eur", "gbp")
