"""What can go wrong."""


class PaymentError(Exception):
    """The provider has answered, and the answer is no."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status}: {code}")
        self.status = status
        self.code = code


class NoAnswer(Exception):
    """The provider has not answered. The money may have moved."""
