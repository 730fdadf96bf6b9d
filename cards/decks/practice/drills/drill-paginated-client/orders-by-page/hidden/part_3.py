from lib.checks import raises
from lib.fake_http import LOST_REPLY, LOST_REQUEST, PASS, Response, Timeout
from shop import ApiError
from tests.helpers import ShopApi, ids


def test_what_cannot_get_better_is_not_repeated():
    for status in (400, 401, 404, 409, 501, 502):
        api = ShopApi(1)
        api.server.plan(Response(status))

        with raises(ApiError) as caught:
            list(api.client.orders())

        assert caught.error.status == status
        assert len(api.server.requests) == 1
        assert api.clock.naps == []


def test_a_date_in_the_past_means_now():
    api = ShopApi(1)
    api.server.plan(Response(429, headers={"Retry-After": "Mon, 02 Mar 2026 18:39:00 GMT"}))

    assert ids(api.client.orders()) == [1]
    assert api.clock.naps == []


def test_zero_seconds_mean_now():
    api = ShopApi(1)
    api.server.plan(Response(429, headers={"Retry-After": "0"}))

    assert ids(api.client.orders()) == [1]
    assert api.clock.naps == []


def test_a_hint_that_cannot_be_read():
    for headers in ({}, {"Retry-After": ""}, {"Retry-After": "soon"}):
        api = ShopApi(1)
        api.server.plan(Response(429, headers=headers))

        assert ids(api.client.orders()) == [1]
        assert api.clock.naps == [2]


def test_the_header_in_small_letters():
    api = ShopApi(1)
    api.server.plan(Response(429, headers={"retry-after": "7"}))

    list(api.client.orders())

    assert api.clock.naps == [7]


def test_the_date_is_compared_with_the_clock_of_that_moment():
    api = ShopApi(1)
    date = {"Retry-After": "Mon, 02 Mar 2026 18:40:10 GMT"}
    api.server.plan(Response(500), Response(429, headers=date), Response(429, headers=date))

    list(api.client.orders())

    assert api.clock.naps == [2, 8]


def test_the_last_error_comes_out_without_a_wait():
    api = ShopApi(1)
    api.server.plan(*[Response(500)] * 4, Response(429, headers={"Retry-After": "60"}))
    with raises(ApiError) as caught:
        list(api.client.orders())
    assert caught.error.status == 429
    assert api.clock.naps == [2, 2, 2, 2]

    api.server.plan(*[LOST_REQUEST] * 5)
    with raises(Timeout):
        list(api.client.orders())
    assert len(api.server.requests) == 10


def test_each_page_has_five_attempts():
    api = ShopApi(4)
    api.server.plan(*[LOST_REPLY] * 4, PASS, *[Response(503)] * 4, PASS)

    assert ids(api.client.orders(per_page=2)) == [4, 3, 2, 1]
    assert [request.params["page"] for request in api.server.requests] == [1] * 5 + [2] * 5
