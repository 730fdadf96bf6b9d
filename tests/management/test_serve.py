"""What `manage.py serve` refuses to start with, and what it does first."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import CommandError, call_command

from cards.management.commands.serve import Command
from cards.models import Deck, Replanning
from tests.factories import NOW

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def nothing_collected(settings, tmp_path):
    """As after `git clone`."""
    settings.STATIC_ROOT = tmp_path / "staticfiles"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "prep.storage.HashedStaticFiles"}}


def test_it_says_that_the_static_files_are_not_collected(nothing_collected):
    with pytest.raises(CommandError, match=r"static files are not collected: .* `make run`"):
        call_command("serve")


def test_collected_files_are_found_missing_when_one_was_added_since(nothing_collected, settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "base.css").write_text("body { margin: 0 }")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert staticfiles_storage.missing() == []

    (tmp_path / "static" / "new.css").write_text("body { margin: 1rem }")

    assert staticfiles_storage.missing() == ["new.css"]


def test_what_importing_python_of_static_leaves_behind_is_no_static_file(nothing_collected, settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "static" / "__pycache__").mkdir(parents=True)
    (tmp_path / "static" / "runner.py").write_text("")
    call_command("collectstatic", interactive=False, verbosity=0)
    (tmp_path / "static" / "__pycache__" / "runner.pyc").write_bytes(b"")

    assert staticfiles_storage.missing() == []


def test_it_loads_the_decks_and_seals_secrets(alice):
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})

    Command().prepare(demo=False)

    assert Deck.objects.filter(slug="stripe-backend").exists()
    assert Authenticator.objects.get().data["secret"].startswith("sealed:")


# What others may read -------------------------------------------------------------------------------------------------


def manage(data_dir, *arguments, **environment):
    kept = {"PATH": os.environ["PATH"], "DATA_DIR": str(data_dir)}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=False)


def open_to_others(folder):
    return [path for path in [folder, *folder.rglob("*")] if path.stat().st_mode & 0o077]


def test_a_data_folder_that_others_could_read_is_closed_with_all_that_comes_into_it(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o755)

    done = manage(folder, "migrate", "-v0")

    assert done.returncode == 0, done.stderr
    assert (folder / "prep.sqlite3").exists()
    assert open_to_others(folder) == []


def test_a_folder_for_everybody_is_no_data_folder(tmp_path):
    tmp_path.chmod(0o1777)

    done = manage(tmp_path, "check")

    assert done.returncode != 0
    assert "is a folder for everybody. DATA_DIR must be one of prep's own." in done.stderr
    assert tmp_path.stat().st_mode & 0o7777 == 0o1777


def test_files_that_were_open_to_others_are_closed_at_the_start(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    (settings.DATA_DIR / "mail").mkdir(parents=True)
    for name in ("prep.sqlite3-wal", "mail/1.log", "secret_key"):
        (settings.DATA_DIR / name).write_text("private")
        (settings.DATA_DIR / name).chmod(0o644)
    settings.DATA_DIR.chmod(0o700)
    (settings.DATA_DIR / "mail").chmod(0o755)

    Command().close_to_others()

    assert open_to_others(settings.DATA_DIR) == []
    assert (settings.DATA_DIR / "mail" / "1.log").read_text() == "private"


def test_decks_that_are_known_are_read_again_when_the_server_is_there(db):
    assert Command().prepare(demo=False) is False
    assert Command().prepare(demo=False) is True


@pytest.mark.django_db(transaction=True)
def test_a_wish_for_which_no_process_can_be_started_is_not_the_last_one_tried(alice, monkeypatch):
    Replanning.objects.create(learner=alice, scheduler="fsrs", wished_at=NOW)
    command, tries = Command(), []

    def refuse(arguments, **options):
        tries.append(arguments)
        if len(tries) == 2:
            command.is_stopping.set()
        raise OSError("no memory for one more process")

    monkeypatch.setattr(subprocess, "Popen", refuse)

    command.keep_carrying_out(every=0)

    assert [arguments[-1] for arguments in tries] == ["wishes"] * 2
