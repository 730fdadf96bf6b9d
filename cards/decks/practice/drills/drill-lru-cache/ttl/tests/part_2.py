from cache import LRUCache
from lib.fake_clock import FakeClock


def test_an_entry_is_gone_after_its_time():
    clock = FakeClock()
    cache = LRUCache(2, ttl=60, clock=clock)
    cache.put("a", 1)

    clock.advance(59)
    assert cache.get("a") == 1

    clock.advance(2)
    assert cache.get("a", "gone") == "gone"


def test_without_a_ttl_nothing_expires():
    cache = LRUCache(2)
    cache.put("a", 1)

    assert cache.get("a") == 1
