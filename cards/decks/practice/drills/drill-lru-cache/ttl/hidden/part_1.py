from cache import LRUCache
from lib.checks import raises


class CountedKey:
    """A key that counts how often keys are compared: a search through a list compares many."""

    comparisons = 0

    def __init__(self, number):
        self.number = number

    def __hash__(self):
        return hash(self.number)

    def __eq__(self, other):
        CountedKey.comparisons += 1
        return self.number == other.number


def test_overwriting_counts_as_use_and_evicts_nothing():
    cache = LRUCache(2)
    cache.put("a", 1)
    cache.put("b", 2)

    cache.put("a", 9)
    assert len(cache) == 2

    cache.put("c", 3)
    assert cache.get("a") == 9
    assert cache.get("b") is None


def test_none_is_a_value_like_any_other():
    cache = LRUCache(1)
    cache.put("a", None)

    assert cache.get("a", "default") is None


def test_reading_an_absent_key_stores_nothing():
    cache = LRUCache(1)
    cache.put("a", 1)

    cache.get("b", "default")

    assert len(cache) == 1
    assert cache.get("a") == 1


def test_a_capacity_of_zero_holds_nothing():
    cache = LRUCache(0)
    cache.put("a", 1)

    assert cache.get("a") is None
    assert len(cache) == 0


def test_a_negative_capacity_is_refused():
    with raises(ValueError):
        LRUCache(-1)


def test_neither_operation_searches_through_the_entries():
    keys = [CountedKey(number) for number in range(500)]
    cache = LRUCache(400)
    CountedKey.comparisons = 0

    for key in keys:
        cache.put(key, key.number)
    for key in reversed(keys):
        cache.get(CountedKey(key.number))

    assert CountedKey.comparisons < 5_000
