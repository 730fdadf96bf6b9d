from cache import LRUCache


def test_stats_count_hits_misses_and_evictions():
    cache = LRUCache(1)
    cache.put("a", 1)
    cache.get("a")
    cache.get("b")
    cache.put("b", 2)

    assert cache.stats() == {"hits": 1, "misses": 1, "evictions": 1, "expirations": 0}


def test_evicted_entries_are_handed_over():
    evicted = []
    cache = LRUCache(1, on_evict=lambda key, value: evicted.append((key, value)))

    cache.put("a", 1)
    cache.put("b", 2)

    assert evicted == [("a", 1)]
