"""Postings of an order."""

from market.fees import fee_for
from market.ledger import Posting
from market.order import Order
from market.shares import share

FEES = "fees"


def settle(order: Order) -> list[Posting]:
    """Where the customer's money goes: postings to our fees and to each party."""
    fee = fee_for(order)
    shares = share(order.amount - fee, order.agreement.parts)
    postings = [Posting(order.id, FEES, fee)]
    postings += [Posting(order.id, f"party:{party}", amount) for party, amount in shares.items()]
    return postings
