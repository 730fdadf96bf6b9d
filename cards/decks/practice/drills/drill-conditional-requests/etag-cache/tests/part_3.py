from cached import ApiError
from lib.checks import raises
from lib.fake_http import Response
from tests.helpers import Catalogue


def test_no_cache_asks_each_time():
    shop = Catalogue("no-cache")

    shop.client.get("/prices")
    shop.client.get("/prices")

    assert shop.conditions() == [None, 'W/"a7-1"']


def test_no_store_keeps_nothing():
    shop = Catalogue("no-store")

    shop.client.get("/prices")
    shop.client.get("/prices")

    assert shop.conditions() == [None, None]


def test_an_outage_is_covered_up_for_a_while():
    shop = Catalogue("max-age=60, stale-if-error=300")
    shop.client.get("/prices")

    shop.clock.advance(359)
    shop.server.plan(Response(503))
    assert shop.client.get("/prices") == {"tea": 350}

    shop.clock.advance(1)
    shop.server.plan(Response(503))
    with raises(ApiError):
        shop.client.get("/prices")
