from client import ApiError
from lib.checks import raises
from lib.fake_http import LOST_REPLY, PASS, Response
from tests.helpers import ChargesApi, numbers


def test_the_wait_that_the_api_asks_for():
    api = ChargesApi(3)
    api.server.plan(Response(429, headers={"Retry-After": "7"}))

    assert numbers(api.client.charges()) == [3, 2, 1]
    assert api.clock.naps == [7]


def test_a_page_that_needs_two_attempts_in_the_middle():
    api = ChargesApi(15)
    api.server.plan(PASS, LOST_REPLY, Response(503))

    assert len(numbers(api.client.charges())) == 15
    assert api.clock.naps == [0.5, 1]


def test_an_api_that_stays_down():
    api = ChargesApi(3)
    api.server.plan(*[Response(500)] * 9)

    with raises(ApiError):
        list(api.client.charges())

    assert len(api.server.requests) == 4
    assert api.clock.naps == [0.5, 1, 2]
