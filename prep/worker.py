"""What each worker of granian loads: the application, in a process that does not outlive granian.

A worker left behind by a granian that was killed would keep the port, and answer beside the server started after it.
"""

import multiprocessing
import signal

from prep.processes import end_with_parent
from prep.wsgi import application

__all__ = ["application"]

if granian := multiprocessing.parent_process():
    end_with_parent(granian.pid, signal.SIGKILL)
