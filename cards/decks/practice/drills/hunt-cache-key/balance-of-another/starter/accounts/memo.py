"""Remembers what a function has returned, for a while."""

import functools
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any


def memoize(seconds: float, clock: Callable[[], float], most: int = 1_000) -> Callable[..., Any]:
    """A decorator. At most so many answers are kept; the one that was made longest ago goes first.

    The function's `forget()` drops all of them. What raises is not remembered.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        kept: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()

        @functools.wraps(function)
        def remembering(*args: Any, **kwargs: Any) -> Any:
            key = args
            if key in kept:
                until, value = kept[key]
                if clock() < until:
                    return value
            value = function(*args, **kwargs)
            kept[key] = (clock() + seconds, value)
            kept.move_to_end(key)
            while len(kept) > most:
                kept.popitem(last=False)
            return value

        remembering.forget = kept.clear
        return remembering

    return decorate
