"""Short names for long addresses."""


def encode(number: int) -> str:
    raise NotImplementedError


def decode(code: str) -> int:
    raise NotImplementedError
