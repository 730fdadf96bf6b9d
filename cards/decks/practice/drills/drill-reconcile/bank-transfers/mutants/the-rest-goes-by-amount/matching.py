"""Matches payments with invoices."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

WORD = re.compile(r"(?:[^\W_]|-)+")  # \w has the underscore, too


@dataclass(frozen=True)
class Payment:
    id: str
    day: date
    cents: int
    currency: str
    text: str = ""


@dataclass(frozen=True)
class Invoice:
    id: str
    due: date
    cents: int
    currency: str


@dataclass
class Result:
    applied: list[tuple[str, str, int]] = field(default_factory=list)
    """Payment, invoice and cents, in the order in which they were applied."""
    unapplied: dict[str, int] = field(default_factory=dict)
    open: dict[str, int] = field(default_factory=dict)


def reconcile(payments: Iterable[Payment], invoices: Iterable[Invoice]) -> Result:
    books = Books(invoices)
    each_once = {payment.id: payment for payment in payments}
    in_order = sorted(each_once.values(), key=lambda payment: (payment.day, payment.id))
    unnamed = []
    for payment in in_order:
        named = books.named_in(payment.text)
        if named:
            books.pay_in_turn(payment, named)
            left = books._left[payment.id]
            if left:
                books.pay_by_amount(Payment(payment.id, payment.day, left, payment.currency))
        else:
            unnamed.append(payment)
    for payment in unnamed:
        books.pay_by_amount(payment)
    return books.result()


class Books:
    """What is open of each invoice, what is left of each payment, and what went from one to the other."""

    def __init__(self, invoices: Iterable[Invoice]) -> None:
        self._invoices = sorted(invoices, key=lambda invoice: (invoice.due, invoice.id))
        self._by_name = {invoice.id.casefold(): invoice for invoice in self._invoices}
        self._open = {invoice.id: invoice.cents for invoice in self._invoices}
        self._left: dict[str, int] = {}
        self._applied: list[tuple[str, str, int]] = []

    def named_in(self, text: str) -> list[Invoice]:
        """Our invoices that the text names, in its order."""
        words = WORD.findall(text.casefold())
        return [self._by_name[word] for word in words if word in self._by_name]

    def pay_in_turn(self, payment: Payment, invoices: list[Invoice]) -> None:
        self._left[payment.id] = payment.cents
        for invoice in invoices:
            if invoice.currency == payment.currency:
                self._move(payment, invoice, min(self._left[payment.id], self._open[invoice.id]))

    def pay_by_amount(self, payment: Payment) -> None:
        self._left[payment.id] = payment.cents
        for invoice in self._invoices:
            if (invoice.currency, self._open[invoice.id]) == (payment.currency, payment.cents):
                self._move(payment, invoice, payment.cents)
                return

    def result(self) -> Result:
        return Result(
            applied=self._applied,
            unapplied={payment: cents for payment, cents in self._left.items() if cents},
            open={invoice: cents for invoice, cents in self._open.items() if cents},
        )

    def _move(self, payment: Payment, invoice: Invoice, cents: int) -> None:
        """The only place where money moves."""
        if cents:
            self._left[payment.id] -= cents
            self._open[invoice.id] -= cents
            self._applied.append((payment.id, invoice.id, cents))
