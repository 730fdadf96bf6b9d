from market.fees import fee_for
from market.ledger import Ledger, Posting
from market.refund import refund
from market.settle import settle
from tests.helpers import imbalance, order_of, shares_of


def test_the_fee_is_a_percentage_and_a_fixed_part():
    assert fee_for(order_of(100_00)) == 3_20


def test_a_share_of_round_amounts():
    order = order_of(100_00, {"seller": 85, "platform": 15}, fee_basis_points=0, fee_fixed=0)

    assert shares_of(order) == {"seller": 85_00, "platform": 15_00}


def test_the_ledger_balances_for_every_amount():
    off = [amount for amount in range(1, 3_000) if imbalance(order_of(amount))]

    assert off == [], f"{len(off)} of 2999 amounts are off, the first are {off[:5]}"


def test_two_parties_balance():
    assert imbalance(order_of(33_33, {"seller": 1, "platform": 1})) == {}


def test_a_full_refund_leaves_nothing():
    settled = settle(order_of(100_00))
    ledger = Ledger()
    ledger.record("o1", 100_00, settled)

    ledger.record("o1", -100_00, refund(settled, 100_00))

    assert ledger.balance("party:seller") == 0
    assert ledger.unbalanced() == {}


def test_the_check_finds_a_cent():
    ledger = Ledger()
    ledger.record("o1", 100, [Posting("o1", "fees", 99)])

    assert ledger.unbalanced() == {"o1": -1}
