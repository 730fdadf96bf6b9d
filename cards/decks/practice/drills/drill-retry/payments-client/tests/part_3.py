from lib.checks import raises
from lib.fake_http import LOST_REPLY, Response
from payments import Declined, GaveUp
from tests.helpers import Api


def test_a_call_after_it_gave_up():
    api = Api()
    api.server.plan(*[LOST_REPLY] * 4)
    with raises(GaveUp):
        api.charge()

    api.charge()

    assert len(api.charges) == 1


def test_a_call_after_a_decline():
    api = Api()
    api.server.plan(Response(402))
    with raises(Declined):
        api.charge()

    api.charge()

    assert api.keys() == ["key-1", "key-2"]
