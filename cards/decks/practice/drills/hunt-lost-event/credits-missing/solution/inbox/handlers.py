"""What an event does."""

import sqlite3
from inbox.events import Event
from inbox.prices import PriceList
from inbox.tables import add_credits, note_refund


class Handlers:
    def __init__(self, database: sqlite3.Connection, prices: PriceList) -> None:
        self._database = database
        self._prices = prices

    def handle(self, event: Event) -> None:
        """Types that we don't know have no effect."""
        if event.type == "package.bought":
            self._bought(event)
        elif event.type == "package.refunded":
            self._refunded(event)

    def _bought(self, event: Event) -> None:
        add_credits(self._database, event.account, self._prices.credits(event.package))

    def _refunded(self, event: Event) -> None:
        amount = self._prices.credits(event.package)
        note_refund(self._database, event.id, event.account, amount)
        add_credits(self._database, event.account, -amount)
