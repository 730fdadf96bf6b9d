from cached import Changed
from lib.checks import raises
from tests.helpers import Catalogue


def test_a_change_carries_the_version_that_was_read():
    shop = Catalogue()
    shop.client.get("/prices")

    assert shop.client.put("/prices", {"tea": 375}) == {"tea": 375}
    assert shop.server.requests[-1].headers["if-match"] == 'W/"a7-1"'


def test_somebody_else_was_faster():
    shop = Catalogue()
    shop.client.get("/prices")
    shop.change({"tea": 400})

    with raises(Changed):
        shop.client.put("/prices", {"tea": 375})

    assert shop.client.get("/prices") == {"tea": 400}
