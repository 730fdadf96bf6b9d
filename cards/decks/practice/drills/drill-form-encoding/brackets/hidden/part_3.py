from forms import decode
from lib.checks import raises


def test_values_with_everything_in_them():
    assert decode("q=a=b&r=%3D%26%25%2B&s=a+b&t=%C3%A9") == {"q": "a=b", "r": "=&%+", "s": "a b", "t": "é"}


def test_empty_values_and_empty_pairs():
    assert decode("") == {}
    assert decode("a=&b&&c[d]=&") == {"a": "", "b": "", "c": {"d": ""}}


def test_values_may_have_brackets():
    assert decode("a=[b]&c=%5B%5D") == {"a": "[b]", "c": "[]"}


def test_malformed_names():
    for name in ("=1", "[a]=1", "a[b=1", "a]b=1", "a[b]c=1", "a[[b]]=1", "a[b]]=1", "%5Ba%5D=1", "a[b%5D[=1"):
        with raises(ValueError):
            decode(name)


def test_conflicts():
    for body in ("a=1&a=1", "a[b]=1&a[b]=2", "a=1&a[b]=2", "a[b]=2&a=1", "a[b]=1&a[b][c]=1", "a[b][c]=1&a[b]=1"):
        with raises(ValueError):
            decode(body)


def test_the_same_name_spelled_differently():
    with raises(ValueError):
        decode("a[b]=1&a%5B%62%5D=2")


def test_not_utf_8():
    for body in ("a=%FF", "%C3=1", "a[%E9]=1"):
        with raises(ValueError):
            decode(body)


def test_five_levels_and_not_six():
    assert decode("a[b][c][d][e]=1") == {"a": {"b": {"c": {"d": {"e": "1"}}}}}
    with raises(ValueError):
        decode("a[b][c][d][e][f]=1")


def test_the_order_of_names_is_that_of_arrival():
    assert list(decode("b=1&a=2&c=3")) == ["b", "a", "c"]
