from cached import ApiError
from lib.checks import raises
from lib.fake_http import Response
from tests.helpers import Catalogue


def test_a_304_begins_a_new_life():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.client.get("/prices")

    shop.clock.advance(59)
    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.count() == 2
    shop.clock.advance(1)
    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.conditions() == [None, 'W/"a7-1"', 'W/"a7-1"']


def test_a_304_may_bring_other_directives():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.headers["Cache-Control"] = "max-age=10"
    shop.client.get("/prices")

    shop.clock.advance(10)
    shop.client.get("/prices")

    assert shop.count() == 3


def test_a_304_without_directives_keeps_the_earlier_ones():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.headers.clear()
    shop.client.get("/prices")

    shop.clock.advance(59)
    shop.client.get("/prices")

    assert shop.count() == 2


def test_the_version_of_the_latest_answer_is_asked_for():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.change({"tea": 400})
    shop.client.get("/prices")
    shop.clock.advance(60)

    assert shop.client.get("/prices") == {"tea": 400}
    assert shop.conditions() == [None, 'W/"a7-1"', 'W/"a7-2"']


def test_without_an_etag():
    shop = Catalogue("max-age=60")
    shop.has_etags = False
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.change({"tea": 400})

    assert shop.client.get("/prices") == {"tea": 400}
    assert shop.conditions() == [None, None]


def test_the_body_after_a_304_belongs_to_the_caller_too():
    shop = Catalogue("no-cache")
    shop.client.get("/prices")

    for _ in range(2):
        prices = shop.client.get("/prices")
        assert prices == {"tea": 350}
        prices.clear()


def test_a_304_that_nobody_has_asked_for():
    shop = Catalogue("max-age=60")
    shop.has_etags = False
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.server.plan(Response(304))

    with raises(ApiError) as caught:
        shop.client.get("/prices")

    assert caught.error.status == 304
