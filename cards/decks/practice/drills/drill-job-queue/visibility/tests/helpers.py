from jobs import Queue
from lib.fake_clock import FakeClock


def queue_with(*bodies, **options):
    clock = FakeClock()
    queue = Queue(clock, **options)
    for body in bodies:
        queue.send(body)
    return queue, clock


def bodies(queue):
    """Receives until there is nothing left."""
    found = []
    while message := queue.receive():
        found.append(message.body)
        assert len(found) < 100, "it hands out without end"
    return found
