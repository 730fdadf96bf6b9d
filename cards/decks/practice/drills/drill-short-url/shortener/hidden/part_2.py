from lib.checks import raises
from lib.fake_clock import FakeClock
from shortener import Shortener, Taken, Unknown, encode

A, B, C = "https://a.test", "https://b.test", "https://c.test"


def new():
    return Shortener(FakeClock())


def test_a_code_does_not_meet_an_alias():
    links = new()
    links.shorten(A, alias="1")
    links.shorten(A, alias="2")

    assert links.shorten(B) == "3"
    assert links.resolve("1") == A


def test_an_alias_does_not_meet_a_code():
    links = new()
    links.shorten(A)

    with raises(Taken):
        links.shorten(B, alias="1")
    assert links.shorten(A, alias="1") == "1"
    assert links.resolve("1") == A


def test_a_url_may_have_several_names():
    links = new()

    assert links.shorten(A, alias="x") == links.shorten(A, alias="x") == "x"
    assert links.shorten(A, alias="y") == "y"
    assert links.shorten(A) == "1"
    assert links.shorten(A) == "1"
    assert {links.resolve(name) for name in ("x", "y", "1")} == {A}


def test_an_alias_like_the_next_code_for_the_same_url():
    links = new()
    links.shorten(A, alias="1")

    assert links.shorten(A) == "2"


def test_reserved_names():
    for alias in ("api", "API", "Admin", "heaLTH"):
        with raises(Taken):
            new().shorten(A, alias=alias)


def test_names_that_cannot_be():
    for alias in ("", "a b", "a/b", "é", "a.b", "x" * 31, "a\n", "ａ"):
        with raises(ValueError):
            new().shorten(A, alias=alias)
    assert new().shorten(A, alias="x-_" * 10) == "x-_" * 10


def test_aliases_have_a_case():
    links = new()
    links.shorten(A, alias="Pay")

    assert links.shorten(B, alias="pay") == "pay"
    assert links.resolve("Pay") == A


def test_addresses():
    for url in ("", "javascript:alert(1)", "ftp://x", "http://", "https://", "//a.test", "a.test", " https://a.test",
                "https://a.test/ b", "https://a.test\n", "https://a\x00b", "data:text/html,x"):  # fmt: skip
        with raises(ValueError):
            new().shorten(url)
        with raises(ValueError):
            new().shorten(url, alias="x")
    for url in ("http://a", "HTTPS://A.test/ä?x=1#y", "hTTp://a.test:80"):
        links = new()
        assert links.resolve(links.shorten(url)) == url


def test_what_was_refused_leaves_no_trace():
    links = new()
    for url, alias in (("x", None), (A, "a b"), (A, "api")):
        with raises(ValueError, Taken):
            links.shorten(url, alias=alias)

    assert links.shorten(B) == "1"
    with raises(Unknown):
        links.resolve("api")


def test_many():
    links = new()

    codes = [links.shorten(f"https://a.test/{n}") for n in range(300)]

    assert codes == [encode(n) for n in range(1, 301)]
