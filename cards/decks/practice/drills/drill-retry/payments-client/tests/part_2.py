from lib.checks import raises
from lib.fake_http import Response
from payments import Rejected
from tests.helpers import Api


def test_the_server_says_how_long():
    api = Api()
    api.server.plan(Response(429, headers={"Retry-After": "20"}))

    api.charge()

    assert api.clock.naps == [20]


def test_the_server_says_whether():
    api = Api()
    api.server.plan(Response(400, headers={"Should-Retry": "true"}), Response(500, headers={"Should-Retry": "false"}))

    with raises(Rejected) as caught:
        api.charge()

    assert caught.error.status == 500
    assert len(api.keys()) == 2
