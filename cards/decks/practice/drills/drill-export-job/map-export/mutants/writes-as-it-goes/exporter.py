"""Exports points as maps, with an API that takes its time."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from lib.fake_http import Response

Send = Callable[..., Response]

CONFIG = "config.json"
OUT = "out/"
ASK_AGAIN = (429, 503)
FIRST_WAIT = 1
LONGEST_WAIT = 8


class BadInput(Exception):
    """A file is missing, or is not what it should be."""


class ExportFailed(Exception):
    """The export will not come."""


class ExportTimeout(Exception):
    """The export has not come in time."""


def read_points(files: dict[str, str]) -> tuple[list[list[float]], int]:
    """Good points within the limit, and how many were not good."""
    config = _read_json(files, CONFIG, dict)
    name, limit = config.get("input"), config.get("limit")
    if not isinstance(name, str):
        raise BadInput(f"{CONFIG}: input must be the name of a file")
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool) or limit < 1):
        raise BadInput(f"{CONFIG}: limit must be a whole number above zero")
    items = _read_json(files, name, list)
    good = [[item["lat"], item["lon"]] for item in items if _is_good(item)]
    return good[:limit], len(items) - len(good)


def _read_json(files: dict[str, str], name: str, kind: type) -> Any:
    if name not in files:
        raise BadInput(f"{name}: there is no such file")
    try:
        content = json.loads(files[name])
    except ValueError as error:
        raise BadInput(f"{name}: not JSON: {error}") from error
    if not isinstance(content, kind):
        raise BadInput(f"{name}: expected a {kind.__name__}")
    return content


def _is_good(item: Any) -> bool:
    return isinstance(item, dict) and _is_within(item.get("lat"), 90) and _is_within(item.get("lon"), 180)


def _is_within(value: Any, bound: int) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and -bound <= value <= bound


def start_export(send: Send, base: str, points: list[list[float]], format: str = "gpx") -> str:
    """The address of the job."""
    if not points:
        raise ExportFailed("there are no points")
    response = send("POST", f"{base.rstrip('/')}/exports", body={"format": format, "points": points})
    location = response.header("Location")
    if response.status != 202 or not location:
        raise ExportFailed(f"the export was not started: {response.status}")
    return urljoin(base, location)


def wait_for_parts(
    send: Send, address: str, clock: Callable[[], float], sleep: Callable[[float], None], timeout: float = 60
) -> list[str]:
    """The addresses of the parts, once the job is done."""
    latest = clock() + timeout
    standard_wait = FIRST_WAIT
    while True:
        response = send("GET", address)
        if response.status == 200 and response.body["state"] == "done":
            return [part["url"] for part in response.body["parts"]]
        if response.status == 200 and response.body["state"] != "running":
            raise ExportFailed(response.body.get("reason", response.body["state"]))
        if response.status not in (200, *ASK_AGAIN):
            raise ExportFailed(f"no such job: {response.status}")
        wait = float(response.header("Retry-After") or standard_wait)
        if clock() + wait > latest:
            raise ExportTimeout(f"not done after {timeout} seconds")
        sleep(wait)
        standard_wait = min(LONGEST_WAIT, 2 * standard_wait)


def export(
    send: Send, base: str, files: dict[str, str], clock: Callable[[], float], sleep: Callable[[float], None]
) -> dict[str, Any]:
    points, skipped = read_points(files)
    job = start_export(send, base, points)
    contents = []
    for number, address in enumerate(wait_for_parts(send, job, clock, sleep), start=1):
        contents.append(_fetch(send, address))
        files[f"{OUT}part-{number:03d}.gpx"] = contents[-1]

    # Only now that nothing can fail any more: all files or none.
    parts = {f"{OUT}part-{number:03d}.gpx": content for number, content in enumerate(contents, start=1)}
    manifest = {"parts": list(parts), "points": len(points), "skipped": skipped}
    for name in [name for name in files if name.startswith(OUT)]:
        del files[name]
    files.update(parts)
    files[f"{OUT}manifest.json"] = json.dumps(manifest)
    return manifest


def _fetch(send: Send, address: str) -> str:
    response = send("GET", address)
    if response.status != 200:
        raise ExportFailed(f"a part is gone: {response.status}")
    return response.body
