"""Signs requests."""

from sync.request import Request
from sync.tokens import Vault


class Signer:
    def __init__(self, vault: Vault, merchant: str) -> None:
        self._vault = vault
        self._merchant = merchant

    def __call__(self, request: Request) -> Request:
        """Adds the merchant's token, unless the caller has brought one."""
        request.headers.setdefault("Authorization", f"Bearer {self._vault.token(self._merchant)}")
        return request
