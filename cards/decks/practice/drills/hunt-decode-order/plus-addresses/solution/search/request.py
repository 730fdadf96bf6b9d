"""A request, taken apart."""

from dataclasses import dataclass
from search.text import decoded, decoded_segment

Params = dict[str, list[str]]


@dataclass(frozen=True)
class Request:
    method: str
    segments: tuple[str, ...]
    params: Params

    @classmethod
    def parse(cls, method: str, target: str) -> "Request":
        """From the method and what follows it in the first line: `/customers?name=a+b`."""
        path, _, query = target.partition("?")
        segments = tuple(decoded_segment(segment) for segment in path.split("/") if segment)
        return cls(method, segments, parse_query(query))


def parse_query(query: str) -> Params:
    """Every value of each name, in order. What has no `=` has an empty value."""
    params: Params = {}
    for pair in query.split("&"):
        if pair:
            name, _, value = pair.partition("=")
            params.setdefault(decoded(name), []).append(decoded(value))
    return params
