"""Was the account overdrawn?"""

from collections.abc import Iterable
from statements.balance import Row

FEE = 5_00


def overdrawn_since(rows: Iterable[Row], allowed: int = 0) -> Row | None:
    """The first row that leaves less than is allowed; an allowance is a positive number."""
    return next((row for row in rows if row.balance < -allowed), None)


def fee_for(rows: Iterable[Row], allowed: int = 0) -> int:
    return FEE if overdrawn_since(rows, allowed) else 0
