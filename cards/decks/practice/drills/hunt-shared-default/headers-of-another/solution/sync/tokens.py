"""The vault of tokens."""


class NoToken(Exception):
    pass


class Vault:
    def __init__(self, tokens: dict[str, str]) -> None:
        self._tokens = dict(tokens)

    def token(self, merchant: str) -> str:
        try:
            return self._tokens[merchant]
        except KeyError:
            raise NoToken(merchant) from None

    def rotate(self, merchant: str, token: str) -> None:
        self._tokens[merchant] = token
