from lib.checks import raises
from lib.fake_http import LOST_REQUEST, Response
from payments import Declined, GaveUp, Rejected
from tests.helpers import Api


def test_a_floor_and_no_ceiling():
    api = Api(rng=lambda: 0)
    api.server.plan(*(Response(503, headers={"RETRY-AFTER": text}) for text in ("60", "0", "0.3")))

    api.charge()

    assert api.clock.naps == [60, 0.5, 1]


def test_no_wait_after_the_last_attempt_even_if_asked_for():
    api = Api(attempts=2)
    api.server.plan(*[Response(429, headers={"Retry-After": "9"})] * 2)

    with raises(GaveUp):
        api.charge()

    assert api.clock.naps == [9]


def test_a_hint_does_not_outlive_its_answer():
    api = Api()
    api.server.plan(Response(429, headers={"Retry-After": "9"}), LOST_REQUEST)

    api.charge()

    assert api.clock.naps == [9, 1]


def test_do_repeat():
    for status in (400, 402, 404, 422):
        api = Api()
        api.server.plan(Response(status, headers={"should-retry": "true"}))
        assert api.charge()["id"] == "ch_1", status


def test_repeat_is_still_bounded():
    api = Api()
    api.server.plan(*[Response(400, headers={"Should-Retry": "true"})] * 9)

    with raises(GaveUp):
        api.charge()

    assert len(api.keys()) == 4


def test_do_not_repeat():
    for status in (409, 429, 500, 503):
        api = Api()
        api.server.plan(Response(status, headers={"Should-Retry": "false"}))
        with raises(Rejected) as caught:
            api.charge()
        assert caught.error.status == status


def test_a_decline_is_a_decline():
    api = Api()
    api.server.plan(Response(402, headers={"Should-Retry": "false"}))

    with raises(Declined):
        api.charge()


def test_on_success_it_means_nothing():
    api = Api()
    api.server.plan(Response(200, {"id": "ch_9"}, {"Should-Retry": "true"}))

    assert api.charge() == {"id": "ch_9"}


def test_a_date_is_no_number_of_seconds():
    api = Api()
    api.server.plan(Response(503, headers={"Retry-After": "Mon, 02 Mar 2026 18:40:05 GMT"}))

    api.charge()

    assert api.clock.naps == [0.5]
