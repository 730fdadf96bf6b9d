"""Which of our languages does a browser want?"""

from collections.abc import Sequence


def negotiate(header: str | None, supported: Sequence[str]) -> list[str]:
    raise NotImplementedError
