"""Receives batches of payout notices."""

import base64
import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

STATES = ("pending", "paid", "failed", "returned")
AMOUNT = re.compile(r"([0-9]+)\.([0-9]{2})")
CURRENCY = re.compile(r"[A-Z]{3}")
LARGEST_BATCH = 100


class BadSignature(Exception):
    """The request was not signed by somebody who knows the secret."""


class BadBatch(ValueError):
    """Signed, and not a batch as documented."""


@dataclass(frozen=True)
class Notice:
    id: str
    payout: str
    version: int
    state: str
    cents: int
    currency: str


@dataclass(frozen=True)
class Problem:
    id: str | None
    field: str


def verify(path: str, headers: Mapping[str, str], payload: bytes, secrets: Mapping[str, str]) -> None:
    lowered = {name.lower(): value for name, value in headers.items()}
    digest, signature = lowered.get("x-digest", ""), lowered.get("x-signature", "")
    secret = secrets.get(lowered.get("x-key-id", ""))
    if secret is None:
        raise BadSignature("unknown key")
    # The signature covers the digest, and the digest the body: either alone would let anybody in.
    right_digest = "sha-256=" + base64.b64encode(hashlib.sha256(payload).digest()).decode()
    # As bytes, of whatever there is: a stranger's header may be anything.
    if not hmac.compare_digest(right_digest.encode(), digest.encode(errors="replace")):
        raise BadSignature("the digest is not that of the body")
    right_signature = hmac.new(secret.encode(), f"{path}\n{digest}".encode(), hashlib.sha256).digest()
    if not hmac.compare_digest(base64.b64encode(right_signature), signature.encode(errors="replace")):
        raise BadSignature("the signature is wrong")


def read_batch(payload: bytes) -> tuple[list[Notice], list[Problem]]:
    """Good notices and bad ones, each in the order of the batch."""
    good: list[Notice] = []
    bad: list[Problem] = []
    for item in _items(payload):
        field = _bad_field(item)
        if field is None:
            good.append(_notice(item))
        else:
            bad.append(Problem(item["id"] if isinstance(item.get("id"), str) else None, field))
    return good, bad


def _items(payload: bytes) -> list[dict[str, Any]]:
    try:
        body = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise BadBatch("not JSON") from error
    if not isinstance(body, dict) or not isinstance(body.get("batch"), str):
        raise BadBatch("no batch")
    notices = body.get("notices")
    if not isinstance(notices, list) or not 1 <= len(notices) <= LARGEST_BATCH:
        raise BadBatch(f"a batch has 1 to {LARGEST_BATCH} notices")
    if not all(isinstance(item, dict) for item in notices):
        raise BadBatch("a notice is an object")
    return notices


def _bad_field(item: dict[str, Any]) -> str | None:
    """The first field that is not as documented, in the order of the documentation."""
    checks: dict[str, Callable[[Any], bool]] = {
        "id": lambda value: isinstance(value, str),
        "payout": lambda value: isinstance(value, str),
        "version": lambda value: type(value) is int and value >= 1,
        "state": lambda value: value in STATES,
        "amount": lambda value: isinstance(value, str) and AMOUNT.fullmatch(value) is not None,
        "currency": lambda value: isinstance(value, str) and CURRENCY.fullmatch(value) is not None,
    }
    return next((field for field, is_good in checks.items() if not is_good(item.get(field))), None)


def _notice(item: dict[str, Any]) -> Notice:
    cents = int(item["amount"].replace(".", ""))
    return Notice(item["id"], item["payout"], item["version"], item["state"], cents, item["currency"])


class Inbox:
    def __init__(
        self,
        database: sqlite3.Connection,
        secrets: Mapping[str, str],
        on_change: Callable[[Notice], Any] = lambda notice: None,
    ) -> None:
        self._database = database
        self._secrets = secrets
        self._on_change = on_change

    def receive(self, path: str, headers: Mapping[str, str], payload: bytes) -> tuple[int, dict[str, Any]]:
        try:
            verify(path, headers, payload, self._secrets)
            good, bad = read_batch(payload)
        except BadSignature:
            return 401, {}
        except BadBatch:
            return 400, {}
        accepted: list[str] = []
        again: list[str] = []
        for notice in good:
            (accepted if self._accept(notice) else again).append(notice.id)
        rejected = [{"id": problem.id, "problem": problem.field} for problem in bad]
        return 200, {"accepted": accepted, "rejected": rejected, "again": again}

    def _accept(self, notice: Notice) -> bool:
        """Whether all of it is in the database now. It is all or nothing."""
        try:
            with self._database:
                is_first = self._is_first(notice)
                self._database.commit()
                if is_first and self._changes_payout(notice):
                    self._note(notice)
                    self._on_change(notice)
        except Exception:
            return False
        return True

    def _is_first(self, notice: Notice) -> bool:
        made = self._database.execute("INSERT INTO seen (notice) VALUES (?) ON CONFLICT DO NOTHING", (notice.id,))
        return made.rowcount == 1

    def _changes_payout(self, notice: Notice) -> bool:
        """The condition is the database's, so that there is no moment between looking and writing."""
        changed = self._database.execute(
            "INSERT INTO payout (id, version, state, cents, currency) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state,"
            " cents = excluded.cents, currency = excluded.currency WHERE excluded.version > payout.version",
            (notice.payout, notice.version, notice.state, notice.cents, notice.currency),
        )
        return changed.rowcount == 1

    def _note(self, notice: Notice) -> None:
        self._database.execute(
            "INSERT INTO journal (notice, payout, version, state) VALUES (?, ?, ?, ?)",
            (notice.id, notice.payout, notice.version, notice.state),
        )
