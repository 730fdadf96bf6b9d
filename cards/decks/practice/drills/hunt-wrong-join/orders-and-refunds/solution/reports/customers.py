"""The query behind the customer report."""

import sqlite3
from dataclasses import dataclass

QUERY = """
SELECT
    customer.id,
    customer.name,
    COALESCE(ordered.count, 0) AS orders,
    COALESCE(ordered.total, 0) AS ordered,
    COALESCE(refunded.total, 0) AS refunded
FROM customer
LEFT JOIN (
    SELECT customer_id, COUNT(*) AS count, SUM(amount) AS total FROM orders GROUP BY customer_id
) AS ordered ON ordered.customer_id = customer.id
LEFT JOIN (
    SELECT customer_id, SUM(amount) AS total FROM refund GROUP BY customer_id
) AS refunded ON refunded.customer_id = customer.id
ORDER BY customer.id
"""


@dataclass(frozen=True)
class CustomerLine:
    id: int
    name: str
    orders: int
    ordered: int
    refunded: int

    @property
    def paid(self) -> int:
        return self.ordered - self.refunded


def customer_lines(database: sqlite3.Connection) -> list[CustomerLine]:
    """A line for every customer, also for those who have not ordered."""
    return [CustomerLine(**dict(row)) for row in database.execute(QUERY)]
