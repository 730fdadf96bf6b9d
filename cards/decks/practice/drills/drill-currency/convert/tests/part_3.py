from currency import NoRate, Rates
from lib.checks import raises


def test_through_another_currency():
    rates = Rates([("usd", "eur", "0.5"), ("eur", "gbp", "0.5")])

    assert rates.convert(1_000, "usd", "gbp", max_hops=2) == 250
    with raises(NoRate):
        rates.convert(1_000, "usd", "gbp")


def test_the_best_path():
    rates = Rates([("usd", "gbp", "0.7"), ("usd", "eur", "0.9"), ("eur", "gbp", "0.8")])

    assert rates.convert(1_000, "usd", "gbp", max_hops=2) == 720
