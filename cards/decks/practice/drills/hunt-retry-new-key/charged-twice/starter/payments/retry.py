"""Do something again after a timeout."""

from collections.abc import Callable
from payments.errors import NoAnswer
from typing import TypeVar

Result = TypeVar("Result")

ATTEMPTS = 3
FIRST_WAIT = 0.5
LONGEST_WAIT = 4.0


def retry(attempt: Callable[[int], Result], sleep: Callable[[float], None], attempts: int = ATTEMPTS) -> Result:
    """What the attempt returns; it is given its number, from 1. The last NoAnswer comes out."""
    for number in range(1, attempts):
        try:
            return attempt(number)
        except NoAnswer:
            sleep(min(LONGEST_WAIT, FIRST_WAIT * 2 ** (number - 1)))
    return attempt(attempts)
