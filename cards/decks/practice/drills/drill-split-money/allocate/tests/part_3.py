from money import written


def test_all_decimals():
    assert written(1234, "usd") == "12.34"
    assert written(5, "usd") == "0.05"
    assert written(500, "jpy") == "500"


def test_grouped():
    assert written(123456789, "usd", grouped=True) == "1,234,567.89"
