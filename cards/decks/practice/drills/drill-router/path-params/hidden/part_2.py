from lib.checks import raises
from routing import NotFound
from tests.helpers import router


def test_several_parameters():
    routes = router("GET /a/:x/b/:y r")

    assert routes.match("GET", "/a/1/b/2") == ("r", {"x": "1", "y": "2"})


def test_exactly_one_segment():
    routes = router("GET /c/:id show")

    for path in ("/c", "/c/", "/c/1/2"):
        with raises(NotFound):
            routes.match("GET", path)


def test_names_belong_to_their_route():
    routes = router("GET /a/:x one", "POST /a/:y two", "GET /a/:z/b three")

    assert routes.match("POST", "/a/7") == ("two", {"y": "7"})
    assert routes.match("GET", "/a/7") == ("one", {"x": "7"})
    assert routes.match("GET", "/a/7/b") == ("three", {"z": "7"})


def test_the_same_pattern_under_other_names():
    with raises(ValueError):
        router("GET /a/:x one", "GET /a/:y two")


def test_left_before_right():
    routes = router("GET /:x/b one", "GET /a/:y two")

    assert routes.match("GET", "/a/b") == ("two", {"y": "b"})
    assert routes.match("GET", "/c/b") == ("one", {"x": "c"})


def test_back_over_several_segments():
    routes = router("GET /a/b/c/d one", "GET /a/:x/c/e two", "GET /:w/b/c/f three", "GET /:w/:x/:y/:z four")

    assert routes.match("GET", "/a/b/c/d")[0] == "one"
    assert routes.match("GET", "/a/b/c/e") == ("two", {"x": "b"})
    assert routes.match("GET", "/a/b/c/f") == ("three", {"w": "a"})
    assert routes.match("GET", "/a/b/c/g") == ("four", {"w": "a", "x": "b", "y": "c", "z": "g"})


def test_values_of_a_wrong_turn_are_forgotten():
    routes = router("GET /:a/:b/end one", "GET /:c/x/:d/:e two")

    assert routes.match("GET", "/1/x/end") == ("one", {"a": "1", "b": "x"})
    assert routes.match("GET", "/1/x/2/3") == ("two", {"c": "1", "d": "2", "e": "3"})


def test_names_that_cannot_be():
    for pattern in ("/a/:", "/:x/:x", "/:x/b/:x"):
        with raises(ValueError):
            router(f"GET {pattern} r")


def test_a_value_that_looks_like_a_parameter():
    assert router("GET /c/:id show").match("GET", "/c/:id") == ("show", {"id": ":id"})
