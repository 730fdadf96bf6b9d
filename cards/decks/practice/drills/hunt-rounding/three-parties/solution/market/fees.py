"""Our fee."""

from decimal import ROUND_HALF_EVEN, Decimal
from market.order import Order

BASIS_POINTS = 10_000


def fee_for(order: Order) -> int:
    """Percentage and fixed part, rounded half to even, and never more than the amount."""
    agreement = order.agreement
    percentage = Decimal(order.amount * agreement.fee_basis_points) / BASIS_POINTS
    rounded = int(percentage.quantize(Decimal(1), ROUND_HALF_EVEN))
    return min(order.amount, rounded + agreement.fee_fixed)
