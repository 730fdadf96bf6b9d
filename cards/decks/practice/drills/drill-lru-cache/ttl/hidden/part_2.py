from cache import LRUCache
from lib.fake_clock import FakeClock


def test_an_entry_exactly_as_old_as_its_ttl_is_gone():
    clock = FakeClock()
    cache = LRUCache(2, ttl=10, clock=clock)
    cache.put("a", 1)

    clock.advance(10)

    assert cache.get("a", "gone") == "gone"
    assert len(cache) == 0


def test_reading_does_not_extend_a_life():
    clock = FakeClock()
    cache = LRUCache(2, ttl=10, clock=clock)
    cache.put("a", 1)

    clock.advance(9)
    assert cache.get("a") == 1
    clock.advance(3)

    assert cache.get("a") is None


def test_putting_again_does():
    clock = FakeClock()
    cache = LRUCache(2, ttl=10, clock=clock)
    cache.put("a", 1)

    clock.advance(9)
    cache.put("a", 2)
    clock.advance(9)

    assert cache.get("a") == 2


def test_an_expired_none_is_gone_too():
    clock = FakeClock()
    cache = LRUCache(2, ttl=10, clock=clock)
    cache.put("a", None)
    assert cache.get("a", "gone") is None

    clock.advance(10)

    assert cache.get("a", "gone") == "gone"
