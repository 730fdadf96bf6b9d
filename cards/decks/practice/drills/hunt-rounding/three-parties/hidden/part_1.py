from fractions import Fraction
from market.ledger import Ledger, Posting
from market.refund import refund
from market.settle import settle
from tests.helpers import imbalance, order_of, shares_of


def free_order(amount, parts):
    return order_of(amount, parts, fee_basis_points=0, fee_fixed=0)


def test_nobody_is_off_by_a_cent_or_more():
    for parts in ({"a": 80, "b": 13, "c": 7}, {"a": 1, "b": 1, "c": 1}, dict.fromkeys("abcdefghij", 3)):
        total = sum(parts.values())
        for amount in range(1, 400):
            shares = shares_of(free_order(amount, parts))
            for party, part in parts.items():
                exact = Fraction(amount * part, total)
                assert abs(shares[party] - exact) < 1, (amount, party, shares)


def test_nobody_gets_less_than_nothing():
    parts = dict.fromkeys("abcdefghijklmnopqrst", 1)

    for amount in range(1, 60):
        assert min(shares_of(free_order(amount, parts)).values()) >= 0, amount


def test_the_ledger_balances_with_many_parties():
    parts = {f"party{number}": number for number in range(1, 12)}

    for amount in range(1, 1_000):
        assert imbalance(order_of(amount, parts)) == {}, amount


def test_a_cent_that_is_left_goes_where_most_was_cut_off():
    assert shares_of(free_order(10, {"a": 6, "b": 3, "c": 1})) == {"a": 6, "b": 3, "c": 1}
    assert shares_of(free_order(9, {"a": 6, "b": 3, "c": 1})) == {"a": 5, "b": 3, "c": 1}


def test_equal_claims_are_settled_the_same_way_whatever_the_order():
    one_way = shares_of(free_order(100, {"a": 1, "b": 1, "c": 1}))
    other_way = shares_of(free_order(100, {"c": 1, "b": 1, "a": 1}))

    assert one_way == other_way
    assert sorted(one_way.values()) == [33, 33, 34]


def test_very_large_amounts_are_exact():
    amount = 1_000_000_000_000_000_001

    assert imbalance(free_order(amount, {"a": 1, "b": 2})) == {}
    assert sorted(shares_of(free_order(amount, {"a": 1, "b": 1, "c": 1})).values()) == [
        333_333_333_333_333_333,
        333_333_333_333_333_334,
        333_333_333_333_333_334,
    ]


def test_the_fee_is_never_more_than_the_amount():
    assert settle(order_of(10))[0] == Posting("o1", "fees", 10)
    assert set(shares_of(order_of(10)).values()) == {0}


def test_partial_refunds_balance():
    for amount in (1, 33, 333, 9_99, 10_00):
        order = order_of(10_00)
        settled = settle(order)
        ledger = Ledger()
        ledger.record("o1", order.amount, settled)

        ledger.record("o1", -amount, refund(settled, amount))

        assert ledger.unbalanced() == {}, amount


def test_the_check_still_finds_a_single_cent():
    for cents in (99, 101):
        ledger = Ledger()
        ledger.record("o1", 100, [Posting("o1", "fees", cents)])

        assert ledger.unbalanced() == {"o1": cents - 100}
