from ledger import Entry


def move(cents, source, target, currency="EUR"):
    """Entries that take money from one account and give it to another."""
    return [Entry(source, currency, -cents), Entry(target, currency, cents)]
