from lib.checks import raises
from lib.fake_http import Response
from orders import ApiError
from tests.helpers import Fulfilment, remote


def test_what_is_missing_is_created():
    api = Fulfilment()

    report = api.sync(("A-1", 1250))

    assert report.created == ["A-1"]
    assert api.server.requests[-1].body == {"amount": "12.50", "metadata": {"order": "A-1"}}


def test_what_differs_is_changed():
    api = Fulfilment(remote("ful_1", "A-1", "9.00"), remote("ful_2", "A-2", "7.00"))

    report = api.sync(("A-1", 1000), ("A-2", 700))

    assert (report.updated, report.unchanged) == (["A-1"], ["A-2"])
    assert api.amounts() == {"ful_1": "10.00", "ful_2": "7.00"}
    assert api.writes() == ["PATCH /orders/ful_1"]


def test_all_pages_are_read():
    api = Fulfilment(*[remote(f"ful_{n}", f"A-{n}") for n in range(1, 8)])

    report = api.sync(*[(f"A-{n}", 1000) for n in range(1, 8)])

    assert len(report.unchanged) == 7


def test_nothing_is_done_when_they_cannot_be_read():
    api = Fulfilment()
    api.server.plan(Response(503))

    with raises(ApiError) as caught:
        api.sync(("A-1", 1000))

    assert caught.error.status == 503
    assert api.writes() == []
