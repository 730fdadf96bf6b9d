from tests.helpers import ChargesApi, numbers


def test_no_request_after_the_last_page():
    api = ChargesApi(20)

    assert len(numbers(api.client.charges())) == 20
    assert len(api.server.requests) == 2


def test_an_empty_list_is_one_request():
    api = ChargesApi(0)

    assert numbers(api.client.charges()) == []
    assert len(api.server.requests) == 1


def test_short_pages_are_not_the_end():
    api = ChargesApi(25, short_pages=True)

    assert numbers(api.client.charges()) == list(range(25, 0, -1))
    assert numbers(api.client.charges(limit=4)) == list(range(25, 0, -1))


def test_filters_and_limit_hold_on_every_page():
    api = ChargesApi(20)

    assert numbers(api.client.charges(status="failed", limit=2)) == [20, 15, 10, 5]
    assert [(request.params["status"], request.params["limit"]) for request in api.server.requests] == [
        ("failed", 2)
    ] * 2


def test_nothing_is_fetched_before_it_is_needed():
    api = ChargesApi(50)

    charges = api.client.charges()
    assert len(api.server.requests) == 0
    for _ in range(10):
        next(charges)
    assert len(api.server.requests) == 1
    next(charges)
    assert len(api.server.requests) == 2


def test_two_walks_at_once_do_not_disturb_each_other():
    api = ChargesApi(12)

    one, other = api.client.charges(limit=5), api.client.charges(status="failed", limit=1)
    pairs = [(next(one)["id"], next(other)["id"]) for _ in range(2)]

    assert pairs == [("ch_12", "ch_10"), ("ch_11", "ch_5")]


def test_the_callers_filters_are_left_alone():
    api = ChargesApi(12)
    filters = {"limit": 5}

    list(api.client.charges(**filters))

    assert filters == {"limit": 5}
