"""How many rows a statement names by their keys."""

BATCH = 500  # SQLite binds no more than some thousand values
