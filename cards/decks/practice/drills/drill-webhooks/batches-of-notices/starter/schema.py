"""The tables of the inbox, for SQLite."""

SCHEMA = """
CREATE TABLE payout (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    state TEXT NOT NULL,
    cents INTEGER NOT NULL,
    currency TEXT NOT NULL
);
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    notice TEXT NOT NULL UNIQUE,
    payout TEXT NOT NULL,
    version INTEGER NOT NULL,
    state TEXT NOT NULL
);
CREATE TABLE seen (
    notice TEXT PRIMARY KEY
);
"""
