from lib.checks import raises
from lib.fake_http import LOST_REPLY, LOST_REQUEST, Response
from payments import Declined, GaveUp, Rejected
from tests.helpers import Api


def test_as_often_as_it_takes():
    api = Api()
    api.server.plan(*[LOST_REPLY] * 8)
    for _ in range(2):
        with raises(GaveUp):
            api.charge()

    assert api.charge()["id"] == "ch_1"
    assert set(api.keys()) == {"key-1"}


def test_a_second_call_after_a_success():
    api = Api()

    assert api.charge() == api.charge()
    assert len(api.charges) == 1


def test_a_rejection_ends_the_key():
    for answer in (Response(400), Response(500, headers={"Should-Retry": "false"})):
        api = Api()
        api.server.plan(answer)
        with raises(Rejected):
            api.charge()
        api.charge()
        assert api.keys() == ["key-1", "key-2"]


def test_a_decline_after_it_gave_up():
    api = Api()
    api.server.plan(*[LOST_REQUEST] * 4, Response(402))
    with raises(GaveUp):
        api.charge()
    with raises(Declined):
        api.charge()
    api.charge()

    assert api.keys() == ["key-1"] * 5 + ["key-2"]


def test_what_makes_it_another_charge():
    api = Api()
    api.server.plan(*[LOST_REPLY] * 4)
    with raises(GaveUp):
        api.charge("A-1", 500)

    api.charge("A-2", 500)
    api.charge("A-1", 501)
    api.client.create_charge("A-1", 500, "usd")
    api.charge("A-1", 500)

    assert len(api.charges) == 4
    assert api.keys()[-1] == "key-1"


def test_names_that_run_into_each_other():
    api = Api()

    api.client.create_charge("A-1", 15, "eur")
    api.client.create_charge("A-11", 5, "eur")
    api.client.create_charge("A-1,1", 5, "eur")

    assert len(api.charges) == 3


def test_clients_without_a_store_share_nothing():
    api = Api()
    other = api.new_client()

    api.charge()
    api.charge(client=other)

    assert api.keys() == ["key-1", "key-2"]
