"""Who changed what, for the people in the shop."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Change:
    sku: str
    who: str
    text: str


class History:
    def __init__(self) -> None:
        self._changes: list[Change] = []

    def note(self, sku: str, who: str, text: str) -> None:
        self._changes.append(Change(sku, who, text))

    def of(self, sku: str) -> list[str]:
        return [f"{change.who}: {change.text}" for change in self._changes if change.sku == sku]
