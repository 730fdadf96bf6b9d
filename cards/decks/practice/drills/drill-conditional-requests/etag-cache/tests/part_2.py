from tests.helpers import Catalogue


def test_it_asks_whether_it_has_changed():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(60)

    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.conditions() == [None, 'W/"a7-1"']


def test_it_has_changed():
    shop = Catalogue("max-age=60")
    shop.client.get("/prices")
    shop.clock.advance(60)
    shop.change({"tea": 400})

    assert shop.client.get("/prices") == {"tea": 400}
