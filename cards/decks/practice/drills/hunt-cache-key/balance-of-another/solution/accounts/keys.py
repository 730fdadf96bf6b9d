"""API keys."""

PREFIX = "sk_live_"


class Keys:
    """Knows keys without their prefix, as older customers still send them."""

    def __init__(self) -> None:
        self._merchants: dict[str, str] = {}

    def add(self, key: str, merchant: str) -> None:
        self._merchants[key.removeprefix(PREFIX)] = merchant

    def merchant_of(self, authorization: str | None) -> str | None:
        """The merchant whose key is in the header `Authorization: Bearer <key>`."""
        scheme, _, key = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not key:
            return None
        return self._merchants.get(key.strip().removeprefix(PREFIX))
