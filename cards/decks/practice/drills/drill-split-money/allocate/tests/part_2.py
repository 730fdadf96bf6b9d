from lib.checks import raises
from money import parse


def test_decimals_of_currencies():
    assert parse("12.34", "usd") == 1234
    assert parse("500", "jpy") == 500
    assert parse("1.5", "kwd") == 1500


def test_too_many_decimals():
    with raises(ValueError):
        parse("12.345", "usd")
