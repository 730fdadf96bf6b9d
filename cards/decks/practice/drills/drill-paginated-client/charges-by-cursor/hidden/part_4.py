from lib.fake_http import PASS, Response
from tests.helpers import ChargesApi, charge, numbers


def test_every_limit_gives_the_same():
    for limit in (1, 2, 3, 5, 6, 100):
        assert numbers(ChargesApi(8).client.charges_after("ch_2", limit=limit)) == [3, 4, 5, 6, 7, 8], limit


def test_short_pages():
    assert numbers(ChargesApi(12, short_pages=True).client.charges_after("ch_1", limit=4)) == list(range(2, 13))


def test_nothing_new():
    api = ChargesApi(5)

    assert numbers(api.client.charges_after("ch_5")) == []
    assert len(api.server.requests) == 1


def test_one_cursor_at_a_time_and_no_request_too_many():
    api = ChargesApi(7)

    numbers(api.client.charges_after("ch_1", limit=3))

    assert [request.params["ending_before"] for request in api.server.requests] == ["ch_1", "ch_4"]
    assert all("starting_after" not in request.params for request in api.server.requests)


def test_filters_hold():
    assert numbers(ChargesApi(20).client.charges_after("ch_3", status="failed", limit=1)) == [5, 10, 15, 20]


def test_it_is_lazy_and_goes_on_with_what_has_arrived():
    api = ChargesApi(6)
    charges = api.client.charges_after("ch_2", limit=2)
    assert [next(charges)["id"], next(charges)["id"]] == ["ch_3", "ch_4"]
    assert len(api.server.requests) == 1

    api.charges.insert(0, charge(7))

    assert numbers(charges) == [5, 6, 7]


def test_it_is_as_patient():
    api = ChargesApi(6)
    api.server.plan(PASS, Response(429, headers={"Retry-After": "4"}))

    assert numbers(api.client.charges_after("ch_2", limit=2)) == [3, 4, 5, 6]
    assert api.clock.naps == [4]
