from lib.checks import raises
from lib.fake_http import LOST_REQUEST, Response
from payments import GaveUp, Rejected
from tests.helpers import Api


def test_what_is_sent():
    api = Api()
    api.charge()
    [request] = api.server.requests

    assert (request.method, request.path) == ("POST", "/charges")
    assert request.body == {"order": "A-1", "amount": 500, "currency": "eur"}


def test_which_statuses_are_repeated():
    for status in (409, 429, 500, 502, 503, 504, 599):
        api = Api()
        api.server.plan(Response(status))
        assert api.charge()["id"] == "ch_1", status
    for status in (400, 401, 403, 404, 422, 301):
        api = Api()
        api.server.plan(Response(status))
        with raises(Rejected) as caught:
            api.charge()
        assert (caught.error.status, len(api.keys())) == (status, 1)


def test_every_attempt_has_the_same_key():
    api = Api()
    api.server.plan(LOST_REQUEST, Response(500), LOST_REQUEST)

    api.charge()

    assert api.keys() == ["key-1"] * 4


def test_orders_have_their_own_keys():
    api = Api()

    for order, amount in (("A-1", 500), ("A-2", 500), ("A-1", 600)):
        api.charge(order, amount)

    assert api.keys() == ["key-1", "key-2", "key-3"]


def test_waits():
    api = Api(rng=lambda: 0.5, attempts=7)
    api.server.plan(*[Response(503)] * 7)

    with raises(GaveUp):
        api.charge()

    assert api.clock.naps == [0.375, 0.75, 1.5, 3, 6, 6]


def test_each_wait_has_its_own_chance():
    chances = iter([0, 1, 0.5])
    api = Api(rng=lambda: next(chances))
    api.server.plan(*[LOST_REQUEST] * 3)

    api.charge()

    assert api.clock.naps == [0.25, 1, 1.5]


def test_one_attempt():
    api = Api(attempts=1)
    api.server.plan(LOST_REQUEST)

    with raises(GaveUp):
        api.charge()

    assert (len(api.keys()), api.clock.naps) == (1, [])


def test_a_mistake_after_a_bad_moment():
    api = Api()
    api.server.plan(Response(503), Response(422))

    with raises(Rejected) as caught:
        api.charge()

    assert caught.error.status == 422
