"""POST /charges: takes money once, whatever happens on the way."""

import sqlite3
from network import Network
from typing import Any

Answer = tuple[int, dict[str, Any]]


class ChargeService:
    def __init__(self, database: sqlite3.Connection, network: Network) -> None:
        raise NotImplementedError

    def post_charge(self, account: str, headers: dict[str, str], body: dict[str, Any]) -> Answer:
        raise NotImplementedError
