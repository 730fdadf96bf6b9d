from lib.checks import raises
from lib.fake_http import LOST_REQUEST, Response
from shop import ApiError
from tests.helpers import ShopApi, ids


def test_retry_after_in_seconds_and_as_a_date():
    api = ShopApi(2)
    api.server.plan(
        Response(429, headers={"Retry-After": "5"}),
        Response(429, headers={"Retry-After": "Mon, 02 Mar 2026 18:40:15 GMT"}),
    )

    assert ids(api.client.orders()) == [2, 1]
    assert api.clock.naps == [5, 10]


def test_a_bad_day_with_a_good_end():
    api = ShopApi(2)
    api.server.plan(Response(500), LOST_REQUEST, Response(503))

    assert ids(api.client.orders()) == [2, 1]
    assert api.clock.naps == [2, 2, 2]


def test_a_day_that_stays_bad():
    api = ShopApi(2)
    api.server.plan(*[Response(503)] * 9)

    with raises(ApiError):
        list(api.client.orders())

    assert len(api.server.requests) == 5
