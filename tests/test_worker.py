"""What each process of the server sets up before its first request."""

import gc
import subprocess
import sys
import threading
import weakref
from collections import deque

import pytest
from django.conf import settings

from prep.serving import Collection, Thread


@pytest.fixture
def no_automatic_collection():
    gc.disable()
    yield
    gc.enable()


class Cycle:
    def __init__(self):
        self.itself = self


def test_garbage_is_finalised_by_the_thread_that_writes(no_automatic_collection):
    finalised_by = []
    weakref.finalize(Cycle(), lambda: finalised_by.append(threading.current_thread().name))
    writes = Thread("writes", deque())

    assert not finalised_by
    writes.jobs.put(Collection(2))
    writes.jobs.put(None)
    writes.join()

    assert finalised_by == ["writes"]


def test_a_worker_has_imported_its_pages_and_collects_no_garbage_by_itself():
    program = (
        "import prep.worker, gc, sys;"
        "print(gc.isenabled(), gc.get_freeze_count() > 10_000, 'cards.views.review' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program], cwd=settings.BASE_DIR, capture_output=True, text=True)

    assert answer.stdout.split() == ["False", "True", "True"], answer.stderr
