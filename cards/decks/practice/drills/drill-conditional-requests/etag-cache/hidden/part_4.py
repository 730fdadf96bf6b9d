from cached import ApiError, Changed
from lib.checks import raises
from lib.fake_http import LOST_REPLY, Response, Timeout
from tests.helpers import Catalogue


def test_the_answer_is_kept():
    shop = Catalogue()
    shop.client.get("/prices")
    new = shop.client.put("/prices", {"tea": 375})
    new["tea"] = 1

    assert shop.client.get("/prices") == {"tea": 375}
    assert shop.count() == 2
    shop.client.put("/prices", {"tea": 380})
    assert shop.server.requests[-1].headers["if-match"] == 'W/"a7-2"'


def test_a_stale_version_is_still_a_version():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(1_000)

    shop.client.put("/prices", {"tea": 375})

    assert shop.server.requests[-1].headers["if-match"] == 'W/"a7-1"'


def test_without_a_version_there_is_no_condition():
    shop = Catalogue()
    shop.client.get("/prices", {"page": 1})

    shop.client.put("/prices", {"tea": 375})

    assert "if-match" not in shop.server.requests[-1].headers


def test_lists_of_the_same_path_are_forgotten():
    shop = Catalogue()
    shop.bodies["/stock"] = [1]
    for params in ({"page": 1}, {"page": 2}):
        shop.client.get("/prices", params)
    shop.client.get("/stock")

    shop.client.put("/prices", {"tea": 375})

    assert shop.client.get("/prices", {"page": 1}) == {"tea": 375}
    assert shop.client.get("/prices", {"page": 2}) == {"tea": 375}
    before = shop.count()
    shop.client.get("/stock")
    assert shop.count() == before


def test_after_a_timeout_nobody_knows():
    shop = Catalogue("max-age=60, stale-if-error=300")
    shop.client.get("/prices")
    shop.server.plan(LOST_REPLY)
    with raises(Timeout):
        shop.client.put("/prices", {"tea": 375})

    assert shop.client.get("/prices") == {"tea": 375}


def test_a_refusal_changes_nothing():
    shop = Catalogue()
    shop.client.get("/prices")
    for status in (400, 403, 500, 503):
        shop.server.plan(Response(status))
        with raises(ApiError) as caught:
            shop.client.put("/prices", {"tea": -1})
        assert caught.error.status == status
    before = shop.count()

    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.count() == before


def test_a_conflict_forgets_lists_too():
    shop = Catalogue()
    shop.client.get("/prices")
    shop.client.get("/prices", {"page": 1})
    shop.change({"tea": 400})

    with raises(Changed):
        shop.client.put("/prices", {"tea": 375})

    assert shop.client.get("/prices", {"page": 1}) == {"tea": 400}


def test_an_answer_that_must_not_be_kept():
    shop = Catalogue("no-store")

    shop.client.put("/prices", {"tea": 375})
    shop.client.get("/prices")

    assert shop.count() == 2
