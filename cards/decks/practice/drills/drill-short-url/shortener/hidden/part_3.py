from lib.checks import raises
from lib.fake_clock import FakeClock
from shortener import Gone, Shortener, Taken, Unknown

A, B = "https://a.test", "https://b.test"


def new():
    clock = FakeClock(1_000)
    return Shortener(clock), clock


def is_gone(links, code):
    try:
        links.resolve(code)
    except Gone:
        return True
    return False


def test_each_request_with_an_end_gets_a_new_code():
    links, _ = new()

    assert [links.shorten(A, ttl=5), links.shorten(A, ttl=5), links.shorten(A), links.shorten(A, ttl=9)] == list("1234")


def test_a_permanent_link_stays():
    links, clock = new()
    code = links.shorten(A)
    links.shorten(A, ttl=5)
    clock.advance(10**9)

    assert links.resolve(code) == A
    assert links.shorten(A) == code


def test_gone_is_not_unknown():
    links, clock = new()
    code = links.shorten(A, ttl=5)
    clock.advance(5)

    assert is_gone(links, code)
    with raises(Unknown):
        links.resolve("2")


def test_a_name_that_is_gone_stays_gone():
    links, clock = new()
    links.shorten(A, alias="sale", ttl=5)
    links.shorten(A, alias="1", ttl=5)
    clock.advance(5)

    for url in (A, B):
        with raises(Taken):
            links.shorten(url, alias="sale")
    assert links.shorten(B) == "2"
    assert is_gone(links, "sale")


def test_the_latest_request_says_when_an_alias_ends():
    links, clock = new()
    links.shorten(A, alias="sale", ttl=10)
    clock.advance(8)
    links.shorten(A, alias="sale", ttl=10)
    clock.advance(9)
    assert links.resolve("sale") == A
    links.shorten(A, alias="sale")
    clock.advance(10**9)
    assert links.resolve("sale") == A
    links.shorten(A, alias="sale", ttl=1)
    clock.advance(1)
    assert is_gone(links, "sale")


def test_an_alias_that_ends_is_not_taken_over_before_its_end():
    links, clock = new()
    links.shorten(A, alias="sale", ttl=10)

    with raises(Taken):
        links.shorten(B, alias="sale")


def test_a_code_of_ours_that_was_given_an_end():
    links, clock = new()
    code = links.shorten(A)
    links.shorten(A, alias=code, ttl=5)

    other = links.shorten(A)
    clock.advance(5)

    assert is_gone(links, code)
    assert other != code
    assert links.resolve(other) == A


def test_ends_that_cannot_be():
    links, _ = new()

    for ttl in (0, -1):
        with raises(ValueError):
            links.shorten(A, ttl=ttl)
        with raises(ValueError):
            links.shorten(A, alias="x", ttl=ttl)
    assert links.shorten(A) == "1"
