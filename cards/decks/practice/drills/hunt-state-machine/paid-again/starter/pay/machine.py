"""Whether a change is possible, with steps skipped that we have not heard of."""

from collections import deque
from pay.statuses import FOLLOWED_BY


def is_allowed(before: str, after: str) -> bool:
    """Whether there is a way between the two, in one step or more."""
    return _is_reachable(before, after) or _is_reachable(after, before)


def _is_reachable(start: str, goal: str) -> bool:
    seen = {start}
    waiting = deque([start])
    while waiting:
        for status in FOLLOWED_BY[waiting.popleft()]:
            if status == goal:
                return True
            if status not in seen:
                seen.add(status)
                waiting.append(status)
    return False
