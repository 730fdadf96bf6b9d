"""What prep makes of its environment, in a process of its own: settings are read once."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def settings_with(**environment):
    """The process that loads the settings with nothing in its environment but this."""
    command = [sys.executable, "-c", "import prep.settings"]
    surroundings = {"PATH": os.environ["PATH"], **environment}
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


@pytest.mark.database
def test_the_data_folder_is_there_and_private_on_postgresql_too(tmp_path):
    folder = tmp_path / "new" / "data"

    done = settings_with(DATA_DIR=str(folder), DATABASE_URL="postgresql://prep@/prep", SECRET_KEY="k" * 50)

    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
