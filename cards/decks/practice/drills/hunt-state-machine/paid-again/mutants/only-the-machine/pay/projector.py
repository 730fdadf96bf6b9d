"""Applies events, one after the other, as they arrive."""

from dataclasses import dataclass

from pay.audit import Audit
from pay.events import Event
from pay.machine import is_allowed

APPLIED = "applied"
NOOP = "noop"
STALE = "stale"
ILLEGAL = "illegal"


@dataclass
class Payment:
    status: str
    sequence: int
    """Of the last event that was applied."""


class Projector:
    def __init__(self) -> None:
        self._payments: dict[str, Payment] = {}
        self.audit = Audit()

    def apply(self, event: Event) -> str:
        payment = self._payments.get(event.payment)
        if payment is None:
            self._payments[event.payment] = Payment(event.status, event.sequence)
            return APPLIED
        if event.sequence == payment.sequence:
            return STALE
        if event.status == payment.status:
            payment.sequence = event.sequence
            return NOOP
        if not is_allowed(payment.status, event.status):
            self.audit.note_illegal(event, payment.status)
            return ILLEGAL
        payment.status = event.status
        payment.sequence = event.sequence
        return APPLIED

    def status_of(self, payment: str) -> str | None:
        known = self._payments.get(payment)
        return known.status if known else None

    def sequence_of(self, payment: str) -> int:
        known = self._payments.get(payment)
        return known.sequence if known else 0
