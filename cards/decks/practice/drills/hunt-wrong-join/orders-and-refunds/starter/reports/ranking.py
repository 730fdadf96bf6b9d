"""The best customers."""

import heapq
import sqlite3
from reports.customers import CustomerLine, customer_lines


def best_customers(database: sqlite3.Connection, count: int = 3) -> list[CustomerLine]:
    """Those who paid most after refunds; of two who paid the same the older customer comes first."""
    if count < 1:
        raise ValueError("a ranking has one place or more")
    buyers = (line for line in customer_lines(database) if line.orders)
    return heapq.nsmallest(count, buyers, key=lambda line: (-line.paid, line.id))
