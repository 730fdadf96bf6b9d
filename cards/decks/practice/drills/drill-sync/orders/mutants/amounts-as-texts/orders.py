"""Brings the orders of a fulfilment service in line with ours."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from lib.fake_http import Response, Timeout
from typing import Any

Send = Callable[..., Response]

CONFLICT = 409


class ApiError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the API answered {status}")
        self.status = status


@dataclass(frozen=True)
class Order:
    id: str
    cents: int


@dataclass
class Report:
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    duplicates: list[str] = field(default_factory=list)
    orphans: list[str] = field(default_factory=list)
    failed: dict[str, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Remote:
    """An order as they have it."""

    id: str
    version: int
    created: int
    cents: Decimal
    order_id: str | None

    @classmethod
    def parse(cls, body: dict[str, Any]) -> "Remote":
        order_id = (body.get("metadata") or {}).get("order")
        return cls(body["id"], body["version"], body["created"], Decimal(body["amount"]) * 100, order_id)


def sync(local: Sequence[Order], send: Send) -> Report:
    if len({order.id for order in local}) < len(local):
        raise ValueError("an order stands there twice")
    ours: defaultdict[str, list[Remote]] = defaultdict(list)
    for remote in _all_orders(send):
        if remote.order_id is not None:
            ours[remote.order_id].append(remote)

    report = Report(orphans=sorted(set(ours) - {order.id for order in local}))
    for order in local:
        found = ours.get(order.id, [])
        if len(found) > 1:
            report.duplicates.append(order.id)
        oldest = min(found, key=lambda remote: (remote.created, remote.id), default=None)
        try:
            outcome = _bring_in_line(order, oldest, send)
        except ApiError as error:
            report.failed[order.id] = error.status
        except Timeout:
            report.failed[order.id] = None
        else:
            getattr(report, outcome).append(order.id)
    return report


def _all_orders(send: Send) -> Iterator[Remote]:
    params: dict[str, str] = {}
    while True:
        page = _checked(send("GET", "/orders", params=params))
        yield from map(Remote.parse, page["orders"])
        if page["next"] is None:
            return
        params = {"after": page["next"]}


def _bring_in_line(order: Order, remote: Remote | None, send: Send) -> str:
    """What happened: the name of a list of the report."""
    amount = f"{Decimal(order.cents) / 100:.2f}"
    if remote is not None and f"{remote.cents / 100}" != amount:
        send("PATCH", f"/orders/{remote.id}", body={"amount": amount, "version": remote.version})
        return "updated"
    if remote is None:
        _checked(send("POST", "/orders", body={"amount": amount, "metadata": {"order": order.id}}))
        return "created"
    if remote.cents == order.cents:
        return "unchanged"
    path = f"/orders/{remote.id}"
    response = send("PATCH", path, body={"amount": amount, "version": remote.version})
    if response.status == CONFLICT:
        remote = Remote.parse(_checked(send("GET", path)))
        if remote.cents == order.cents:
            return "unchanged"
        response = send("PATCH", path, body={"amount": amount, "version": remote.version})
    _checked(response)
    return "updated"


def _checked(response: Response) -> Any:
    if response.status not in (200, 201):
        raise ApiError(response.status)
    return response.body
