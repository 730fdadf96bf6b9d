"""The credit note that undoes an invoice."""

from collections.abc import Collection
from dataclasses import replace
from invoices.invoice import Invoice


class NothingToCredit(Exception):
    pass


def credit(invoice: Invoice, number: str, places: Collection[int] | None = None) -> Invoice:
    """A credit note over all lines, or over those at these places."""
    lines = tuple(
        replace(line, quantity=-line.quantity)
        for place, line in enumerate(invoice.lines)
        if places is None or place in places
    )
    if not lines:
        raise NothingToCredit(invoice.number)
    return Invoice(number, lines, cancels=invoice.number)
