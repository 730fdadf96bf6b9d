"""POST /charges: takes money once, whatever happens on the way."""

import json
import sqlite3
from dataclasses import dataclass
from network import Network, NetworkTimeout
from typing import Any

Answer = tuple[int, dict[str, Any]]

SCHEMA = """
CREATE TABLE IF NOT EXISTS request (
    id INTEGER PRIMARY KEY,
    account TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0),
    currency TEXT NOT NULL,
    status INTEGER,
    answer TEXT,
    UNIQUE (account, key)
)
"""
LARGEST_AMOUNT = 99_999_999

STATES = {None: "pending", 200: "succeeded", 402: "failed"}


@dataclass(frozen=True)
class StoredRequest:
    id: int
    account: str
    key: str
    body: str
    amount: int
    currency: str
    status: int | None
    answer: str | None

    @property
    def charge_id(self) -> str:
        """Also the reference that the network sees: fixed before it is asked for the first time."""
        return f"ch_{self.id}"


class ChargeService:
    def __init__(self, database: sqlite3.Connection, network: Network) -> None:
        self._database = database
        self._network = network
        with database:
            database.execute(SCHEMA)

    def post_charge(self, account: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        key = {name.lower(): value for name, value in headers.items()}.get("idempotency-key")
        if not key or not is_valid(body):
            return error(400, "invalid_request_error")
        text = json.dumps(body, sort_keys=True)
        request = self._claim(account, key, text, body)
        if request.body != text:
            return error(400, "idempotency_error")
        return self._finish(request)

    def recover(self) -> int:
        """Ask for every request without a final answer; how many have one now."""
        open_requests = self._requests("status IS NULL")
        return sum(self._finish(request)[0] != 503 for request in open_requests)

    def charges(self, account: str) -> list[tuple[str, int, str]]:
        return [
            (request.charge_id, request.amount, STATES[request.status])
            for request in self._requests("account = ?", account)
        ]

    def _claim(self, account: str, key: str, text: str, body: dict[str, Any]) -> StoredRequest:
        """The row of this key, made now if it is new. It is committed before the network hears of it."""
        with self._database:
            self._database.execute(
                "INSERT INTO request (account, key, body, amount, currency) VALUES (?, ?, ?, ?, ?)"
                " ON CONFLICT (account, key) DO NOTHING",
                (account, key, text, body["amount"], body["currency"]),
            )
        [request] = self._requests("account = ? AND key = ?", account, key)
        return request

    def _finish(self, request: StoredRequest) -> Answer:
        """The final answer, from the row or from the network; 503 if it is still unknown."""
        if request.status is not None:
            return request.status, json.loads(request.answer)
        try:
            outcome = self._network.authorize(request.charge_id, request.amount, request.currency)
        except NetworkTimeout:
            return error(503, "api_error")
        status, answer = self._answer_to(request, outcome)
        with self._database:
            self._database.execute(
                "UPDATE request SET status = ?, answer = ? WHERE id = ?", (status, json.dumps(answer), request.id)
            )
        return status, answer

    def _answer_to(self, request: StoredRequest, outcome: str) -> Answer:
        if outcome != "approved":
            return error(402, "card_error", code=outcome)
        return 200, {
            "id": request.charge_id,
            "amount": request.amount,
            "currency": request.currency,
            "status": "succeeded",
        }

    def _requests(self, condition: str, *values: Any) -> list[StoredRequest]:
        rows = self._database.execute(
            "SELECT id, account, key, body, amount, currency, status, answer FROM request"
            f" WHERE {condition} ORDER BY id",
            values,
        )
        return [StoredRequest(*row) for row in rows.fetchall()]


def is_valid(body: Any) -> bool:
    if not isinstance(body, dict):
        return False
    amount, currency = body.get("amount"), body.get("currency")
    # bool is an int in Python, and not a number in JSON.
    has_amount = isinstance(amount, int) and not isinstance(amount, bool) and 0 < amount <= LARGEST_AMOUNT
    return has_amount and isinstance(currency, str) and len(currency) == 3 and currency.isalpha()


def error(status: int, kind: str, **more: str) -> Answer:
    return status, {"error": {"type": kind, **more}}
