"""A line of an invoice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    text: str
    unit_price: int
    quantity: int = 1
    """Negative on a credit note."""
    discount_percent: int = 0
    rate: str = "19"

    def __post_init__(self) -> None:
        if self.quantity == 0:
            raise ValueError(f"{self.text}: a line has a quantity")
        if not 0 <= self.discount_percent <= 100:
            raise ValueError(f"{self.text}: a discount is between 0 and 100 percent")

    @property
    def net(self) -> int:
        """Price times quantity, less the discount; a part of a cent is to the customer's favour."""
        gross = self.unit_price * abs(self.quantity)
        net = gross * (100 - self.discount_percent) // 100
        return net if self.quantity > 0 else -net
