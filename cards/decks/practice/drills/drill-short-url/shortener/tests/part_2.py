from lib.checks import raises
from lib.fake_clock import FakeClock
from shortener import Shortener, Taken, Unknown


def test_a_code_leads_back():
    links = Shortener(FakeClock())

    assert [links.shorten("https://a.test"), links.shorten("https://b.test")] == ["1", "2"]
    assert links.shorten("https://a.test") == "1"
    assert links.resolve("2") == "https://b.test"


def test_an_alias():
    links = Shortener(FakeClock())

    assert links.shorten("https://a.test", alias="pay") == "pay"
    with raises(Taken):
        links.shorten("https://b.test", alias="pay")


def test_nobody_knows():
    with raises(Unknown):
        Shortener(FakeClock()).resolve("1")
