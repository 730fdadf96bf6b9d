from lib.checks import raises
from routing import NotFound
from tests.helpers import router


def test_methods_in_any_spelling():
    routes = router("get /x a", "POST /x b")

    assert routes.match("Get", "/x") == ("a", {})
    assert routes.match("post", "/x") == ("b", {})


def test_the_root():
    routes = router("GET / root")

    for path in ("/", "", "//", "/?a=/b"):
        assert routes.match("GET", path) == ("root", {}), path


def test_segments_count_as_they_are():
    routes = router("GET /a/b ab")

    for path in ("/A/b", "/a", "/a/b/c", "/ab", "/b/a", "/a/b.", "/"):
        with raises(NotFound):
            routes.match("GET", path)


def test_twice():
    for second in ("GET /a/b y", "get /a/b/ y", "GET a//b y"):
        with raises(ValueError):
            router("GET /a/b x", second)


def test_a_query_with_slashes():
    assert router("GET /a x").match("GET", "/a?next=/b/c?d") == ("x", {})
