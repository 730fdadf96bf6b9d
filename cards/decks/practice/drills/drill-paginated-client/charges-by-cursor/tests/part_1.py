from client import ApiError, Client
from lib.checks import raises
from tests.helpers import ChargesApi, numbers


def test_all_pages_newest_first():
    api = ChargesApi(25)

    assert numbers(api.client.charges()) == list(range(25, 0, -1))
    assert len(api.server.requests) == 3


def test_the_key_is_sent():
    api = ChargesApi(1)

    list(api.client.charges())

    assert api.server.requests[0].headers["authorization"] == "Bearer sk_test"


def test_a_wrong_key_is_an_error():
    api = ChargesApi(1)

    with raises(ApiError) as caught:
        list(Client(api.server.send, "wrong", api.clock.sleep).charges())

    assert caught.error.status == 401
