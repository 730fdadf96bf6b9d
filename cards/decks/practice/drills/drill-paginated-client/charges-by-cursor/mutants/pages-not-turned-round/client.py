"""A client of the charges API."""

import re
from collections.abc import Callable, Iterable, Iterator
from lib.fake_http import Response, Timeout
from typing import Any

CHARGES = "/v1/charges"
WAITS = (0.5, 1, 2)
"""Before the second, third and fourth attempt, where the API does not say how long."""
WORTH_ANOTHER_ATTEMPT = (429, 500, 502, 503)

AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
DECIMALS = {"jpy": 0, "krw": 0, "kwd": 3, "bhd": 3}
STANDARD_DECIMALS = 2


class ApiError(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"the API answered {status}")
        self.status = status


class Client:
    def __init__(self, send: Callable[..., Response], api_key: str, sleep: Callable[[float], None]) -> None:
        self._send = send
        self._headers = {"Authorization": f"Bearer {api_key}"}
        self._sleep = sleep

    def charges(self, **filters: Any) -> Iterator[dict[str, Any]]:
        """All charges that fit, newest first."""
        cursor: dict[str, str] = {}
        while True:
            page = self._get(CHARGES, {**filters, **cursor})
            yield from page["data"]
            if not page["has_more"]:
                return
            cursor = {"starting_after": page["data"][-1]["id"]}

    def charges_after(self, charge_id: str, **filters: Any) -> Iterator[dict[str, Any]]:
        """All charges that are newer than this one, oldest first."""
        while True:
            page = self._get(CHARGES, {**filters, "ending_before": charge_id})
            yield from page["data"]
            if not page["has_more"]:
                return
            charge_id = page["data"][0]["id"]

    def _get(self, path: str, params: dict[str, Any]) -> Any:
        """The body of the answer, after as many attempts as it takes and is worth."""
        for standard_wait in WAITS:
            try:
                response = self._send("GET", path, params=params, headers=self._headers)
            except Timeout:
                self._sleep(standard_wait)
                continue
            if response.status not in WORTH_ANOTHER_ATTEMPT:
                return _body_of(response)
            self._sleep(float(response.header("Retry-After") or standard_wait))
        return _body_of(self._send("GET", path, params=params, headers=self._headers))


def _body_of(response: Response) -> Any:
    if response.status != 200:
        raise ApiError(response.status)
    return response.body


def totals(charges: Iterable[dict[str, Any]]) -> dict[str, int]:
    """Sums of succeeded charges by currency, in its smallest unit."""
    sums: dict[str, int] = {}
    for charge in charges:
        if charge["status"] == "succeeded":
            currency = charge["currency"]
            sums[currency] = sums.get(currency, 0) + smallest_units(charge["amount"], currency)
    return sums


def smallest_units(amount: str, currency: str) -> int:
    match = AMOUNT.fullmatch(amount) if isinstance(amount, str) else None
    if match is None:
        raise ValueError(f"not an amount: {amount!r}")
    sign, whole, part = match.groups(default="")
    if len(part) != DECIMALS.get(currency, STANDARD_DECIMALS):
        raise ValueError(f"{amount} does not have the decimals of {currency}")
    return int(f"{sign}{whole}{part}")
