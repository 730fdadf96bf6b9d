"""Reads a manifest."""

import re
from deploy.errors import BadLine
from deploy.graph import Graph

LINE = re.compile(r"([a-z][a-z0-9-]*)\s*:((?:\s+[a-z][a-z0-9-]*)*)\s*")


def read_manifest(text: str) -> Graph:
    graph = Graph()
    for number, line in enumerate(text.splitlines(), start=1):
        content = line.partition("#")[0].strip()
        if not content:
            continue
        match = LINE.fullmatch(content)
        if match is None:
            raise BadLine(number, content)
        graph.add(match[1], *match[2].split())
    return graph
