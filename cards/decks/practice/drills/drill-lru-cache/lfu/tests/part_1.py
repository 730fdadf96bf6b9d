from cache import Cache


def test_the_least_recently_used_page_goes_first():
    cache = Cache(2)
    cache.put("r1", "<p>1</p>")
    cache.put("r2", "<p>2</p>")
    assert cache.get("r1") == "<p>1</p>"

    cache.put("r3", "<p>3</p>")

    assert cache.keys() == ["r1", "r3"]


def test_an_absent_page_is_a_key_error():
    try:
        Cache(1).get("r1")
    except KeyError:
        return
    raise AssertionError("expected KeyError")
