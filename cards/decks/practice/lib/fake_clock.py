"""A clock that stands still until somebody moves it."""


class FakeClock:
    def __init__(self, now: float = 0) -> None:
        self.now = now
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds

    def sleep(self, seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep needs a number of seconds that is not negative")
        self.naps.append(seconds)
        self.now += seconds
