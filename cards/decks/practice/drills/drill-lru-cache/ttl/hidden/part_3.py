from cache import LRUCache
from lib.fake_clock import FakeClock


def test_an_expiration_is_a_miss_and_no_eviction():
    clock = FakeClock()
    evicted = []
    cache = LRUCache(2, ttl=10, clock=clock, on_evict=lambda *entry: evicted.append(entry))
    cache.put("a", 1)

    clock.advance(10)
    cache.get("a")

    assert cache.stats() == {"hits": 0, "misses": 1, "evictions": 0, "expirations": 1}
    assert evicted == []


def test_overwriting_is_no_eviction():
    evicted = []
    cache = LRUCache(1, on_evict=lambda *entry: evicted.append(entry))

    cache.put("a", 1)
    cache.put("a", 2)

    assert evicted == []
    assert cache.stats()["evictions"] == 0


def test_a_stored_none_is_a_hit():
    cache = LRUCache(1)
    cache.put("a", None)

    cache.get("a")

    assert cache.stats()["hits"] == 1
    assert cache.stats()["misses"] == 0


def test_the_callback_may_use_the_cache():
    seen = []
    cache = LRUCache(1, on_evict=lambda key, value: seen.append((len(cache), cache.get("b"), cache.get(key))))
    cache.put("a", 1)

    cache.put("b", 2)

    assert seen == [(1, 2, None)]


def test_changing_the_returned_stats_changes_nothing():
    cache = LRUCache(1)

    cache.stats()["hits"] = 99

    assert cache.stats()["hits"] == 0


def test_an_expired_entry_that_makes_room_is_no_eviction():
    clock = FakeClock()
    evicted = []
    cache = LRUCache(1, ttl=10, clock=clock, on_evict=lambda *entry: evicted.append(entry))
    cache.put("a", 1)

    clock.advance(10)
    cache.put("b", 2)

    assert evicted == []
    assert cache.stats() == {"hits": 0, "misses": 0, "evictions": 0, "expirations": 1}
