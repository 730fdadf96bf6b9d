"""What a review may store beside its quality, and how much of it: see Kind.clean_detail."""

import json
import re
from collections.abc import Mapping
from typing import Any

Detail = Mapping[str, Any]
"""JSON that a review stores: the points that were ticked, what was written, how long it took. Its kind knows."""

DETAIL_BYTES = 2_000
"""Most bytes of it, unless its kind says otherwise."""

LARGEST_DETAIL = 64 * 1024
LONGEST_SECONDS = 24 * 60 * 60  # that an answer is said to have taken
"""More than any kind may say."""

NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


class Unfit(ValueError):
    """A detail that its kind does not store, in words for the learner."""


def as_stored(detail: Detail, most: int) -> dict[str, Any]:
    """The detail as it will be read again. Raises Unfit for what no database keeps, and beyond so many bytes."""
    try:
        text = json.dumps(detail, ensure_ascii=False, allow_nan=False)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise Unfit("What you did on this card could not be read.") from error
    if NUL.search(text):
        raise Unfit("What you wrote has a character in it that cannot be kept (number 0).")
    if size > most:
        raise Unfit(f"What you did on this card takes {size:,} bytes, at most {most:,} can be kept. Write less.")
    stored: dict[str, Any] = json.loads(text)
    return stored
