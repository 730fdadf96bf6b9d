from ledger import Conflict, Entry, Ledger, Overdrawn
from lib.checks import raises
from tests.helpers import move


def test_times_in_any_order():
    ledger = Ledger()
    for name, cents, time in (("t3", 4, 30), ("t1", 1, 10), ("t2", 2, 20), ("t0", 8, -5)):
        ledger.post(name, move(cents, "a", "b"), at=time)

    assert [ledger.balance("b", "EUR", at=time) for time in (-6, -5, 10, 20, 30, 99)] == [0, 8, 9, 11, 15, 15]
    assert ledger.balance("b", "EUR", at=0) == 8


def test_the_time_is_no_part_of_the_entries():
    ledger = Ledger()
    ledger.post("t1", move(5, "a", "b"), at=10)

    assert ledger.post("t1", move(5, "a", "b"), at=99) is False
    assert ledger.balance("b", "EUR", at=10) == 5


def test_guards_look_at_all_transactions():
    ledger = Ledger(guarded={"wallet"})
    ledger.post("t1", move(100, "bank", "wallet"), at=50)

    assert ledger.post("t2", move(100, "wallet", "shop"), at=10) is True
    with raises(Overdrawn):
        ledger.post("t3", move(1, "wallet", "shop"), at=99)


def test_a_reversal_has_a_time_of_its_own():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"), at=10)
    ledger.reverse("t1", "r1", at=20)

    assert [ledger.balance("b", "EUR", at=time) for time in (10, 19, 20)] == [500, 500, 0]


def test_a_reversal_is_repeated_like_any_posting():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"))

    assert [ledger.reverse("t1", "r1") for _ in range(3)] == [True, False, False]
    assert ledger.balance("b", "EUR") == 0


def test_a_transaction_is_reversed_once():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"))
    ledger.reverse("t1", "r1")

    with raises(Conflict):
        ledger.reverse("t1", "r2")

    assert ledger.balance("b", "EUR") == 0


def test_a_reversal_may_be_reversed():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"))
    ledger.reverse("t1", "r1")

    assert ledger.reverse("r1", "r2") is True
    assert ledger.balance("b", "EUR") == 500


def test_a_reversal_obeys_the_guards_and_can_be_tried_again():
    ledger = Ledger(guarded={"wallet"})
    ledger.post("t1", move(100, "bank", "wallet"))
    ledger.post("t2", move(60, "wallet", "shop"))
    with raises(Overdrawn):
        ledger.reverse("t1", "r1")

    ledger.reverse("t2", "r2")

    assert ledger.reverse("t1", "r3") is True
    assert ledger.balance("wallet", "EUR") == 0


def test_a_reversal_under_an_id_that_is_taken():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"))
    ledger.post("t2", move(7, "a", "b"))

    with raises(Conflict):
        ledger.reverse("t1", "t2")
    assert ledger.reverse("t1", "r1") is True


def test_what_nobody_has_posted_cannot_be_reversed():
    with raises(KeyError):
        Ledger().reverse("t1", "r1")


def test_all_balances_add_up_to_zero():
    ledger = Ledger(guarded={"a"})
    state = 3
    for number in range(600):
        state = (state * 1_103_515_245 + 12_345) % 2**31
        bits = state // 4_096
        source, target = "abcd"[bits % 4], "abcd"[bits // 4 % 4]
        try:
            if bits // 16 % 5 == 0:
                ledger.reverse(f"t{bits % 200}", f"r{number}")
            else:
                ledger.post(f"t{bits % 200}", move(bits // 80 % 50 + 1, source, target, ["EUR", "USD"][bits // 64 % 2]))
        except (Conflict, Overdrawn, KeyError):
            pass
        for currency in ("EUR", "USD"):
            assert sum(ledger.balance(account, currency) for account in "abcd") == 0
            assert ledger.balance("a", currency) >= 0
            assert ledger.balance("b", currency) == ledger.balance("b", currency, at=0)


def test_a_reversal_of_many_entries():
    ledger = Ledger()
    ledger.post("t1", [Entry("a", "EUR", 5), Entry("a", "EUR", 5), Entry("b", "EUR", -10), *move(3, "a", "c", "USD")])

    ledger.reverse("t1", "r1")

    assert [ledger.balance(account, currency) for account in "abc" for currency in ("EUR", "USD")] == [0] * 6


def test_the_reversal_of_another_one_reverses_nothing():
    ledger = Ledger()
    ledger.post("t1", move(500, "a", "b"))
    ledger.post("t2", move(500, "a", "b"))

    assert ledger.reverse("t1", "r1") is True
    assert ledger.reverse("t2", "r1") is False
    assert ledger.balance("b", "EUR") == 500
    assert ledger.reverse("t2", "r2") is True
    assert ledger.balance("b", "EUR") == 0
