import json
from inbox.app import Inbox
from inbox.prices import PriceList
from inbox.schema import open_database
from inbox.tables import credits_of


class Shop:
    """An inbox with one package, “small”, of 10 credits."""

    def __init__(self):
        self.database = open_database()
        self.prices = PriceList({"small": 10})
        self.inbox = Inbox(self.database, self.prices)

    def receive(self, event="e1", kind="package.bought", account="alice", package="small"):
        body = {"id": event, "type": kind, "account": account, "package": package}
        return self.inbox.receive(json.dumps(body).encode())

    def credits(self, account="alice"):
        return credits_of(self.database, account)

    def rows(self, table):
        return self.database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
