from lib.checks import raises
from tests.helpers import Shop


class Death(BaseException):
    """The process has died; nobody runs an `except Exception` then."""


def dying(shop):
    """Lets the process die when it asks for a price."""

    def die(package):
        raise Death

    shop.prices.credits = die


def test_a_failure_leaves_nothing_but_its_note():
    shop = Shop()

    assert shop.receive(package="new") == 500

    assert [shop.rows(table) for table in ("seen", "credit", "refund", "failure")] == [0, 0, 0, 1]


def test_it_may_fail_several_times_and_takes_effect_once():
    shop = Shop()
    assert [shop.receive("e1", package="new") for _ in range(3)] == [500, 500, 500]
    shop.prices.add("new", 25)

    assert [shop.receive("e1", package="new") for _ in range(3)] == [200, 200, 200]
    assert shop.credits() == 25
    assert shop.rows("failure") == 3


def test_a_refund_has_both_effects_or_none():
    shop = Shop()

    assert shop.receive("e2", kind="package.refunded") == 500  # nobody has credits to take away
    assert [shop.rows(table) for table in ("seen", "credit", "refund")] == [0, 0, 0]

    shop.receive("e1")
    assert shop.receive("e2", kind="package.refunded") == 200
    assert (shop.credits(), shop.rows("refund")) == (0, 1)


def test_a_process_that_dies_has_not_remembered_the_event():
    shop = Shop()
    honest = shop.prices.credits
    dying(shop)
    with raises(Death):
        shop.receive("e1")
    shop.database.rollback()  # what a dead process has not committed is gone

    shop.prices.credits = honest

    assert shop.receive("e1") == 200
    assert shop.credits() == 10


def test_what_was_answered_with_200_is_committed():
    shop = Shop()
    shop.receive("e1")
    shop.database.rollback()

    assert (shop.credits(), shop.rows("seen")) == (10, 1)


def test_the_note_of_a_failure_is_committed():
    shop = Shop()
    shop.receive(package="new")
    shop.database.rollback()

    assert shop.rows("failure") == 1


def test_a_failure_does_not_undo_what_was_before():
    shop = Shop()
    shop.receive("e1")
    shop.receive("e2", package="new")
    shop.receive("e3")

    assert shop.credits() == 20
    assert shop.rows("seen") == 2


def test_an_unknown_type_is_remembered():
    shop = Shop()
    shop.receive(kind="package.wrapped")

    assert shop.rows("seen") == 1


def test_accounts_have_their_own_credits():
    shop = Shop()
    shop.receive("e1", account="alice")
    shop.receive("e2", account="bob")
    shop.receive("e1", account="bob")

    assert (shop.credits("alice"), shop.credits("bob")) == (10, 10)


def test_an_event_whose_fields_are_no_texts_is_refused():
    for fields in ({"event": None}, {"event": ["e1"]}, {"account": {}}, {"package": 7}):
        assert Shop().receive(**fields) == 400, fields
