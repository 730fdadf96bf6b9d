"""The text that is sent to the gateway."""

from invoices.invoice import Invoice


def as_text(invoice: Invoice) -> str:
    head = f"INVOICE {invoice.number}" if not invoice.cancels else f"CREDIT {invoice.number} FOR {invoice.cancels}"
    lines = [f"LINE {line.quantity} {decimal(line.net)} {line.rate}% {line.text}" for line in invoice.lines]
    taxes = [f"TAX {total.rate}% {decimal(total.base)} {decimal(total.tax)}" for total in invoice.tax_totals()]
    return "\n".join([head, *lines, *taxes, f"TOTAL {decimal(invoice.total)}"])


def decimal(cents: int) -> str:
    """Cents as the gateway wants them: -1234 is -12.34."""
    sign = "-" if cents < 0 else ""
    units, rest = divmod(abs(cents), 100)
    return f"{sign}{units}.{rest:02d}"
