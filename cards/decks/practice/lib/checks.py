"""What plain `assert` cannot say."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Caught:
    error: BaseException | None = None


@contextmanager
def raises(*expected: type[BaseException]) -> Iterator[Caught]:
    """Passes when the block raises one of these errors; any other error goes through."""
    caught = Caught()
    try:
        yield caught
    except expected as error:
        caught.error = error
        return
    names = " or ".join(error.__name__ for error in expected)
    raise AssertionError(f"expected {names}, but nothing was raised")
