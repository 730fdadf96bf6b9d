"""From when on a record has expired."""

SECONDS_A_DAY = 24 * 60 * 60


def expired_before(now: int, days: int) -> int:
    """Records last seen before this time have expired."""
    if days < 1:
        raise ValueError("retention is at least one day")
    return now - days * SECONDS_A_DAY
