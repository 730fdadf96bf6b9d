from lib.checks import raises
from routing import MethodNotAllowed
from tests.helpers import router


def test_an_encoded_slash():
    assert router("GET /files/:name file").match("GET", "/files/a%2Fb") == ("file", {"name": "a/b"})


def test_another_method():
    routes = router("GET /c/:id show", "PATCH /c/:id change")

    with raises(MethodNotAllowed) as caught:
        routes.match("POST", "/c/1")

    assert caught.error.allowed == ["GET", "PATCH"]
