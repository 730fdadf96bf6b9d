import json
from lib.checks import raises
from lib.fake_http import LOST_REPLY
from payments import GaveUp
from tests.helpers import Api


def test_another_process_goes_on():
    keys = {}
    api = Api(keys=keys)
    api.server.plan(*[LOST_REPLY] * 4)
    with raises(GaveUp):
        api.charge()

    other = api.new_client(keys=json.loads(json.dumps(keys)))
    api.charge(client=other)

    assert len(api.charges) == 1
