"""The tables."""

import sqlite3

SCHEMA = """
CREATE TABLE seen (
    event TEXT PRIMARY KEY
);
CREATE TABLE credit (
    account TEXT PRIMARY KEY,
    amount INTEGER NOT NULL CHECK (amount >= 0)
);
CREATE TABLE refund (
    event TEXT PRIMARY KEY REFERENCES seen (event),
    account TEXT NOT NULL,
    amount INTEGER NOT NULL
);
CREATE TABLE failure (
    number INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    reason TEXT NOT NULL
);
"""


def open_database() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    return database
