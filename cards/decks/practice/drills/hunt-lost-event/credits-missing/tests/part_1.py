from tests.helpers import Shop


def test_credits_are_booked():
    shop = Shop()

    assert shop.receive() == 200
    assert shop.credits() == 10


def test_a_duplicate_takes_no_effect():
    shop = Shop()

    assert [shop.receive("e1"), shop.receive("e1")] == [200, 200]
    assert shop.credits() == 10


def test_a_failure_is_answered_with_500_and_noted():
    shop = Shop()

    assert shop.receive(package="new") == 500
    assert shop.rows("failure") == 1


def test_an_event_that_failed_is_handled_when_it_comes_again():
    shop = Shop()
    shop.receive("e1", package="new")
    shop.prices.add("new", 25)

    assert shop.receive("e1", package="new") == 200
    assert shop.credits() == 25


def test_a_refund_takes_credits_away():
    shop = Shop()
    shop.receive("e1")

    assert shop.receive("e2", kind="package.refunded") == 200
    assert (shop.credits(), shop.rows("refund")) == (0, 1)


def test_an_unknown_type_is_acknowledged():
    assert Shop().receive(kind="package.wrapped") == 200


def test_what_is_no_event_is_refused():
    assert Shop().inbox.receive(b"[]") == 400
