from lib.checks import raises
from routing import NotFound
from tests.helpers import router


def test_a_static_path():
    assert router("GET /v1/charges list").match("GET", "/v1/charges") == ("list", {})


def test_slashes_and_queries_mean_nothing():
    assert router("GET /v1/charges list").match("GET", "//v1/charges/?limit=3") == ("list", {})


def test_nothing_there():
    with raises(NotFound):
        router("GET /v1/charges list").match("GET", "/v1")
