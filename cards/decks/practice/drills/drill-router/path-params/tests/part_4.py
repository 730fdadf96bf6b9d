from tests.helpers import router


def test_the_rest_of_a_path():
    routes = router("GET /files/*path file", "GET /files/index index")

    assert routes.match("GET", "/files/a/b%20c") == ("file", {"path": ["a", "b c"]})
    assert routes.match("GET", "/files/index") == ("index", {})
