"""Balances from a file of transactions."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COLUMNS = ("id", "account", "type", "amount")
SIGNS = {"charge": 1, "adjustment": 1, "refund": -1, "fee": -1, "payout": -1}
MAY_BE_NEGATIVE = {"adjustment"}
AMOUNT = re.compile(r"-?[0-9]+")


@dataclass
class Result:
    balances: dict[str, int] = field(default_factory=dict)
    errors: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Transaction:
    id: str
    account: str
    type: str
    amount: int

    @classmethod
    def parse(cls, record: Mapping[Any, Any]) -> "Transaction":
        """ValueError with the reason for what cannot be used."""
        if None in record.values():
            raise ValueError("too few or too many values")
        name, account, kind, amount = (record[column].strip() for column in COLUMNS)
        if not name or not account:
            raise ValueError("id and account must not be empty")
        if kind not in SIGNS:
            raise ValueError(f"unknown type {kind!r}")
        if not AMOUNT.fullmatch(amount):
            raise ValueError(f"not a whole amount: {amount!r}")
        if int(amount) < 0 and kind not in MAY_BE_NEGATIVE:
            raise ValueError(f"a {kind} is not negative: {amount!r}")
        return cls(name, account, kind, int(amount))


def load(text: str) -> Result:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), skipinitialspace=True)
    reader.fieldnames = _header(reader.fieldnames or [])
    result = Result()
    counted: dict[str, Transaction] = {}
    for record in reader:
        try:
            transaction = Transaction.parse(record)
            earlier = counted.setdefault(transaction.id, transaction)
            if earlier != transaction:
                raise ValueError(f"id {transaction.id!r} was used for something else")
        except ValueError as error:
            result.errors.append((reader.line_num, str(error)))
            continue
        if earlier is transaction:
            change = SIGNS[transaction.type] * transaction.amount
            result.balances[transaction.account] = result.balances.get(transaction.account, 0) + change
    return result


def _header(names: Sequence[str]) -> list[str]:
    header = [name.strip().lower() for name in names]
    for column in COLUMNS:
        if header.count(column) != 1:
            raise ValueError(f"expected one column {column!r}, found {header.count(column)}")
    return header
