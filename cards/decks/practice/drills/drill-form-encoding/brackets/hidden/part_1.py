from decimal import Decimal
from forms import encode
from lib.checks import raises


def test_booleans_and_nothing():
    assert encode({"a": True, "b": False, "c": None, "d": 1, "e": 0}) == "a=true&b=false&c=&d=1&e=0"


def test_empty():
    assert encode({}) == ""
    assert encode({"metadata": {}, "text": ""}) == "metadata=&text="
    assert encode({"a": {"b": {}}}) == "a[b]="


def test_names_are_encoded_and_their_brackets_are_not():
    assert encode({"a b": {"c&d": {"é": "="}}}) == "a+b[c%26d][%C3%A9]=%3D"


def test_what_needs_no_encoding():
    assert encode({"a": "Az09_.-~", "b": "*'()/:"}) == "a=Az09_.-~&b=%2A%27%28%29%2F%3A"


def test_the_order_is_that_of_the_data():
    assert encode({"b": 1, "a": {"z": 1, "y": 2}}) == "b=1&a[z]=1&a[y]=2"


def test_other_types():
    for value in (1.5, float("nan"), Decimal("1"), b"x", {1, 2}, object()):
        with raises(TypeError):
            encode({"a": {"b": value}})


def test_names_that_cannot_be():
    for name in ("", "a[b]", "a]", "["):
        with raises(ValueError):
            encode({name: "x"})
        with raises(ValueError):
            encode({"a": {name: "x"}})
    for name in (1, None, True):
        with raises(TypeError):
            encode({"a": {name: "x"}})


def test_large_and_negative_numbers():
    assert encode({"a": -5, "b": 10**20}) == "a=-5&b=100000000000000000000"
