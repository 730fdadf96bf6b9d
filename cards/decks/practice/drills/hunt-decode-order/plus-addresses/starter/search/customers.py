"""What there is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field


@dataclass
class Customer:
    id: str
    name: str
    email: str
    status: str = "active"
    notes: list[str] = field(default_factory=list)


class Customers:
    def __init__(self, customers: Iterable[Customer]) -> None:
        self._customers = sorted(customers, key=lambda customer: customer.id)

    def find(self, matches: Callable[[Customer], bool], after: str, limit: int) -> tuple[list[Customer], bool]:
        """Those whose id comes after this one, by id, and whether there are more."""
        found = [customer for customer in self._customers if customer.id > after and matches(customer)]
        return found[:limit], len(found) > limit

    def get(self, name: str) -> Customer | None:
        return next((customer for customer in self._customers if customer.id == name), None)
