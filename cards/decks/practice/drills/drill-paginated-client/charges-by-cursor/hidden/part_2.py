from client import ApiError
from lib.checks import raises
from lib.fake_http import LOST_REPLY, LOST_REQUEST, PASS, Response, Timeout
from tests.helpers import ChargesApi, numbers


def test_what_is_wrong_is_not_repeated():
    for status in (400, 401, 403, 404, 501):
        api = ChargesApi(3)
        api.server.plan(Response(status))

        with raises(ApiError) as caught:
            list(api.client.charges())

        assert caught.error.status == status
        assert len(api.server.requests) == 1
        assert api.clock.naps == []


def test_the_same_page_is_asked_for_again():
    api = ChargesApi(25)
    api.server.plan(PASS, Response(503), LOST_REQUEST)

    assert numbers(api.client.charges(limit=10)) == list(range(25, 0, -1))
    assert [request.params.get("starting_after") for request in api.server.requests] == [
        None,
        "ch_16",
        "ch_16",
        "ch_16",
        "ch_6",
    ]


def test_header_names_in_small_letters():
    api = ChargesApi(1)
    api.server.plan(Response(503, headers={"retry-after": "3"}))

    list(api.client.charges())

    assert api.clock.naps == [3]


def test_each_page_has_four_attempts():
    api = ChargesApi(30)
    bad_day = [Response(429, headers={"Retry-After": "1"})] * 3
    api.server.plan(*bad_day, PASS, *bad_day, PASS, *bad_day, PASS)

    assert len(numbers(api.client.charges())) == 30
    assert len(api.server.requests) == 12


def test_waits_grow_within_a_page_and_start_again_on_the_next():
    api = ChargesApi(15)
    api.server.plan(Response(500), Response(500), PASS, Response(500))

    list(api.client.charges())

    assert api.clock.naps == [0.5, 1, 0.5]


def test_the_api_may_ask_once_and_be_silent_later():
    api = ChargesApi(1)
    api.server.plan(Response(429, headers={"Retry-After": "9"}), Response(500), LOST_REPLY)

    list(api.client.charges())

    assert api.clock.naps == [9, 1, 2]


def test_the_last_error_comes_out():
    api = ChargesApi(1)
    api.server.plan(Response(500), Response(500), Response(500), Response(429, headers={"Retry-After": "60"}))
    with raises(ApiError) as caught:
        list(api.client.charges())
    assert caught.error.status == 429
    assert sum(api.clock.naps) == 3.5

    api.server.plan(*[LOST_REQUEST] * 4)
    with raises(Timeout):
        list(api.client.charges())
    assert len(api.server.requests) == 8


def test_a_last_attempt_that_succeeds():
    api = ChargesApi(2)
    api.server.plan(LOST_REPLY, Response(502), Response(503))

    assert numbers(api.client.charges()) == [2, 1]
