"""The statement as text."""

from collections.abc import Iterable
from statements.balance import running
from statements.entry import Entry
from statements.overdraft import fee_for
from statements.period import Month


def statement(entries: Iterable[Entry], month: Month) -> str:
    """Opening balance, a line for each entry with the balance after it, and the fee if there is one."""
    entries = list(entries)
    opening = sum(entry.amount for entry in month.before(entries))
    rows = running(month.of(entries), opening)
    lines = [f"opening {decimal(opening)}"]
    lines += [
        f"{row.entry.booked_at} {decimal(row.entry.amount)} {decimal(row.balance)} {row.entry.text}" for row in rows
    ]
    fee = fee_for(rows)
    lines += [f"overdraft fee {decimal(fee)}"] if fee else []
    return "\n".join(lines)


def decimal(cents: int) -> str:
    sign = "-" if cents < 0 else ""
    units, rest = divmod(abs(cents), 100)
    return f"{sign}{units}.{rest:02d}"
