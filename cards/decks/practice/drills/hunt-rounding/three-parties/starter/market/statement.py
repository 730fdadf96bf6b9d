"""What a party sees of its orders."""

from collections.abc import Iterable
from market.ledger import Posting


def statement(postings: Iterable[Posting], party: str) -> list[str]:
    """A line for each posting to this party, and the sum."""
    mine = [posting for posting in postings if posting.account == f"party:{party}"]
    lines = [f"{posting.order} {decimal(posting.amount)}" for posting in mine]
    return [*lines, f"sum {decimal(sum(posting.amount for posting in mine))}"]


def decimal(cents: int) -> str:
    """-1234 as -12.34."""
    sign = "-" if cents < 0 else ""
    units, rest = divmod(abs(cents), 100)
    return f"{sign}{units}.{rest:02d}"


def parties(postings: Iterable[Posting]) -> list[str]:
    """Everybody who has got or given back something."""
    prefix = "party:"
    accounts = {posting.account for posting in postings if posting.account.startswith(prefix)}
    return sorted(account.removeprefix(prefix) for account in accounts)
