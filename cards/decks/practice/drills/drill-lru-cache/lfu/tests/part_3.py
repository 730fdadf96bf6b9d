from cache import Cache


def test_shrinking_says_what_went():
    cache = Cache(3)
    for key in "abc":
        cache.put(key, key)

    assert cache.resize(1) == ["a", "b"]
    assert cache.keys() == ["c"]


def test_growing_makes_room():
    cache = Cache(1)
    cache.put("a", 1)

    assert cache.resize(2) == []
    cache.put("b", 2)

    assert cache.keys() == ["a", "b"]
