from cached import ApiError
from lib.checks import raises
from lib.fake_http import LOST_REQUEST, Response, Timeout
from tests.helpers import Catalogue


def test_no_cache_wins_over_max_age():
    shop = Catalogue("max-age=60, No-Cache")

    shop.client.get("/prices")
    shop.client.get("/prices")

    assert shop.conditions() == [None, 'W/"a7-1"']


def test_no_store_ends_what_was_kept():
    shop = Catalogue("max-age=60, stale-if-error=300")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.change({"tea": 400})
    shop.headers["Cache-Control"] = "no-store"
    shop.client.get("/prices")

    shop.server.plan(Response(503))
    with raises(ApiError):
        shop.client.get("/prices")

    assert shop.conditions()[-1] is None


def test_a_304_with_no_store():
    shop = Catalogue("no-cache")
    shop.client.get("/prices")
    shop.headers["Cache-Control"] = "no-store"

    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.conditions() == [None, 'W/"a7-1"', None]


def test_every_kind_of_outage():
    for outage in (Response(500), Response(502), Response(503), Response(504), LOST_REQUEST):
        shop = Catalogue("max-age=60, stale-if-error=300")
        shop.client.get("/prices")
        shop.clock.advance(100)
        shop.server.plan(outage)

        assert shop.client.get("/prices") == {"tea": 350}, outage


def test_a_timeout_beyond_what_is_allowed():
    shop = Catalogue("max-age=60, stale-if-error=300")
    shop.client.get("/prices")
    shop.clock.advance(360)
    shop.server.plan(LOST_REQUEST)

    with raises(Timeout):
        shop.client.get("/prices")


def test_nothing_is_covered_up_without_permission():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.server.plan(Response(503))

    with raises(ApiError) as caught:
        shop.client.get("/prices")

    assert caught.error.status == 503


def test_a_covered_outage_makes_nothing_fresh():
    shop = Catalogue("max-age=60, stale-if-error=300")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.server.plan(Response(503))
    shop.client.get("/prices")
    shop.change({"tea": 400})

    assert shop.client.get("/prices") == {"tea": 400}


def test_no_cache_with_stale_if_error():
    shop = Catalogue("no-cache, max-age=60, stale-if-error=300")
    shop.client.get("/prices")
    shop.clock.advance(299)
    shop.server.plan(Response(500))
    assert shop.client.get("/prices") == {"tea": 350}

    shop.clock.advance(1)
    shop.server.plan(Response(500))
    with raises(ApiError):
        shop.client.get("/prices")


def test_an_answer_is_not_an_outage():
    for status in (400, 401, 403, 404, 410, 429, 501):
        shop = Catalogue("max-age=60, stale-if-error=300")
        shop.client.get("/prices")
        shop.clock.advance(100)
        shop.server.plan(Response(status))

        with raises(ApiError) as caught:
            shop.client.get("/prices")

        assert caught.error.status == status


def test_what_is_gone_is_not_brought_back():
    for status, comes_back in ((404, False), (410, False), (429, True), (403, True)):
        shop = Catalogue("max-age=60, stale-if-error=300")
        shop.client.get("/prices")
        shop.clock.advance(100)
        shop.server.plan(Response(status), Response(503))
        with raises(ApiError):
            shop.client.get("/prices")

        if comes_back:
            assert shop.client.get("/prices") == {"tea": 350}
        else:
            with raises(ApiError):
                shop.client.get("/prices")
