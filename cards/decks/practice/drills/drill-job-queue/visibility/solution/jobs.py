"""A queue of messages that are handed out and come back."""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Any

Receipt = tuple[int, int]


@dataclass(frozen=True)
class Message:
    id: int
    body: Any
    receipt: Any
    attempt: int


@dataclass
class Job:
    body: Any
    available_at: float
    """While it is handed out: the end of the lease."""
    attempts: int = 0
    is_handed_out: bool = False


class Queue:
    def __init__(self, clock: Callable[[], float], visibility: float = 30, max_receives: int = 3) -> None:
        self._clock = clock
        self._visibility = visibility
        self._max_receives = max_receives
        self._ids = count(1)
        self._jobs: dict[int, Job] = {}
        self._heap: list[tuple[float, int]] = []  # has outdated entries, too
        self.dead: list[tuple[int, Any]] = []

    def __len__(self) -> int:
        return len(self._jobs)

    def send(self, body: Any, delay: float = 0) -> int:
        number = next(self._ids)
        self._jobs[number] = Job(body, available_at=0)
        self._make_available(number, self._clock() + delay)
        return number

    def receive(self) -> Message | None:
        now = self._clock()
        while self._heap and self._heap[0][0] <= now:
            available_at, number = heappop(self._heap)
            job = self._jobs.get(number)
            if job is None or job.available_at != available_at:
                continue
            if job.attempts >= self._max_receives:
                self.dead.append((number, job.body))
                del self._jobs[number]
                continue
            job.attempts += 1
            self._make_available(number, now + self._visibility)
            job.is_handed_out = True
            return Message(number, job.body, (number, job.attempts), job.attempts)
        return None

    def ack(self, receipt: Receipt) -> bool:
        if self._leased(receipt) is None:
            return False
        del self._jobs[receipt[0]]
        return True

    def nack(self, receipt: Receipt, delay: float = 0) -> bool:
        if self._leased(receipt) is None:
            return False
        self._make_available(receipt[0], self._clock() + delay)
        return True

    def extend(self, receipt: Receipt, seconds: float) -> bool:
        if seconds <= 0:
            raise ValueError("an extension is longer than zero seconds")
        job = self._leased(receipt)
        if job is None:
            return False
        self._make_available(receipt[0], self._clock() + seconds)
        job.is_handed_out = True
        return True

    def _make_available(self, number: int, moment: float) -> None:
        job = self._jobs[number]
        job.available_at = moment
        job.is_handed_out = False
        heappush(self._heap, (moment, number))

    def _leased(self, receipt: Any) -> Job | None:
        """The job of a receipt that is still good."""
        match receipt:
            case (int(number), int(attempt)):
                job = self._jobs.get(number)
                if job and job.is_handed_out and job.attempts == attempt and self._clock() < job.available_at:
                    return job
        return None
