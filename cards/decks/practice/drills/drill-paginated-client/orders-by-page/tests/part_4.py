from tests.helpers import ShopApi


def test_all_are_marked_in_batches_of_twenty():
    api = ShopApi(45)

    report = api.client.mark_exported(range(1, 46))

    assert report.marked == list(range(1, 46))
    assert report.failed == {}
    assert len(api.server.requests) == 3


def test_an_order_that_is_edited_is_asked_for_again():
    api = ShopApi(3)
    api.editing = {2}

    report = api.client.mark_exported([1, 2, 3])

    assert report.marked == [1, 3]
    assert report.failed == {2: 409}
    assert api.clock.naps == [1, 1, 1, 1]
