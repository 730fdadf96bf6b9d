from bank.accounts import Stale
from lib.checks import raises
from lib.interleave import every_order, interleave
from tests.helpers import Bank


def test_withdrawals_that_both_fit_both_count_in_every_order():
    for order in every_order(workers=2, steps=6):
        bank = Bank(100_00)

        answers = interleave(order, bank.withdrawal(60_00), bank.withdrawal(30_00))

        assert answers == ["approved", "approved"], order
        assert bank.balance() == 10_00, order
        assert bank.differences() == [], order


def test_one_of_three_gets_the_money_in_every_order():
    for order in every_order(workers=3, steps=5):
        bank = Bank(100_00)

        answers = interleave(order, *(bank.withdrawal(60_00) for _ in range(3)))

        assert answers.count("approved") == 1, order
        assert bank.balance() == 40_00, order


def test_a_deposit_is_not_lost_to_a_withdrawal():
    for order in every_order(workers=2, steps=6):
        bank = Bank(100_00)

        interleave(order, bank.deposit(50_00), bank.withdrawal(30_00))

        assert bank.balance() == 120_00, order
        assert bank.differences() == [], order


def test_the_second_try_decides_by_what_it_reads_then():
    bank = Bank(100_00)
    withdrawal = bank.withdrawal(60_00)
    next(withdrawal)
    interleave([], bank.withdrawal(50_00))

    assert interleave([], withdrawal) == ["insufficient funds"]


def test_the_daily_limit_holds_in_every_order():
    for order in every_order(workers=2, steps=6):
        bank = Bank(5_000_00)

        answers = interleave(order, bank.withdrawal(600_00), bank.withdrawal(600_00))

        assert sorted(answers) == ["approved", "over the daily limit"], order
        assert bank.balance() == 4_400_00, order


def test_somebody_who_is_always_late_is_told_so():
    bank = Bank(100_00)
    withdrawal = bank.withdrawal(1_00)
    answer = None
    for _ in range(20):
        try:
            next(withdrawal)
        except StopIteration as stop:
            answer = stop.value
            break
        account = bank.accounts.read("DE1")
        bank.accounts.compare_and_set("DE1", account.version, account.balance)

    assert answer == "busy, try again"
    assert bank.differences() == []


def test_an_old_version_is_a_conflict_and_is_counted():
    bank = Bank(100_00)
    bank.accounts.compare_and_set("DE1", version=1, balance=90_00)

    with raises(Stale):
        bank.accounts.compare_and_set("DE1", version=1, balance=80_00)

    assert bank.accounts.conflicts == 1
    assert bank.balance() == 90_00


def test_the_version_goes_up_by_one():
    bank = Bank(100_00)

    assert bank.accounts.compare_and_set("DE1", version=1, balance=1).version == 2
    assert bank.accounts.compare_and_set("DE1", version=2, balance=1).version == 3
