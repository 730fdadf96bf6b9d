"""A variant of a drill as a small repository that runs with `python -m pytest`, for work in one's own editor."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

PACKAGES = ("lib", "tests", "hidden")
MOMENT = (2026, 1, 1, 0, 0, 0)
"""Of every file: the same drill is the same archive."""
SETTINGS = """[pytest]
python_files = part_*.py test_*.py
testpaths = tests
addopts = -ra --continue-on-collection-errors
"""


def drill_zip(title: str, family: str, payload: Mapping[str, Any], code: Mapping[str, str]) -> bytes:
    """`payload`: as the database has the variant. `code`: the learner's, or the starter."""
    folder = "drill"
    files = {"DRILL.md": readme(title, family, payload), "pytest.ini": SETTINGS, **code}
    for package in PACKAGES:
        files |= {f"{package}/__init__.py": ""} | {f"{package}/{path}": text for path, text in payload[package].items()}
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(f"{folder}/{path}", MOMENT), text)
    return packed.getvalue()


def readme(title: str, family: str, payload: Mapping[str, Any]) -> str:
    heads = ["The issue"] if family == "hunt" else [f"Part {place}" for place in range(1, len(payload["parts"]) + 1)]
    parts = [f"## {head}\n\n{text}" for head, text in zip(heads, payload["parts"], strict=True)]
    hints = [f"{place}. {hint['text']}" for place, hint in enumerate(payload["hints"], start=1)]
    visible, hidden = (sum(column) for column in zip(*payload["counts"], strict=True))
    how = (
        f"## How to work on it\n\n`python -m pytest` runs the {visible} visible tests, `python -m pytest hidden` the "
        f"{hidden} hidden ones: run these when you would submit, and don't read them before. Python 3.12 or newer and "
        "pytest are all it needs. Each part's tests have a file of their own, `tests/part_1.py` and so on; in an "
        "interview the next part is told when the tests of this one pass. `lib/` is simulated time and network: see "
        "`lib/README.md`.\n\nAt the end type what the tests said into the page of the drill: it proposes a grade."
    )
    docs = [payload["docs"]] if payload["docs"] else []
    told = [f"# {title}: {payload['title']}", f"{payload['minutes']} minutes.", *parts, *docs, how]
    told += ["## Hints\n\nEach costs one grade.\n\n<!--\n" + "\n".join(hints) + "\n-->"] if hints else []
    return "\n\n".join(told) + "\n"
