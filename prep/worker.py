"""What each worker of granian loads: the application, in a process that does not outlive granian.

A worker left behind by a granian that was killed would keep the port, and answer beside the server started after it.
"""

import gc
import multiprocessing
import os
import signal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
django.setup()

from django.template.loader import get_template  # noqa: E402 - Django first
from django.urls import get_resolver  # noqa: E402

from prep.processes import end_with_parent  # noqa: E402
from prep.serving import Server  # noqa: E402

application = Server()
get_resolver().url_patterns  # noqa: B018 - imports every page, so that the first learner does not wait for it
for page in ("review/review.html", "today/today.html"):
    get_template(page)
# From here on prep.serving says when garbage is collected. What is loaded now stays: going through all of it would stop
# the worker for tens of milliseconds.
gc.disable()
gc.collect()
gc.freeze()

if granian := multiprocessing.parent_process():
    end_with_parent(granian.pid, signal.SIGKILL)
