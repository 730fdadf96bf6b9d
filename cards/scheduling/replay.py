"""From a card's review log to its state, which is only ever a cache of it. SM-2 is the one scheduler so far."""

from cards.scheduling.sm2 import Grading, replay, steps

__all__ = ["Grading", "replay", "steps"]
