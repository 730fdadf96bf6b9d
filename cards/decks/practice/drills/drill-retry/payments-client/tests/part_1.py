from lib.checks import raises
from lib.fake_http import LOST_REPLY, LOST_REQUEST, Response
from payments import Declined, GaveUp
from tests.helpers import Api


def test_a_charge():
    api = Api()

    assert api.charge() == {"id": "ch_1", "order": "A-1", "amount": 500, "currency": "eur"}
    assert api.keys() == ["key-1"]


def test_the_reply_is_lost_and_the_server_is_down():
    api = Api()
    api.server.plan(LOST_REPLY, Response(503))

    assert api.charge()["id"] == "ch_1"
    assert api.keys() == ["key-1"] * 3
    assert api.clock.naps == [0.5, 1]
    assert len(api.charges) == 1


def test_it_gives_up():
    api = Api()
    api.server.plan(*[LOST_REQUEST] * 9)

    with raises(GaveUp):
        api.charge()

    assert api.clock.naps == [0.5, 1, 2]


def test_a_declined_card():
    api = Api()
    api.server.plan(Response(402))

    with raises(Declined):
        api.charge()

    assert api.clock.naps == []
