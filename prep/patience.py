"""How long a thread may go on waiting for locks that others hold.

A request that has waited for its turn has less time left to wait for a lock: what it waits in all is bounded, and a
queue behind a lock that is held for long empties as fast as it fills. The databases of prep/sqlite and prep/postgresql
ask here at the start of every transaction. Outside the server, each transaction may wait for `LONGEST`.
"""

import threading
import time

LONGEST = 4.0  # seconds
STEP = 500  # milliseconds; a finer measure would have to be told to the database at every request

_thread = threading.local()


def wait_no_later_than(moment: float) -> None:
    """From now on, what this thread does waits for locks until `moment` (of time.monotonic) and no later."""
    _thread.ends, _thread.most = moment, None


def wait_at_most(milliseconds: int) -> None:
    """From now on, no statement of this thread waits for a lock longer than that."""
    _thread.ends, _thread.most = None, milliseconds


def milliseconds() -> int:
    """What is left: whole steps, or next to nothing."""
    if most := getattr(_thread, "most", None):
        return most
    ends = getattr(_thread, "ends", None)
    left = LONGEST if ends is None else ends - time.monotonic()
    return max(1, round(left * 1000 / STEP) * STEP)
