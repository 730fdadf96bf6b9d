from lib.fake_http import Response
from tests.helpers import Fulfilment, changed, remote


def test_somebody_else_has_changed_it():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"))
    api.before_patch = [changed("ful_1", amount="8.00")]

    assert api.sync(("A-1", 1000)).updated == ["A-1"]
    assert api.amounts() == {"ful_1": "10.00"}


def test_one_failure_does_not_stop_the_rest():
    api = Fulfilment()
    api.server.plan(Response(200, {"orders": [], "next": None}), Response(503))

    report = api.sync(("A-1", 1000), ("A-2", 2000))

    assert report.failed == {"A-1": 503}
    assert report.created == ["A-2"]
