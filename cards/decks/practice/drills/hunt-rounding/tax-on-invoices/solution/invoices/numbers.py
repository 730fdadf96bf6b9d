"""Numbers of invoices and credit notes: a letter, a year, and a count without gaps."""

import re

INVOICE = "R"
CREDIT_NOTE = "G"
PATTERN = re.compile(r"([RG])-(\d{4})-(\d{5})")


class BadNumber(ValueError):
    pass


def first_number(kind: str, year: int) -> str:
    if kind not in (INVOICE, CREDIT_NOTE):
        raise BadNumber(f"unknown kind: {kind}")
    return f"{kind}-{year}-00001"


def next_number(last: str) -> str:
    """The number after this one, in the same year."""
    match = PATTERN.fullmatch(last)
    if match is None:
        raise BadNumber(last)
    return f"{match[1]}-{match[2]}-{int(match[3]) + 1:05d}"
