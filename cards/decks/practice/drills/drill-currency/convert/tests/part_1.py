from currency import NoRate, Rates
from lib.checks import raises


def test_dollars_into_euros():
    assert Rates([("usd", "eur", "0.9")]).convert(1_000, "usd", "eur") == 900


def test_yen_have_no_cents():
    assert Rates([("usd", "jpy", 150)]).convert(1_000, "usd", "jpy") == 1_500


def test_halves_go_to_the_even_neighbour():
    rates = Rates([("usd", "eur", "0.5")])

    assert [rates.convert(cents, "usd", "eur") for cents in (1, 3, 5, -3)] == [0, 2, 2, -2]


def test_no_quote():
    with raises(NoRate):
        Rates([]).convert(1, "usd", "eur")
