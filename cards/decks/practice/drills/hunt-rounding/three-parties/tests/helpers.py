from market.ledger import Ledger
from market.order import Agreement, Order
from market.settle import settle

THREE = {"seller": 80, "platform": 13, "partner": 7}


def order_of(amount, parts=None, fee_basis_points=290, fee_fixed=30):
    return Order("o1", amount, Agreement(parts or THREE, fee_basis_points, fee_fixed))


def shares_of(order):
    """What each party gets."""
    return {
        posting.account.removeprefix("party:"): posting.amount
        for posting in settle(order)
        if posting.account.startswith("party:")
    }


def imbalance(order):
    ledger = Ledger()
    ledger.record(order.id, order.amount, settle(order))
    return ledger.unbalanced()
