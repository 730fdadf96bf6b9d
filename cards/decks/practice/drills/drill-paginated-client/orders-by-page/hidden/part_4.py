from lib.checks import raises
from lib.fake_http import LOST_REPLY, Response
from shop import ApiError, ShopClient
from tests.helpers import ShopApi


def test_one_that_is_edited_for_a_while_is_marked_in_the_end():
    api = ShopApi(3)
    api.editing = {2}
    client = ShopClient(api.server.send, "key", api.clock, sleep=lambda seconds: api.editing.clear())

    report = client.mark_exported([3, 2, 1])

    assert report.marked == [3, 2, 1]
    assert [request.body["ids"] for request in api.server.requests] == [[3, 2, 1], [2]]


def test_what_is_final_is_not_asked_for_again():
    api = ShopApi(3)
    api.not_exportable = {1}

    report = api.client.mark_exported([99, 1, 2])

    assert report.marked == [2]
    assert report.failed == {99: 404, 1: 422}
    assert len(api.server.requests) == 1
    assert api.clock.naps == []


def test_ids_that_are_missing_in_the_results():
    api = ShopApi(8)
    api.cut_off = 2

    report = api.client.mark_exported(range(1, 9))

    assert report.marked == list(range(1, 9))
    assert [len(request.body["ids"]) for request in api.server.requests] == [8, 4, 2]
    assert api.clock.naps == [1, 1]


def test_an_id_of_which_nothing_is_ever_known():
    api = ShopApi(1)
    api.cut_off = 99

    report = api.client.mark_exported([1])

    assert (report.marked, report.failed) == ([], {1: None})
    assert len(api.server.requests) == 5


def test_an_id_that_was_edited_and_then_missing_is_unknown():
    api = ShopApi(1)
    api.server.plan(Response(207, {"results": [{"id": 1, "status": 409}]}), *[Response(207, {"results": []})] * 4)

    assert api.client.mark_exported([1]).failed == {1: None}


def test_only_the_open_ones_of_all_batches_go_into_the_next_round():
    api = ShopApi(60)
    api.editing = {5, 25, 45}

    report = api.client.mark_exported(range(1, 61))

    assert report.failed == {5: 409, 25: 409, 45: 409}
    assert len(report.marked) == 57
    assert [request.body["ids"] for request in api.server.requests[3:]] == [[5, 25, 45]] * 4


def test_an_id_that_is_given_twice():
    api = ShopApi(3)

    report = api.client.mark_exported([2, 1, 2, 2])

    assert report.marked == [2, 1]
    assert api.server.requests[0].body == {"ids": [2, 1]}


def test_nothing_to_mark():
    api = ShopApi(3)

    report = api.client.mark_exported([])

    assert (report.marked, report.failed) == ([], {})
    assert api.server.requests == []


def test_a_request_that_fails_altogether_is_sent_again():
    api = ShopApi(2)
    api.server.plan(LOST_REPLY, Response(429, headers={"Retry-After": "3"}))

    assert api.client.mark_exported([1, 2]).marked == [1, 2]
    assert api.clock.naps == [2, 3]


def test_an_error_of_the_whole_request_comes_out():
    api = ShopApi(2)
    api.server.plan(Response(400))

    with raises(ApiError):
        api.client.mark_exported([1, 2])
