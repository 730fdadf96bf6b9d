"""The report as CSV, for finance."""

import csv
import io
import sqlite3
from reports.customers import customer_lines


def export(database: sqlite3.Connection) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["customer", "name", "orders", "paid"])
    writer.writerows([line.id, line.name, line.orders, line.paid] for line in customer_lines(database))
    return text.getvalue()
