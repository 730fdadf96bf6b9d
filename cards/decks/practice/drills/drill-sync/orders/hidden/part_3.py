from lib.fake_http import LOST_REPLY, LOST_REQUEST, PASS, Response
from orders import Report
from tests.helpers import Fulfilment, changed, remote


def test_a_conflict_that_has_the_right_amount_is_not_written():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"))
    api.before_patch = [changed("ful_1", amount="10.0")]

    report = api.sync(("A-1", 1000))

    assert report == Report(unchanged=["A-1"])
    assert api.writes() == ["PATCH /orders/ful_1"]


def test_two_conflicts_are_a_failure():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"), remote("ful_2", "A-2", "9.00"))
    api.before_patch = [changed("ful_1"), changed("ful_1")]

    report = api.sync(("A-1", 1000), ("A-2", 1000))

    assert report == Report(updated=["A-2"], failed={"A-1": 409})
    assert api.writes().count("PATCH /orders/ful_1") == 2


def test_it_is_gone_when_we_look_again():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"))
    api.before_patch = [changed("ful_1")]
    api.server.plan(PASS, PASS, Response(404))

    assert api.sync(("A-1", 1000)) == Report(failed={"A-1": 404})


def test_it_is_gone_when_we_change_it():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"))
    api.before_patch = [lambda orders: orders.clear()]

    assert api.sync(("A-1", 1000)) == Report(failed={"A-1": 404})


def test_an_amount_that_they_refuse():
    assert Fulfilment().sync(("A-1", -100), ("A-2", 1)) == Report(created=["A-2"], failed={"A-1": 422})


def test_a_timeout_is_not_repeated_and_the_next_run_sees_it():
    api = Fulfilment()
    api.server.plan(PASS, LOST_REPLY)

    assert api.sync(("A-1", 1000)) == Report(failed={"A-1": None})
    assert api.writes() == ["POST /orders"]
    assert api.sync(("A-1", 1000)) == Report(unchanged=["A-1"])


def test_a_timeout_in_the_middle():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"), remote("ful_2", "A-2", "9.00"))
    api.server.plan(PASS, LOST_REQUEST)

    assert api.sync(("A-1", 1000), ("A-2", 1000)) == Report(updated=["A-2"], failed={"A-1": None})


def test_a_failed_order_may_have_duplicates():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"), remote("ful_2", "A-1", "9.00", created=1_001))
    api.server.plan(PASS, Response(500))

    assert api.sync(("A-1", 1000)) == Report(duplicates=["A-1"], failed={"A-1": 500})


def test_a_conflict_on_the_oldest_looks_at_the_oldest():
    api = Fulfilment(remote("ful_2", "A-1", "9.00", created=5), remote("ful_1", "A-1", "10.00", created=9))
    api.before_patch = [changed("ful_2")]

    api.sync(("A-1", 1000))

    assert api.amounts() == {"ful_2": "10.00", "ful_1": "10.00"}
