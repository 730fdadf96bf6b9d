from currency import NoRate, Rates
from fractions import Fraction
from lib.checks import raises


def chain(length):
    return [(f"c{n}", f"c{n + 1}", "2") for n in range(length)]


def test_exactly_so_many_hops():
    rates = Rates(chain(5))

    assert rates.rate("c0", "c5", max_hops=5) == 32
    assert rates.rate("c5", "c0", max_hops=5) == Fraction(1, 32)
    with raises(NoRate):
        rates.rate("c0", "c5", max_hops=4)


def test_nothing_is_rounded_on_the_way():
    rates = Rates([("usd", "jpy", "1"), ("jpy", "eur", "1"), ("eur", "kwd", "0.333")])

    assert rates.convert(149, "usd", "eur", max_hops=2) == 149
    assert rates.convert(49, "usd", "kwd", max_hops=3) == 163


def test_a_short_path_that_is_better():
    rates = Rates([("usd", "gbp", "0.9"), ("usd", "eur", "0.9"), ("eur", "gbp", "0.8")])

    assert rates.rate("usd", "gbp", max_hops=9) == Fraction("0.9")


def test_the_order_of_quotes_means_nothing():
    quotes = [("a", "b", 2), ("b", "d", 2), ("a", "c", 3), ("c", "d", 3), ("a", "d", 5)]

    for order in (quotes, quotes[::-1]):
        assert Rates(order).rate("a", "d", max_hops=3) == 9
        assert Rates(order).rate("a", "d") == 5


def test_no_currency_twice():
    rates = Rates([("a", "b", 10), ("b", "a", 10), ("a", "c", 1), ("b", "c", "0.05")])

    assert rates.rate("a", "c", max_hops=6) == 1


def test_an_inverse_on_the_way():
    rates = Rates([("eur", "usd", "1.25"), ("eur", "gbp", "0.5")])

    assert rates.rate("usd", "gbp", max_hops=2) == Fraction("0.4")


def test_the_same_currency_is_one_and_not_a_round_trip():
    rates = Rates([("a", "b", 10), ("b", "a", 10)])

    assert rates.rate("a", "a", max_hops=4) == 1


def test_no_path():
    rates = Rates([("a", "b", 1), ("c", "d", 1)])

    for hops in (0, 1, 9):
        with raises(NoRate):
            rates.rate("a", "d", max_hops=hops)


def test_currencies_that_are_all_quoted():
    names = "abcdef"
    quotes = [(first, second, 1) for first in names for second in names if first != second]

    assert Rates([*quotes, ("a", "z", 2)]).rate("f", "z", max_hops=5) == 2


def test_a_quote_of_a_currency_against_itself_is_no_hop():
    rates = Rates([("a", "a", 2), ("a", "b", 3), ("b", "b", 2)])

    assert rates.rate("a", "b", max_hops=3) == 3
