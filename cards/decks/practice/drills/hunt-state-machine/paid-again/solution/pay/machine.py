"""Whether a change is possible, with steps skipped that we have not heard of."""

from collections import deque
from pay.statuses import FOLLOWED_BY


def is_allowed(before: str, after: str) -> bool:
    """Whether there is a way from one to the other, in one step or more."""
    seen = {before}
    waiting = deque([before])
    while waiting:
        for status in FOLLOWED_BY[waiting.popleft()]:
            if status == after:
                return True
            if status not in seen:
                seen.add(status)
                waiting.append(status)
    return False
