"""A client of the shop's orders API."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from lib.fake_http import Response, Timeout
from typing import Any

ATTEMPTS = 5
STANDARD_WAIT = 2
WORTH_ANOTHER_ATTEMPT = (429, 500, 503)

LARGEST_BATCH = 20
ROUNDS = 5
WAIT_BETWEEN_ROUNDS = 1
OPEN = (409, None)
"""What may become better by asking again: being edited, and not in the results."""


class ApiError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the API answered {status}")
        self.status = status


@dataclass(frozen=True)
class Order:
    id: int
    placed: str
    cents: int
    currency: str

    @classmethod
    def from_json(cls, item: dict[str, Any]) -> "Order":
        return cls(item["id"], item["placed"], cents_of(item["total"]), item["currency"])


@dataclass(frozen=True)
class ExportReport:
    marked: list[int]
    failed: dict[int, int | None]


class ShopClient:
    def __init__(
        self,
        send: Callable[..., Response],
        api_key: str,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._send = send
        self._headers = {"X-Api-Key": api_key}
        self._clock = clock
        self._sleep = sleep

    def orders(self, per_page: int = 50) -> Iterator[Order]:
        """All orders, newest first, each once although new ones push old ones on to the next page."""
        seen: set[int] = set()
        page: int | None = 1
        while page is not None:
            body = self._request("GET", "/orders", 200, params={"page": page, "per_page": per_page})
            for item in body["orders"]:
                if item["id"] not in seen:
                    seen.add(item["id"])
                    yield Order.from_json(item)
            page = body["next_page"]

    def mark_exported(self, ids: Iterable[int]) -> ExportReport:
        statuses: dict[int, int | None] = dict.fromkeys(ids)
        still_open = list(statuses)
        for number in range(ROUNDS):
            if number and still_open:
                self._sleep(WAIT_BETWEEN_ROUNDS)
            for start in range(0, len(still_open), LARGEST_BATCH):
                statuses |= self._mark(still_open[start : start + LARGEST_BATCH])
            still_open = still_open if any(statuses[order] in OPEN for order in still_open) else []
        return ExportReport(
            marked=[order for order, status in statuses.items() if status == 200],
            failed={order: status for order, status in statuses.items() if status != 200},
        )

    def _mark(self, ids: list[int]) -> dict[int, int | None]:
        body = self._request("POST", "/orders/export", 207, body={"ids": ids})
        return {**dict.fromkeys(ids), **{result["id"]: result["status"] for result in body["results"]}}

    def _request(self, method: str, path: str, expected: int, **content: Any) -> Any:
        """The body of the answer, after as many attempts as it takes and is worth."""
        for attempts_left in range(ATTEMPTS - 1, -1, -1):
            try:
                response = self._send(method, path, headers=self._headers, **content)
            except Timeout:
                if not attempts_left:
                    raise
                self._sleep(STANDARD_WAIT)
                continue
            if response.status == expected:
                return response.body
            if response.status not in WORTH_ANOTHER_ATTEMPT or not attempts_left:
                raise ApiError(response.status)
            wait = self._wait_for(response)
            if wait > 0:
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _wait_for(self, response: Response) -> float:
        if response.status != 429:
            return STANDARD_WAIT
        text = response.header("Retry-After") or ""
        if text.strip().isdecimal():
            return int(text)
        try:
            return max(0, parsedate_to_datetime(text).timestamp() - self._clock())
        except ValueError:
            return STANDARD_WAIT


def cents_of(total: str) -> int:
    """From “19.99” to 1999, without a float on the way."""
    units, _, cents = total.partition(".")
    if len(cents) != 2:
        raise ValueError(f"expected two decimals: {total!r}")
    return int(units + cents)
