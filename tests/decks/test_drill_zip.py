"""A drill that was downloaded runs with plain pytest: the solution passes, the starter fails."""

import os
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from cards.exchange.deckfiles.drillfile import scan_drills, tree
from cards.exchange.deckfiles.drills import payload
from cards.exchange.drillzip import drill_zip

PRACTICE = Path(__file__).resolve().parents[2] / "cards" / "decks" / "practice"
ONE_OF_EACH_FAMILY = ("drill-lru-cache", "drill-paginated-client", "hunt-lost-update")

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))}


@pytest.mark.parametrize("key", ONE_OF_EACH_FAMILY)
def test_the_zip_runs_with_plain_pytest(tmp_path, key):
    drill = next(drill for drill in scan_drills(PRACTICE)[0] if drill.key == key)
    variant = payload(drill.variants[0], tree(PRACTICE / "lib"))

    def run(code, *arguments):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        zipfile.ZipFile(BytesIO(drill_zip(drill.title, drill.family, variant, code))).extractall(folder)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        return subprocess.run(
            command, cwd=folder / "drill", env=ENVIRONMENT, capture_output=True, text=True, check=False
        )

    visible, hidden = (sum(column) for column in zip(*variant["counts"], strict=True))
    solved = run(variant["solution"], "tests", "hidden")
    assert f"{visible + hidden} passed" in solved.stdout, solved.stdout
    begun = run(variant["starter"]).stdout
    assert "failed" in begun, (
        "the tests of later parts, which cannot be imported yet, keep none of this one from running"
    )
    assert f"{visible} passed" not in begun
