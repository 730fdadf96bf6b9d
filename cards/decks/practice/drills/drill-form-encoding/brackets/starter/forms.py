"""Form data with brackets."""

from collections.abc import Mapping
from typing import Any


def encode(params: Mapping[str, Any]) -> str:
    raise NotImplementedError
