"""How many credits a package has."""


class NoSuchPackage(KeyError):
    pass


class PriceList:
    def __init__(self, credits_of: dict[str, int]) -> None:
        self._credits_of = dict(credits_of)

    def add(self, package: str, credits: int) -> None:
        self._credits_of[package] = credits

    def credits(self, package: str) -> int:
        try:
            return self._credits_of[package]
        except KeyError:
            raise NoSuchPackage(package) from None
