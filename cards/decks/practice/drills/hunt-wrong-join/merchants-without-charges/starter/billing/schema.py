"""The tables."""

import sqlite3

SCHEMA = """
CREATE TABLE merchant (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    joined TEXT NOT NULL,
    left_on TEXT
);
CREATE TABLE charge (
    id INTEGER PRIMARY KEY,
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    day TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('succeeded', 'failed', 'pending')),
    amount INTEGER NOT NULL CHECK (amount > 0)
);
CREATE TABLE invoice (
    merchant_id INTEGER NOT NULL REFERENCES merchant (id),
    month TEXT NOT NULL,
    charges INTEGER NOT NULL,
    total INTEGER NOT NULL,
    PRIMARY KEY (merchant_id, month)
);
CREATE INDEX charge_by_merchant_and_day ON charge (merchant_id, day);
"""


def open_database() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    database.row_factory = sqlite3.Row
    return database
