from cache import Cache
from lib.checks import raises


def test_frequencies_survive_a_resize():
    cache = Cache(3, policy="lfu")
    for key in "abc":
        cache.put(key, key)
    for key in "ccbb":
        cache.get(key)
    cache.get("c")

    assert cache.resize(2) == ["a"]
    assert cache.resize(1) == ["b"]
    assert cache.keys() == ["c"]


def test_a_new_page_after_shrinking_has_one_use():
    cache = Cache(3, policy="lfu")
    for key in "abc":
        cache.put(key, key)
        cache.get(key)
        cache.get(key)
    cache.resize(2)

    cache.put("d", 4)
    cache.put("e", 5)

    assert cache.keys() == ["e", "c"]


def test_a_refused_resize_changes_nothing():
    cache = Cache(2)
    cache.put("a", 1)
    cache.put("b", 2)

    with raises(ValueError):
        cache.resize(0)

    cache.put("c", 3)
    assert cache.keys() == ["b", "c"]
