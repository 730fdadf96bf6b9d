from forms import decode
from lib.checks import raises


def test_flat_and_nested():
    assert decode("metadata[order]=o+1&amount=5") == {"metadata": {"order": "o 1"}, "amount": "5"}


def test_brackets_may_be_encoded():
    assert decode("metadata%5Border%5D=o%201") == {"metadata": {"order": "o 1"}}


def test_a_value_and_a_dictionary():
    with raises(ValueError):
        decode("a=1&a[b]=2")
