import json
from lib.checks import raises
from lib.fake_http import LOST_REPLY, Response
from payments import Declined
from tests.helpers import Api


class Killed(BaseException):
    pass


def killed_after_sending(api):
    """Sends, and is killed before the answer is there."""

    def send(*args, **kwargs):
        api.server.send(*args, **kwargs)
        raise Killed

    return send


def test_killed_in_the_middle_of_an_attempt():
    api, keys = Api(), {}
    with raises(Killed):
        api.charge(client=api.new_client(killed_after_sending(api), keys=keys))

    charge = api.charge(client=api.new_client(keys=keys))

    assert charge["id"] == "ch_1"
    assert len(api.charges) == 1


def test_killed_before_anything_was_sent():
    def send(*args, **kwargs):
        raise Killed

    api, keys = Api(), {}
    with raises(Killed):
        api.charge(client=api.new_client(send, keys=keys))

    api.charge(client=api.new_client(keys=keys))

    assert api.keys() == ["key-1"]


def test_killed_while_it_waits():
    def killed(seconds):
        raise Killed

    api, keys = Api(), {}
    api.server.plan(LOST_REPLY)
    sleep, api.clock.sleep = api.clock.sleep, killed
    with raises(Killed):
        api.charge(client=api.new_client(keys=keys))
    api.clock.sleep = sleep

    api.charge(client=api.new_client(keys=keys))

    assert len(api.charges) == 1


def test_what_is_kept_can_be_written_as_json():
    api, keys = Api(), {}
    for order in ("A-1", 'A-"2"', "A,3"):
        api.charge(order, client=api.new_client(keys=keys))

    restored = json.loads(json.dumps(keys))
    for order in ("A-1", 'A-"2"', "A,3"):
        api.charge(order, client=api.new_client(keys=restored))

    assert len(api.charges) == 3


def test_a_decline_is_forgotten_for_all():
    api, keys = Api(), {}
    api.server.plan(Response(402))
    with raises(Declined):
        api.charge(client=api.new_client(keys=keys))

    api.charge(client=api.new_client(keys=keys))

    assert api.keys() == ["key-1", "key-2"]


def test_the_dictionary_itself_is_used():
    api, keys = Api(), {}
    first, second = api.new_client(keys=keys), api.new_client(keys=keys)

    api.charge(client=first)
    api.charge(client=second)

    assert len(api.charges) == 1
