from cache import LRUCache


def test_the_least_recently_used_entry_goes_first():
    cache = LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)
    assert cache.get("a") == 1

    cache.put("c", 3)

    assert cache.get("b") is None
    assert cache.get("a") == 1
    assert cache.get("c") == 3


def test_a_missing_key_gives_the_default():
    assert LRUCache(1).get("nobody", "default") == "default"


def test_len_counts_the_entries():
    cache = LRUCache(2)
    for key in "abc":
        cache.put(key, key)

    assert len(cache) == 2
