from cache import Cache


def test_the_least_frequently_used_page_goes_first():
    cache = Cache(2, policy="lfu")
    cache.put("a", 1)
    cache.put("b", 2)
    cache.get("a")

    cache.put("c", 3)
    assert cache.keys() == ["c", "a"]

    cache.put("d", 4)
    assert cache.keys() == ["d", "a"]


def test_equally_many_uses_fall_back_to_recency():
    cache = Cache(3, policy="lfu")
    for key in "abc":
        cache.put(key, key)

    cache.put("d", "d")

    assert cache.keys() == ["b", "c", "d"]
