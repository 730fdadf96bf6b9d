from currency import Rates
from fractions import Fraction


def test_the_other_way_round():
    rates = Rates([("usd", "eur", "0.8")])

    assert rates.rate("eur", "usd") == Fraction(5, 4)
    assert rates.convert(800, "eur", "usd") == 1_000


def test_a_given_quote_counts_more():
    assert Rates([("eur", "usd", "1.05"), ("usd", "eur", "0.9")]).rate("eur", "usd") == Fraction("1.05")
