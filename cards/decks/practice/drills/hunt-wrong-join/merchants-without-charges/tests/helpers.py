from billing.invoices import invoices_of
from billing.months import Month
from billing.run import run_month
from billing.schema import open_database


class Books:
    """Merchants and their charges, and the invoices of February 2026."""

    def __init__(self):
        self.database = open_database()

    def merchant(self, number, joined="2025-01-01", left_on=None):
        self.database.execute("INSERT INTO merchant VALUES (?, ?, ?, ?)", (number, f"m{number}", joined, left_on))

    def charge(self, merchant, day="2026-02-10", status="succeeded", amount=1_00):
        self.database.execute(
            "INSERT INTO charge (merchant_id, day, status, amount) VALUES (?, ?, ?, ?)", (merchant, day, status, amount)
        )

    def run(self):
        return run_month(self.database, "2026-02")

    def totals(self):
        return {invoice.merchant_id: invoice.total for invoice in invoices_of(self.database, Month(2026, 2))}
