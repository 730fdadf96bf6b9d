"""What a plan allows."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    name: str
    per_minute: int


PLANS = {plan.name: plan for plan in (Plan("trial", 7), Plan("basic", 60), Plan("large", 1_100))}
USUAL = PLANS["trial"]


class Customers:
    """Which key has which plan. A key that we don't know has the smallest."""

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}

    def set(self, key: str, plan: str) -> None:
        self._plans[key] = PLANS[plan]

    def plan_of(self, key: str) -> Plan:
        return self._plans.get(key, USUAL)
