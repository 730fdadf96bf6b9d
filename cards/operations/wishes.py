"""What learners wished for and takes longer than a page may: `serve` starts a process for it when there is any."""

import subprocess
import sys
from os import getpid
from signal import SIGTERM

from django.conf import settings

from cards.operations import fits, leavings, replannings
from prep.processes import end_with_parent


def are_waiting() -> bool:
    return replannings.are_waiting() or leavings.are_waiting() or fits.are_waiting()


def carry_out() -> None:
    """What is quick comes first."""
    replannings.carry_out_waiting()
    leavings.carry_out_waiting()
    fits.fit_waiting()


def start() -> subprocess.Popen:
    """At the usual priority: whoever writes what came of it holds a lock. What trains has the lowest: see fits.py."""
    own_pid = getpid()
    return subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "wishes"],
        process_group=0,
        preexec_fn=lambda: end_with_parent(own_pid, SIGTERM),
    )
