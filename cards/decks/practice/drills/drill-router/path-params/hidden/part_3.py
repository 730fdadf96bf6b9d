from lib.checks import raises
from routing import MethodNotAllowed, NotFound
from tests.helpers import router


def allowed(routes, method, path):
    with raises(MethodNotAllowed) as caught:
        routes.match(method, path)
    return caught.error.allowed


def test_decoding():
    routes = router("GET /files/:name file")

    assert routes.match("GET", "/files/a%20b%2Fc/?x=1") == ("file", {"name": "a b/c"})
    assert routes.match("GET", "/files/a+b") == ("file", {"name": "a+b"})
    assert routes.match("GET", "/files/caf%C3%A9") == ("file", {"name": "café"})
    assert routes.match("GET", "/files/a%3Fb") == ("file", {"name": "a?b"})
    assert routes.match("GET", "/files/a%252Fb") == ("file", {"name": "a%2Fb"})


def test_static_segments_are_compared_decoded():
    assert router("GET /a/caf\u00e9 x").match("GET", "/%61/caf%C3%A9") == ("x", {})


def test_an_encoded_slash_does_not_split():
    with raises(NotFound):
        router("GET /a/b x").match("GET", "/a%2Fb")


def test_a_static_path_without_the_method_falls_back():
    routes = router("POST /c/new new", "GET /c/:id show")

    assert routes.match("GET", "/c/new") == ("show", {"id": "new"})
    assert allowed(routes, "DELETE", "/c/new") == ["GET", "POST"]
    assert allowed(routes, "POST", "/c/other") == ["GET"]


def test_allowed_in_upper_case_and_once():
    routes = router("get /a/:x one", "GET /:y/b two", "delete /a/b three")

    assert allowed(routes, "post", "/a/b") == ["DELETE", "GET"]


def test_a_node_on_the_way_is_no_route():
    routes = router("GET /a/b/c x")

    for path in ("/a", "/a/b"):
        with raises(NotFound):
            routes.match("POST", path)
