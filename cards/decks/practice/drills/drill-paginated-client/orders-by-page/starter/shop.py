"""A client of the shop's orders API."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from lib.fake_http import Response


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


class ShopClient:
    def __init__(
        self,
        send: Callable[..., Response],
        api_key: str,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        raise NotImplementedError

    def orders(self, per_page: int = 50) -> Iterator[Order]:
        raise NotImplementedError
