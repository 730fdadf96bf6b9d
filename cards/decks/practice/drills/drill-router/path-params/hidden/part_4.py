from lib.checks import raises
from routing import MethodNotAllowed, NotFound
from tests.helpers import router


def test_one_segment_or_more():
    routes = router("GET /files/*path file")

    assert routes.match("GET", "/files/a") == ("file", {"path": ["a"]})
    assert routes.match("GET", "/files/a%2Fb/c/") == ("file", {"path": ["a/b", "c"]})
    with raises(NotFound):
        routes.match("GET", "/files")


def test_its_place_in_the_order():
    routes = router("GET /f/*rest rest", "GET /f/:x one", "GET /f/a/b static", "GET /f/:x/:y two")

    assert routes.match("GET", "/f/a")[0] == "one"
    assert routes.match("GET", "/f/a/b")[0] == "static"
    assert routes.match("GET", "/f/a/c")[0] == "two"
    assert routes.match("GET", "/f/a/b/c") == ("rest", {"rest": ["a", "b", "c"]})


def test_a_longer_static_way_counts_more():
    routes = router("GET /*all all", "GET /f/*some some")

    assert routes.match("GET", "/f/a") == ("some", {"some": ["a"]})
    assert routes.match("GET", "/f") == ("all", {"all": ["f"]})
    assert routes.match("GET", "/g/a") == ("all", {"all": ["g", "a"]})


def test_with_parameters_before_it():
    assert router("GET /:bucket/*key o").match("GET", "/b/x/y") == ("o", {"bucket": "b", "key": ["x", "y"]})


def test_what_cannot_be_added():
    for lines in (["GET /a/*x/b r"], ["GET /a/* r"], ["GET /:x/*x r"], ["GET /a/*x r", "GET /a/*y s"]):
        with raises(ValueError):
            router(*lines)


def test_it_allows_its_methods_too():
    routes = router("GET /f/*rest rest", "POST /f/a one")

    with raises(MethodNotAllowed) as caught:
        routes.match("PUT", "/f/a")

    assert caught.error.allowed == ["GET", "POST"]
