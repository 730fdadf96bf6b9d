from cached import ApiError
from lib.checks import raises
from lib.fake_http import LOST_REPLY, Response, Timeout
from tests.helpers import Catalogue


def test_callers_may_change_what_they_were_given():
    shop = Catalogue()

    for _ in range(3):
        prices = shop.client.get("/prices")
        assert prices == {"tea": 350}
        prices["tea"] = 1


def test_without_max_age_nothing_is_fresh():
    for cache_control in ("", "public", "s-maxage=60", "x-max-age=60"):
        shop = Catalogue(cache_control)
        shop.client.get("/prices")
        shop.client.get("/prices")
        assert shop.count() == 2, cache_control


def test_directives_in_every_spelling():
    for cache_control in ("public,Max-Age=60", "s-maxage=5 ,  MAX-AGE=60,public", "x-max-age=1, max-age=60"):
        shop = Catalogue(cache_control)
        shop.client.get("/prices")
        shop.clock.advance(59)
        shop.client.get("/prices")
        assert shop.count() == 1, cache_control
        shop.clock.advance(1)
        shop.client.get("/prices")
        assert shop.count() == 2, cache_control


def test_it_was_old_when_it_came():
    shop = Catalogue("max-age=60", AGE="50")
    shop.client.get("/prices")

    shop.clock.advance(9)
    shop.client.get("/prices")
    assert shop.count() == 1
    shop.clock.advance(1)
    shop.client.get("/prices")
    assert shop.count() == 2


def test_the_age_counts_from_the_question():
    shop = Catalogue("max-age=60")
    shop.slowness = 20
    shop.client.get("/prices")

    shop.clock.advance(39)
    shop.client.get("/prices")
    assert shop.count() == 1
    shop.clock.advance(1)
    shop.client.get("/prices")
    assert shop.count() == 2


def test_each_path_has_its_own_answer():
    shop = Catalogue()
    shop.bodies["/stock"] = [1, 2]

    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.client.get("/stock") == [1, 2]
    assert shop.client.get("/prices") == {"tea": 350}


def test_numbers_and_texts_are_the_same_parameter():
    shop = Catalogue()

    shop.client.get("/prices", {"page": 1})
    shop.client.get("/prices", {"page": "1"})
    shop.client.get("/prices", {})
    shop.client.get("/prices")

    assert shop.count() == 2


def test_errors_are_not_kept():
    shop = Catalogue()
    shop.server.plan(Response(500, None, {"Cache-Control": "max-age=60"}), LOST_REPLY)

    with raises(ApiError):
        shop.client.get("/prices")
    with raises(Timeout):
        shop.client.get("/prices")

    assert shop.client.get("/prices") == {"tea": 350}
