from cache import Cache
from lib.checks import raises


class CountedKey:
    """A key that counts how often it is looked at: a search through all pages looks at each."""

    looks = 0

    def __init__(self, number):
        self.number = number

    def __hash__(self):
        CountedKey.looks += 1
        return hash(self.number)

    def __eq__(self, other):
        CountedKey.looks += 1
        return self.number == other.number


def test_overwriting_is_a_use():
    cache = Cache(2, policy="lfu")
    cache.put("a", 1)
    cache.put("b", 2)
    cache.put("a", 3)

    cache.put("c", 4)

    assert cache.keys() == ["c", "a"]


def test_a_page_that_comes_back_starts_again():
    cache = Cache(2, policy="lfu")
    cache.put("a", 1)
    for _ in range(5):
        cache.get("a")
    cache.put("b", 2)
    cache.get("b")
    cache.put("c", 3)  # "b" goes with two uses

    cache.put("b", 2)  # "c" goes with one

    assert cache.keys() == ["b", "a"]
    cache.put("d", 4)
    assert cache.keys() == ["d", "a"]


def test_the_lowest_count_rises_when_its_last_page_is_used():
    cache = Cache(2, policy="lfu")
    cache.put("a", 1)
    cache.put("b", 2)
    for key in "aabb":
        cache.get(key)

    cache.put("c", 3)

    assert cache.keys() == ["c", "b"]


def test_recency_among_equals_is_that_of_the_last_use():
    cache = Cache(3, policy="lfu")
    for key in "abc":
        cache.put(key, key)
    for key in "cab":
        cache.get(key)

    cache.put("d", 4)

    assert cache.keys() == ["d", "a", "b"]


def test_the_other_policy_is_still_the_default():
    cache = Cache(2)
    cache.put("a", 1)
    cache.get("a")
    cache.put("b", 2)

    cache.put("c", 3)

    assert cache.keys() == ["b", "c"]


def test_an_unknown_policy_is_refused():
    with raises(ValueError):
        Cache(2, policy="fifo")


def test_a_long_history_against_a_slow_model():
    cache = Cache(5, policy="lfu")
    model = {}  # key: (uses, moment of the last use)
    state = 1
    for moment in range(3_000):
        state = state * 1_103_515_245 % 2**31
        key = state // 1_000 % 9
        if key not in model and len(model) == 5:
            model.pop(min(model, key=model.get))
        uses, _ = model.get(key, (0, 0))
        model[key] = (uses + 1, moment)

        cache.put(key, moment)

        assert cache.keys() == sorted(model, key=model.get), moment


def test_the_victim_is_found_without_a_search():
    cache = Cache(300, policy="lfu")
    CountedKey.looks = 0

    for number in range(1_000):
        cache.put(CountedKey(number), number)

    assert CountedKey.looks < 40_000
