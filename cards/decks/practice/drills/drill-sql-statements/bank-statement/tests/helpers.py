import sqlite3

DAY = 86_400


def database(*rows):
    """Rows are (id, created, amount) of the account `a`, or (id, created, amount, account)."""
    db = sqlite3.connect(":memory:")
    db.execute(
        """
        CREATE TABLE txn (
            id INTEGER PRIMARY KEY, account TEXT NOT NULL, created INTEGER NOT NULL, amount INTEGER NOT NULL
        )
        """
    )
    for row in rows:
        add(db, *row)
    return db


def add(db, number, created, amount, account="a"):
    db.execute("INSERT INTO txn VALUES (?, ?, ?, ?)", (number, account, created, amount))


def queries(db, function):
    """What is sent to the database while the function runs."""
    sent = []
    db.set_trace_callback(sent.append)
    function()
    db.set_trace_callback(None)
    return sent
