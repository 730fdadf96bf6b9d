"""From parameters to a filter."""

from dataclasses import dataclass
from search.customers import Customer
from search.request import Params

FEWEST, MOST, USUAL = 1, 50, 20


@dataclass(frozen=True)
class Filter:
    email: str = ""
    name: str = ""
    statuses: frozenset[str] = frozenset()
    after: str = ""
    limit: int = USUAL

    @classmethod
    def parse(cls, params: Params) -> "Filter":
        """Unknown names are ignored; of a name that may stand there once, the last counts."""

        def last(name: str) -> str:
            return params.get(name, [""])[-1]

        limit = last("limit")
        return cls(
            email=last("email").strip().lower(),
            name=last("name").strip().lower(),
            statuses=frozenset(params.get("status", [])),
            after=last("after"),
            limit=max(FEWEST, min(MOST, int(limit))) if limit.isdecimal() else USUAL,
        )

    def matches(self, customer: Customer) -> bool:
        return (
            (not self.email or customer.email.lower() == self.email)
            and self.name in customer.name.lower()
            and (not self.statuses or customer.status in self.statuses)
        )
