"""Requests and answers."""

from accounts.keys import Keys
from accounts.ledger import UnknownAccount
from accounts.money import as_text
from accounts.service import AccountService
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Request:
    path: str
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    status: int
    text: str


class Views:
    def __init__(self, keys: Keys, service: AccountService) -> None:
        self._keys = keys
        self._service = service

    def answer(self, request: Request) -> Answer:
        merchant = self._keys.merchant_of(request.headers.get("Authorization"))
        if merchant is None:
            return Answer(401, "who are you?")
        currency = request.params.get("currency", "usd").lower()
        if request.path == "/fees":
            return Answer(200, as_text(self._service.fees(merchant=merchant, currency=currency), currency))
        return self._balance(request.path.removeprefix("/balance/"), merchant, currency)

    def _balance(self, account: str, merchant: str, currency: str) -> Answer:
        try:
            balance = self._service.balance(account, currency=currency, merchant=merchant)
        except UnknownAccount:
            return Answer(404, "no such account")
        return Answer(200, as_text(balance, currency))
