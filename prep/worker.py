"""What each worker of granian loads: the application, in a process that does not outlive granian.

A worker left behind by a granian that was killed would keep the port, and answer beside the server started after it.
"""

import multiprocessing
import os
import signal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
django.setup()

from prep.processes import end_with_parent  # noqa: E402 - Django first
from prep.serving import Server  # noqa: E402

application = Server()

if granian := multiprocessing.parent_process():
    end_with_parent(granian.pid, signal.SIGKILL)
