from cache import Cache
from lib.checks import raises


def test_overwriting_is_a_use_and_evicts_nothing():
    cache = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)

    cache.put("a", 3)

    assert cache.keys() == ["b", "a"]
    assert cache.get("a") == 3


def test_a_failed_get_is_not_a_use():
    cache = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)

    with raises(KeyError):
        cache.get("c")

    assert cache.keys() == ["a", "b"]


def test_listing_the_keys_is_not_a_use():
    cache = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)

    cache.keys().clear()

    assert cache.keys() == ["a", "b"]


def test_a_stored_none_is_found():
    cache = Cache(1)
    cache.put("a", None)

    assert cache.get("a") is None


def test_a_capacity_below_one_is_refused():
    for capacity in (0, -1):
        with raises(ValueError):
            Cache(capacity)
