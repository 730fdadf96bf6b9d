from lib.checks import raises
from lib.fake_clock import FakeClock
from shortener import Gone, Shortener


def test_a_link_ends():
    clock = FakeClock()
    links = Shortener(clock)
    code = links.shorten("https://a.test", ttl=10)

    clock.advance(9)
    assert links.resolve(code) == "https://a.test"
    clock.advance(1)
    with raises(Gone):
        links.resolve(code)


def test_a_link_that_ends_is_not_shared():
    links = Shortener(FakeClock())

    permanent = links.shorten("https://a.test")

    assert links.shorten("https://a.test", ttl=10) != permanent
    assert links.shorten("https://a.test") == permanent
