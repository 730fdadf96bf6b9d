"""The tables."""

import sqlite3

SCHEMA = """
CREATE TABLE customer (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL
);
CREATE TABLE orders (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER REFERENCES customer (id),
    amount INTEGER NOT NULL CHECK (amount > 0)
);
CREATE TABLE refund (
    id INTEGER PRIMARY KEY,
    customer_id INTEGER REFERENCES customer (id),
    amount INTEGER NOT NULL CHECK (amount > 0)
);
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE INDEX refund_by_customer ON refund (customer_id);
"""


def open_database() -> sqlite3.Connection:
    database = sqlite3.connect(":memory:")
    database.executescript(SCHEMA)
    database.row_factory = sqlite3.Row
    return database
