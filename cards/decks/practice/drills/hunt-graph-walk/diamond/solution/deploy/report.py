"""A plan as text."""

from collections.abc import Sequence


def numbered(order: Sequence[str]) -> str:
    """A line for each service: ` 1. net`."""
    width = len(str(len(order)))
    return "\n".join(f"{number:>{width}}. {service}" for number, service in enumerate(order, start=1))


def waves(plan: Sequence[Sequence[str]]) -> str:
    """A line for each wave: `1: net dns`."""
    return "\n".join(f"{number}: {' '.join(services)}" for number, services in enumerate(plan, start=1))


def summary(services: int, plan: Sequence[Sequence[str]]) -> str:
    """How much time waves save, as a sentence."""
    if not services:
        return "nothing to deploy"
    return f"{services} services in {len(plan)} waves, at most {max(map(len, plan))} at once"
