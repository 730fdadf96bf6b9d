from cached import ApiError
from lib.checks import raises
from tests.helpers import Catalogue


def test_a_fresh_answer_is_not_asked_for_again():
    shop = Catalogue("max-age=60")

    assert shop.client.get("/prices") == {"tea": 350}
    shop.clock.advance(59)
    assert shop.client.get("/prices") == {"tea": 350}
    assert shop.count() == 1

    shop.clock.advance(1)
    shop.client.get("/prices")
    assert shop.count() == 2


def test_parameters_belong_to_the_address():
    shop = Catalogue()

    shop.client.get("/prices", {"page": 1, "currency": "eur"})
    shop.client.get("/prices", {"currency": "eur", "page": 1})
    shop.client.get("/prices", {"page": 2, "currency": "eur"})

    assert shop.count() == 2


def test_what_is_not_there():
    shop = Catalogue()

    with raises(ApiError) as caught:
        shop.client.get("/nothing")

    assert caught.error.status == 404
