"""An order, and who shares it."""

from dataclasses import dataclass


class BadAgreement(Exception):
    pass


@dataclass(frozen=True)
class Agreement:
    """Parts by party; they need not add up to a hundred."""

    parts: dict[str, int]
    fee_basis_points: int = 0
    fee_fixed: int = 0

    def __post_init__(self) -> None:
        if not self.parts or any(part < 1 for part in self.parts.values()):
            raise BadAgreement("an agreement has one party or more, each with one part or more")
        if self.fee_basis_points < 0 or self.fee_fixed < 0:
            raise BadAgreement("a fee is not negative")


@dataclass(frozen=True)
class Order:
    id: str
    amount: int
    agreement: Agreement

    def __post_init__(self) -> None:
        if isinstance(self.amount, bool) or not isinstance(self.amount, int) or self.amount < 1:
            raise ValueError("an amount is a whole number of cents above zero")
