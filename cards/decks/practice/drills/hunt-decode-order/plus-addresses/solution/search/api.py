"""The two addresses."""

from dataclasses import dataclass
from search.customers import Customer, Customers
from search.filters import Filter
from search.log import AccessLog
from search.request import Params, Request
from search.text import encoded, encoded_segment
from typing import Any


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any = None


class Api:
    def __init__(self, customers: Customers) -> None:
        self._customers = customers
        self.log = AccessLog()

    def handle(self, method: str, target: str) -> Answer:
        answer = self._answer(Request.parse(method, target))
        self.log.add(method, target, answer.status)
        return answer

    def _answer(self, request: Request) -> Answer:
        match request.method, request.segments:
            case "GET", ("customers",):
                return self._list(request.params)
            case "GET", ("customers", name, "notes"):
                customer = self._customers.get(name)
                return Answer(200, customer.notes) if customer else Answer(404)
        return Answer(404)

    def _list(self, params: Params) -> Answer:
        wanted = Filter.parse(params)
        found, has_more = self._customers.find(wanted.matches, wanted.after, wanted.limit)
        following = _target(params | {"after": [found[-1].id]}) if has_more else None
        return Answer(200, {"customers": [_shown(customer) for customer in found], "next": following})


def _target(params: Params) -> str:
    pairs = [f"{encoded(name)}={encoded(value)}" for name, values in params.items() for value in values]
    return "/customers?" + "&".join(pairs)


def _shown(customer: Customer) -> dict[str, str]:
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "notes": f"/customers/{encoded_segment(customer.id)}/notes",
    }
