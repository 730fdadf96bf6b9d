from bank.accounts import Stale
from lib.checks import raises
from lib.interleave import interleave
from tests.helpers import Bank


def test_a_withdrawal_takes_money():
    bank = Bank(100_00)

    assert interleave([], bank.withdrawal(60_00)) == ["approved"]
    assert bank.balance() == 40_00


def test_too_much_is_refused():
    bank = Bank(100_00)

    assert interleave([], bank.withdrawal(100_01)) == ["insufficient funds"]
    assert bank.differences() == []


def test_two_workers_cannot_both_take_sixty_of_a_hundred():
    bank = Bank(100_00)

    answers = interleave([0, 1, 0, 1], bank.withdrawal(60_00), bank.withdrawal(60_00))

    assert sorted(answers) == ["approved", "insufficient funds"]
    assert bank.balance() == 40_00
    assert bank.differences() == []


def test_one_after_the_other_is_no_conflict():
    bank = Bank(100_00)

    assert interleave([0, 0, 1, 1], bank.withdrawal(60_00), bank.withdrawal(30_00)) == ["approved", "approved"]
    assert bank.accounts.conflicts == 0


def test_a_version_that_is_not_the_rows_is_refused():
    bank = Bank(100_00)

    with raises(Stale):
        bank.accounts.compare_and_set("DE1", version=2, balance=0)


def test_the_daily_limit_holds():
    bank = Bank(5_000_00)

    assert interleave([], bank.withdrawal(1_000_01)) == ["over the daily limit"]
