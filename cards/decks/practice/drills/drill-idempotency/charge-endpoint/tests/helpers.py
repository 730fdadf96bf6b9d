import sqlite3
from charges import ChargeService
from network import NetworkTimeout

LOST_REQUEST = "lost request"
LOST_REPLY = "lost reply"
DIES_BEFORE = "dies before"
DIES_AFTER = "dies after"

BODY = {"amount": 500, "currency": "usd"}
KEY = {"Idempotency-Key": "k1"}


class Crash(BaseException):
    """Our process has died."""


class CardNetwork:
    """A network that follows a plan, one step a call; without one it approves."""

    def __init__(self, *plan):
        self.plan = list(plan)
        self.calls = []
        self.charged = {}

    def authorize(self, reference, amount, currency):
        self.calls.append(reference)
        step = self.plan.pop(0) if self.plan else "approved"
        if step == LOST_REQUEST:
            raise NetworkTimeout(reference)
        if step == DIES_BEFORE:
            raise Crash
        is_decline = step not in ("approved", LOST_REPLY, DIES_AFTER)
        answer, known_amount = self.charged.setdefault(reference, (step if is_decline else "approved", amount))
        assert known_amount == amount, f"reference {reference} was used for another amount"
        if step == LOST_REPLY:
            raise NetworkTimeout(reference)
        if step == DIES_AFTER:
            raise Crash
        return answer


def service_with(*plan):
    network = CardNetwork(*plan)
    database = sqlite3.connect(":memory:")
    return ChargeService(database, network), network, database
