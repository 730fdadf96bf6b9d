"""What is written to which table."""

import sqlite3


def remember(database: sqlite3.Connection, event: str) -> bool:
    """Whether this event is new."""
    with database:
        made = database.execute("INSERT INTO seen (event) VALUES (?) ON CONFLICT DO NOTHING", (event,))
    return made.rowcount == 1


def add_credits(database: sqlite3.Connection, account: str, amount: int) -> None:
    """A negative amount takes credits away; an account never has less than none."""
    with database:
        database.execute("INSERT INTO credit (account, amount) VALUES (?, 0) ON CONFLICT DO NOTHING", (account,))
        database.execute("UPDATE credit SET amount = amount + ? WHERE account = ?", (amount, account))


def note_refund(database: sqlite3.Connection, event: str, account: str, amount: int) -> None:
    with database:
        database.execute("INSERT INTO refund (event, account, amount) VALUES (?, ?, ?)", (event, account, amount))


def note_failure(database: sqlite3.Connection, event: str, reason: str) -> None:
    """For the people on call. It is kept whatever becomes of the event."""
    with database:
        database.execute("INSERT INTO failure (event, reason) VALUES (?, ?)", (event, reason))


def credits_of(database: sqlite3.Connection, account: str) -> int:
    row = database.execute("SELECT amount FROM credit WHERE account = ?", (account,)).fetchone()
    return row[0] if row else 0
