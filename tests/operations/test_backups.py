"""A backup is complete and private, replaces nothing by chance, and a damaged one is refused."""

import json
import os
import resource
import shutil
import stat
import subprocess
import sys
import threading
import uuid
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from cards.management.commands.serve import Command
from cards.models import Learner
from cards.operations.backups import BackupError, _unpack, back_up, before_migrating, restore
from tests.factories import NOW, days_later, enrolled, make_cards, make_deck, review

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_counts_what_is_stored_and_is_private(alice, bob, tmp_path):
    target = tmp_path / "prep.zip"

    manifest = back_up(target, now=NOW)

    assert manifest["counts"]["cards_learner"] == 2
    assert manifest["vendor"] == connection.vendor
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_backup_replaces_another_only_when_told(alice, tmp_path):
    target = tmp_path / "prep.zip"
    target.write_text("precious")

    with pytest.raises(BackupError, match="--force"):
        back_up(target, now=NOW)
    assert target.read_text() == "precious"

    back_up(target, now=NOW, force=True)
    assert zipfile.is_zipfile(target)


def test_a_database_with_rows_is_not_restored_over(alice, tmp_path):
    back_up(tmp_path / "prep.zip", now=NOW)

    with pytest.raises(BackupError, match="not empty"):
        restore(tmp_path / "prep.zip")
    assert Learner.objects.count() == 1


def test_nothing_is_backed_up_when_no_migration_waits(alice, tmp_path, settings):
    settings.DATA_DIR = tmp_path

    assert before_migrating(now=NOW) is None
    assert list(tmp_path.iterdir()) == []


# As its own process, into a database of its own ----------------------------------------------------------------------


@pytest.fixture
def filled(alice):
    cards = make_cards(make_deck(), 3)
    enrolled(alice, cards[0].deck)
    for card in cards:
        review(alice, card, 4)


@pytest.fixture
def empty(tmp_path):
    """`empty("restore", file)`: manage.py with a new database. On PostgreSQL the database is dropped afterwards."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"} or name[:2] == "PG"}
    environment = kept | {"DATA_DIR": str(tmp_path / "new"), "LOG_LEVEL": "ERROR"}

    def manage(*arguments, preexec_fn=None, **more):
        command = [sys.executable, "manage.py", *map(str, arguments)]
        given = environment | more
        return subprocess.run(
            command, cwd=ROOT, env=given, capture_output=True, text=True, check=False, preexec_fn=preexec_fn
        )

    if connection.vendor == "sqlite":
        yield manage
        return
    name = f"prep_scratch_{uuid.uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}"')
    environment["DATABASE_URL"] = urlsplit(settings.DATABASE_URL)._replace(path=f"/{name}").geturl()
    yield manage
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_a_backup_is_restored_and_every_log_agrees(filled, empty, tmp_path):
    made = back_up(tmp_path / "prep.zip", now=NOW)

    done = empty("restore", tmp_path / "prep.zip", SECRET_KEY="s" * 50)  # so that nothing else makes DATA_DIR

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith("Everything agrees with the log.\n")
    assert empty("backup", tmp_path / "again.zip").returncode == 0
    assert manifest_of(tmp_path / "again.zip")["counts"] == made["counts"]
    again = empty("restore", tmp_path / "prep.zip")
    assert again.returncode == 1
    assert "CommandError: The database is not empty." in again.stderr


def manifest_of(archive):
    with zipfile.ZipFile(archive) as packed:
        return json.loads(packed.read("manifest.json"))


def with_manifest(archive, **changed):
    """The same archive with something else in its manifest."""
    with zipfile.ZipFile(archive) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | changed)
    with zipfile.ZipFile(archive, "w") as packed:
        for name, data in members.items():
            packed.writestr(name, data)


@pytest.fixture
def archive(alice, tmp_path):
    back_up(tmp_path / "prep.zip", now=NOW)
    return tmp_path / "prep.zip"


@pytest.fixture
def no_tables(monkeypatch):
    """As a new database has."""
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_: [])


@pytest.fixture
def data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def test_a_truncated_archive_is_refused(archive, no_tables, data_dir):
    archive.write_bytes(archive.read_bytes()[:-100])

    with pytest.raises(BackupError, match=r"is no backup of prep, or it is damaged\.$"):
        restore(archive)


def test_one_wrong_byte_is_found(archive, no_tables, data_dir):
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    archive.write_bytes(data)

    with pytest.raises(BackupError, match="damaged"):
        restore(archive)


def places(data, number=200):
    """Bytes of an archive, spread over it, and all of its headers: the first, the directory and the end."""
    step = max(1, len(data) // number)
    return sorted({*range(0, len(data), step), *range(60), *range(len(data) - 320, len(data))})


def test_every_wrong_byte_is_the_same_error(archive, no_tables, data_dir):
    data = archive.read_bytes()
    said = set()
    for place in places(data):
        archive.write_bytes(data[:place] + bytes([data[place] ^ 0x01]) + data[place + 1 :])
        with pytest.raises(BackupError) as error:
            restore(archive)
        said.add(str(error.value))

    assert said == {f"This backup is damaged: {archive} is no backup of prep, or it is damaged."}


def test_every_truncation_is_the_same_error(archive, no_tables, data_dir):
    data = archive.read_bytes()
    said = set()
    for length in [*range(0, len(data), len(data) // 60), *range(len(data) - 120, len(data))]:
        archive.write_bytes(data[:length])
        with pytest.raises(BackupError) as error:
            restore(archive)
        said.add(str(error.value))

    assert said == {f"This backup is damaged: {archive} is no backup of prep, or it is damaged."}


def unsealed(archive):
    """The archive as an earlier prep wrote it, without a checksum over all of it."""
    with zipfile.ZipFile(archive, "a") as packed:
        packed.comment = b""
        packed._didModify = True


def test_an_archive_without_a_seal_is_read_or_said_to_be_damaged(archive, tmp_path):
    made = manifest_of(archive)
    unsealed(archive)
    data = archive.read_bytes()
    outcomes = set()
    for number, place in enumerate(places(data)):
        archive.write_bytes(data[:place] + bytes([data[place] ^ 0x09]) + data[place + 1 :])
        (folder := tmp_path / str(number)).mkdir()
        try:
            outcomes.add(_unpack(archive, folder) == made)
        except BackupError as error:
            assert "is damaged" in str(error)  # noqa: PT017 - a byte that only says when it was written may differ
            outcomes.add("damaged")
        shutil.rmtree(folder)

    assert outcomes == {"damaged", True}


def test_an_encrypted_member_is_damage(archive, no_tables, data_dir):
    unsealed(archive)
    data = bytearray(archive.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    archive.write_bytes(data)

    with pytest.raises(BackupError, match="is damaged"):
        restore(archive)


def test_a_member_of_another_size_than_its_directory_tells_of_is_damage(archive, no_tables, data_dir):
    unsealed(archive)
    data = bytearray(archive.read_bytes())
    database = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    data[database + 24 : database + 28] = (0xFFFFFFF0).to_bytes(4, "little")
    archive.write_bytes(data)

    with pytest.raises(BackupError, match=r"is damaged|unpacks to 4,294,967,280 bytes"):
        restore(archive)


def test_an_archive_that_would_fill_the_disk_is_refused_before_it_is_unpacked(
    archive, no_tables, data_dir, monkeypatch
):
    with zipfile.ZipFile(archive) as packed:
        size = max(member.file_size for member in packed.infolist())
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(size, 1, size - 1))

    with pytest.raises(BackupError, match=f"unpacks to {size:,} bytes, and .* has {size - 1:,} free"):
        restore(archive)
    assert [path for path in data_dir.iterdir() if path.name.startswith(".prep-")] == []


@pytest.mark.parametrize(
    "changed",
    [{"vendor": 3}, {"vendor": "oracle"}, {"sha256": []}, {"counts": 4}, {"migrations": 4}, {"made_at": None}],
)
def test_a_manifest_of_another_shape_is_damage(archive, no_tables, data_dir, changed):
    with_manifest(archive, **changed)

    with pytest.raises(BackupError, match="is damaged"):
        restore(archive)


@pytest.mark.parametrize("manifest", ["[]", "null", '"x"', "{", "\xff", "[" * 100_000])
def test_a_manifest_that_is_none_is_damage(archive, no_tables, data_dir, manifest):
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("manifest.json", manifest.encode("latin-1"))

    with pytest.raises(BackupError, match="is damaged"):
        restore(archive)


def test_another_database_than_its_manifest_tells_of_is_refused(archive, no_tables, data_dir):
    name = manifest_of(archive)["sha256"]
    with_manifest(archive, sha256=dict.fromkeys(name, "0" * 64))

    with pytest.raises(BackupError, match="its checksum is not the one in its manifest"):
        restore(archive)


def test_a_missing_file_is_said_to_be_missing(no_tables, data_dir):
    with pytest.raises(BackupError, match=r"There is no file .*nowhere\.zip\.$"):
        restore(data_dir / "nowhere.zip")


def test_a_backup_of_the_other_kind_of_database_is_refused(archive, no_tables, data_dir, monkeypatch):
    here = connection.vendor
    monkeypatch.setattr(connection, "vendor", "oracle")

    with pytest.raises(BackupError, match=f"holds a {here} database; this one is oracle"):
        restore(archive)


def test_a_backup_of_a_newer_prep_is_refused(archive, no_tables, data_dir):
    with_manifest(archive, migrations=[*manifest_of(archive)["migrations"], "cards.9999_from_the_future"])

    with pytest.raises(BackupError, match=r"newer prep: this one does not know cards\.9999_from_the_future\.$"):
        restore(archive)


def test_a_missing_pg_dump_is_named(alice, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    if connection.vendor == "sqlite":  # which needs no program
        back_up(tmp_path / "prep.zip", now=NOW)
        return

    with pytest.raises(BackupError, match=r"pg_dump is not installed here\. On Debian: apt install postgresql-client"):
        back_up(tmp_path / "prep.zip", now=NOW)
    assert list(tmp_path.iterdir()) == []


def test_others_write_while_a_backup_is_made(alice, tmp_path):
    is_over = threading.Event()
    written = []

    def write():
        try:
            while not is_over.is_set():
                written.append(make_deck(f"deck-{len(written)}"))
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        manifests = [back_up(tmp_path / f"{number}.zip", now=NOW) for number in range(3)]
        is_over.set()
        writing.result()

    decks = [manifest["counts"]["cards_deck"] for manifest in manifests]
    assert decks == sorted(decks)
    assert decks[0] < len(written)


# Killed, and a full disk ---------------------------------------------------------------------------------------------


def test_what_a_killed_run_left_is_removed_by_the_next_and_what_a_living_one_has_is_not(alice, tmp_path):
    at_work = """
from pathlib import Path
from cards.operations.backups import _scratch
with _scratch(".prep-backup-", Path(%r)) as folder:
    (folder / "database.sqlite3").write_text("half")
    print(folder, flush=True)
    input()
"""
    command = [sys.executable, "manage.py", "shell", "-v", "0", "-c", at_work % str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        folder = Path(other.stdout.readline().strip())
        back_up(tmp_path / "first.zip", now=NOW)
        while_it_lived = folder.exists()
        other.kill()
        other.wait()
    after_it_died = folder.exists()
    back_up(tmp_path / "second.zip", now=NOW)

    assert (while_it_lived, after_it_died) == (True, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first.zip", "second.zip"]


def test_what_is_written_on_the_way_is_private(alice, tmp_path):
    modes = set()
    is_over = threading.Event()

    def look():
        while not is_over.is_set():
            for path in tmp_path.rglob("*"):
                with suppress(FileNotFoundError):
                    modes.add(stat.S_IMODE(path.stat().st_mode) & 0o077)

    with ThreadPoolExecutor(1) as pool:
        looking = pool.submit(look)
        back_up(tmp_path / "prep.zip", now=NOW)
        is_over.set()
        looking.result()

    assert modes == {0}


def small_files(kibibytes):
    """Of a process started with this, no file grows larger: what a full disk looks like to it."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kibibytes * 1024, kibibytes * 1024))


def test_a_full_disk_is_one_sentence_and_nothing_is_half_written(archive, empty, tmp_path):
    assert empty("restore", archive).returncode == 0

    done = empty("backup", tmp_path / "second.zip", preexec_fn=small_files(64))

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "prep.zip"]


def test_a_database_that_cannot_be_opened_is_one_sentence(archive, empty, tmp_path):
    assert empty("restore", archive).returncode == 0

    done = empty("backup", tmp_path / "second.zip", preexec_fn=small_files(16))  # SQLite's index of its log takes 32

    assert (done.returncode == 1) == (connection.vendor == "sqlite" or "pg_dump" in done.stderr)
    assert "Traceback" not in done.stderr


def test_a_full_disk_leaves_the_database_empty_that_was_to_be_filled(archive, empty, tmp_path):
    full = empty("restore", archive, preexec_fn=small_files(64), SECRET_KEY="s" * 50)

    again = empty("restore", archive)

    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert len(full.stderr.strip().splitlines()) == 1
    assert (again.returncode, again.stderr) == (0, "")


# Before the tables change --------------------------------------------------------------------------------------------


@pytest.fixture
def waiting_migration(data_dir):
    """The last one of allauth's sessions is not written down as applied."""
    recorder = MigrationRecorder(connection)
    name = recorder.migration_qs.filter(app="usersessions").order_by("-id").values_list("name", flat=True)[0]
    recorder.record_unapplied("usersessions", name)
    yield
    recorder.record_applied("usersessions", name)


def test_before_the_tables_change_a_backup_is_made_and_the_last_seven_stay(alice, waiting_migration, data_dir):
    for day in range(9):
        made = before_migrating(now=days_later(day))

    kept = sorted((data_dir / "backups").iterdir())
    assert len(kept) == 7
    assert kept[-1] == made
    assert stat.S_IMODE((data_dir / "backups").stat().st_mode) == 0o700
    assert manifest_of(made)["counts"]["cards_learner"] == 1


def test_a_database_without_learners_has_nothing_to_lose(db, waiting_migration):
    assert before_migrating(now=NOW) is None


def test_the_server_does_not_touch_the_tables_when_the_backup_fails(alice, waiting_migration, data_dir):
    (data_dir / "backups").write_text("a file where the folder should be")

    with pytest.raises(CommandError, match="The tables must change, and no backup could be made first"):
        Command().back_up()


def test_the_server_says_where_the_backup_is(alice, waiting_migration, data_dir, capsys):
    Command().back_up()

    assert str(data_dir / "backups" / "before-migrating-") in capsys.readouterr().out
