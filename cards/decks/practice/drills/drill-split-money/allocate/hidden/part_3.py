from money import parse, written


def test_small_and_negative_amounts():
    assert written(0, "usd") == "0.00"
    assert written(-5, "usd") == "-0.05"
    assert written(-150, "usd") == "-1.50"
    assert written(1500, "kwd") == "1.500"
    assert written(1, "kwd") == "0.001"
    assert written(-3, "jpy") == "-3"
    assert written(0, "jpy") == "0"
    assert written(7, "JPY") == "7"


def test_what_is_written_can_be_read():
    for currency in ("usd", "jpy", "kwd"):
        for amount in (*range(-1_050, 1_050), 10**17 + 1, -(10**17) - 1):
            assert parse(written(amount, currency), currency) == amount


def test_groups():
    assert written(99_999, "usd", grouped=True) == "999.99"
    assert written(100_000, "usd", grouped=True) == "1,000.00"
    assert written(-123_456_789, "usd", grouped=True) == "-1,234,567.89"
    assert written(-100_000, "jpy", grouped=True) == "-100,000"
    assert written(1_234_567, "kwd", grouped=True) == "1,234.567"
    assert written(100_000, "usd") == "1000.00"
