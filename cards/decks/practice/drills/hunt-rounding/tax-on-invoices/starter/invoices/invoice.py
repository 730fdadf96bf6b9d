"""An invoice: lines, and totals by rate."""

from dataclasses import dataclass
from invoices.lines import Line
from invoices.tax import tax_of


@dataclass(frozen=True)
class TaxTotal:
    rate: str
    base: int
    tax: int


@dataclass(frozen=True)
class Invoice:
    number: str
    lines: tuple[Line, ...]
    cancels: str = ""
    """The number of the invoice that this credit note undoes."""

    def tax_totals(self) -> list[TaxTotal]:
        """Base and tax of each rate, in the order in which rates appear."""
        bases: dict[str, int] = {}
        for line in self.lines:
            bases[line.rate] = bases.get(line.rate, 0) + line.net
        return [TaxTotal(rate, base, tax_of(base, rate)) for rate, base in bases.items()]

    @property
    def net(self) -> int:
        return sum(line.net for line in self.lines)

    @property
    def tax(self) -> int:
        return sum(total.tax for total in self.tax_totals())

    @property
    def total(self) -> int:
        return self.net + self.tax
