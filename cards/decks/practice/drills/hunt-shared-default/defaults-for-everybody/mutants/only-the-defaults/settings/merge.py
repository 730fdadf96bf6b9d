"""Overrides over defaults."""

from copy import deepcopy
from settings.defaults import Settings


def merge(defaults: Settings, overrides: Settings) -> Settings:
    """The defaults with what is overridden, group by group; anything that is not a group is taken whole.

    The result shares nothing with either, so it can be changed.
    """
    merged = deepcopy(defaults)
    for name, value in overrides.items():
        if isinstance(value, dict) and isinstance(defaults.get(name), dict):
            merged[name] = merge(defaults[name], value)
        else:
            merged[name] = value
    return merged
