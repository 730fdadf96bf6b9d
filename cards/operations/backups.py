"""Backups: one file with the database and a manifest of what is in it, read back before it gets its name."""

import errno
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.sqlite3.base import Database as SQLite
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from cards.models import Learner

KEPT = 7
PORTABLE = {"user", "sslmode", "sslrootcert", "sslcert", "sslkey"}
MANIFEST = "manifest.json"
MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
LARGEST_MANIFEST = 1024 * 1024  # bytes
# The archive's comment: the checksum of all bytes before it, headers too, of which a zip file's own cover few.
SEAL = b"prep sha256 "
SEALED = len(hashlib.sha256().hexdigest())
# How a zip file without a comment ends, as those of prep before seals do.
END_RECORD, END_RECORD_BYTES = b"PK\x05\x06", 22
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class BackupError(Exception):
    """Says what is wrong and what to do, for whoever typed the command."""


class Damaged(BackupError):
    def __init__(self, archive: Path) -> None:
        super().__init__(f"This backup is damaged: {archive} is no backup of prep, or it is damaged.")


@contextmanager
def _told() -> Iterator[None]:
    """Say in one sentence what the disk or the database refuses."""
    try:
        yield
    except OSError as error:
        if error.errno in DISK_FULL:
            raise BackupError(f"The disk is full ({error.strerror}): nothing was changed.") from error
        raise
    except (SQLite.Error, DatabaseError) as error:
        raise BackupError(f"The database or the disk refused: {str(error).strip()}. Nothing was changed.") from error


@contextmanager
def _scratch(prefix: str, parent: Path) -> Iterator[Path]:
    """A folder for this run alone; those of runs that were killed are removed.

    Whoever works in one holds a lock on it, which the kernel lets go with the process. Looking and making are done
    under a lock on the parent, so that nobody takes a new folder for one left behind.
    """
    with ExitStack() as stack:
        with _locked(parent):
            for left in parent.glob(f"{prefix}*"):
                with suppress(OSError), _locked(left, fcntl.LOCK_NB):
                    shutil.rmtree(left, ignore_errors=True)
            folder = tempfile.TemporaryDirectory(prefix=prefix, dir=parent, ignore_cleanup_errors=True)
            name = Path(stack.enter_context(folder))
            stack.enter_context(_locked(name))
        yield name


@contextmanager
def _locked(folder: Path, how: int = 0) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | how)
        yield
    finally:
        os.close(descriptor)


@_told()
def back_up(target: Path, *, now: datetime, force: bool = False) -> dict[str, Any]:
    """Write the database to `target` while others go on writing, and return the manifest."""
    if target.exists() and not force:
        raise BackupError(f"{target} is there already; --force replaces it.")
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    with _scratch(".prep-backup-", target.parent) as folder:
        database = _private_file(folder / MEMBERS[connection.vendor])
        counts = _copy_sqlite(database) if connection.vendor == "sqlite" else _dump_postgres(database)
        manifest = {
            "format": 1,
            "prep": _version(),
            "made_at": now.isoformat(),
            "vendor": connection.vendor,
            "migrations": sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations()),
            "counts": counts,
            "sha256": {database.name: _sha256(database)},
        }
        archive = folder / "archive"
        _pack(archive, database, manifest)
        database.unlink()
        _unpack(archive, folder)
        os.replace(archive, target)
        _sync(target.parent)
    return manifest


@_told()
def restore(source: Path) -> dict[str, Any]:
    """Fill the empty database with what a backup holds, all of it or nothing, and return its manifest."""
    if connection.introspection.table_names():
        raise BackupError("The database is not empty. Restore into a new DATA_DIR or a new PostgreSQL database.")
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _scratch(".prep-restore-", settings.DATA_DIR) as folder:
        manifest = _unpack(source, folder)
        if manifest["vendor"] != connection.vendor:
            raise BackupError(f"{source} holds a {manifest['vendor']} database; this one is {connection.vendor}.")
        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        if newer := sorted(set(manifest["migrations"]) - known):
            raise BackupError(f"{source} was made by a newer prep: this one does not know {', '.join(newer)}.")
        database = folder / MEMBERS[connection.vendor]
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            # In one step, which is one transaction of the database that is filled.
            with closing(SQLite.connect(database)) as copy:
                copy.backup(connection.connection)
            connection.close()
        else:
            # No comments: the one on an extension that a superuser has added can only be made by that superuser.
            options = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-comments")
            _run_postgres("pg_restore", *options, str(database))
    with connection.cursor() as cursor:
        if _counts(cursor, manifest["counts"]) != manifest["counts"]:
            raise BackupError("The restored tables do not have the rows that the backup counted.")
    return manifest


def before_migrating(*, now: datetime) -> Path | None:
    """A backup in DATA_DIR/backups, if there are migrations to apply and learners to lose. The last KEPT stay."""
    if Learner._meta.db_table not in connection.introspection.table_names():
        return None
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()) or not Learner.objects.exists():
        return None
    folder = settings.DATA_DIR / "backups"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"before-migrating-{now:%Y%m%dT%H%M%SZ}.zip"
    back_up(target, now=now)
    for old in sorted(folder.glob("before-migrating-*.zip"))[:-KEPT]:
        old.unlink()
    return target


def _copy_sqlite(target: Path) -> dict[str, int]:
    """SQLite's online backup: one consistent copy, in a single step, beside which writers go on in the log."""
    connection.ensure_connection()
    with closing(SQLite.connect(target)) as copy:
        connection.connection.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        return _checked_counts(copy)


def _checked_counts(database: Any) -> dict[str, int]:
    said = [row[0] for row in database.execute("PRAGMA integrity_check")]
    if said != ["ok"]:
        raise BackupError(f"The database is damaged: {'; '.join(said[:5])}")
    tables = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
    return _counts(database.cursor(), [table for table in tables if not table.startswith("sqlite_")])


def _dump_postgres(target: Path) -> dict[str, int]:
    """pg_dump and the counts read one snapshot, so that they agree while others write."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        _run_postgres("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
        return _counts(cursor, sorted(connection.introspection.table_names(cursor)))


def _run_postgres(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise BackupError(f"{program} is not installed here. On Debian: apt install postgresql-client")
    from psycopg.conninfo import make_conninfo  # only here: SQLite needs no psycopg

    connection.ensure_connection()
    info = connection.connection.info
    # Only what every version of libpq knows: psycopg brings a newer one than the server's own programs may have.
    known = {name: value for name, value in info.get_parameters().items() if name in PORTABLE}
    dsn = make_conninfo(**(known | {"host": info.host, "port": info.port, "dbname": info.dbname}))
    command = [program, "--no-password", f"--dbname={dsn}", *arguments]
    environment = os.environ | ({"PGPASSWORD": info.password} if info.password else {})
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()}")


def _counts(cursor: Any, tables: Any) -> dict[str, int]:
    counts = {}
    for table in tables:
        cursor.execute(f'SELECT COUNT(*) FROM "{table}"')  # noqa: S608 - names of our own tables
        counts[table] = cursor.fetchone()[0]
    return counts


def _private_file(path: Path) -> Path:
    """An empty file that only its owner reads, for programs that would make it readable to more."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    return path


def _pack(archive: Path, database: Path, manifest: dict[str, Any]) -> None:
    with open(_private_file(archive), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
            packed.write(database, database.name)
            packed.comment = SEAL + b"0" * SEALED
        file.seek(0)
        checksum = _sha256_of(file, os.path.getsize(archive) - SEALED)
        file.seek(-SEALED, os.SEEK_END)
        file.write(checksum.encode())
        file.flush()
        os.fsync(file.fileno())


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """The manifest, with the database laid in `folder`; raises Damaged if a byte of it is not as it was written."""
    try:
        file = open(archive, "rb")  # noqa: SIM115 - apart, so that what is wrong with its name is not damage
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {archive}.") from error
    with file:
        try:
            if not _is_sealed(file):
                raise Damaged(archive)
            with zipfile.ZipFile(file) as packed:
                return _unpack_members(archive, packed, folder)
        except BackupError:
            raise
        except OSError as error:
            if error.errno in DISK_FULL:
                raise
            raise Damaged(archive) from error
        # An archive that somebody made can make zipfile and zlib raise nearly anything.
        except Exception as error:
            raise Damaged(archive) from error


def _is_sealed(file: Any) -> bool:
    """Whether the bytes are those that were written. An archive from before there were seals has to end without one."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - len(SEAL) - SEALED))
    tail = file.read()
    if not tail.startswith(SEAL):
        end = tail[-END_RECORD_BYTES:]
        return end.startswith(END_RECORD) and end.endswith(b"\0\0")
    file.seek(0)
    return tail[-SEALED:] == _sha256_of(file, size - SEALED).encode()


def _unpack_members(archive: Path, packed: zipfile.ZipFile, folder: Path) -> dict[str, Any]:
    with packed.open(MANIFEST) as source:
        manifest = json.loads(source.read(LARGEST_MANIFEST))
    shapes = {"made_at": str, "migrations": list, "counts": dict, "sha256": dict}
    if any(not isinstance(manifest[key], shape) for key, shape in shapes.items()):
        raise Damaged(archive)
    name = MEMBERS[manifest["vendor"]]
    if sorted(packed.namelist()) != sorted((name, MANIFEST)):
        raise Damaged(archive)
    size, free = packed.getinfo(name).file_size, shutil.disk_usage(folder).free
    if size > free:
        raise BackupError(f"{archive} unpacks to {size:,} bytes, and {folder.parent} has {free:,} free.")
    with packed.open(name) as source, open(_private_file(folder / name), "wb") as target:
        shutil.copyfileobj(source, target)
    if (folder / name).stat().st_size != size:
        raise Damaged(archive)
    if _sha256(folder / name) != manifest["sha256"][name]:
        raise BackupError(f"{archive} is damaged: its checksum is not the one in its manifest.")
    if manifest["vendor"] == "sqlite":
        with closing(SQLite.connect(folder / name)) as copy:
            if _checked_counts(copy) != manifest["counts"]:
                raise BackupError(f"{archive} is damaged: it does not hold the rows that its manifest counts.")
    elif shutil.which("pg_restore"):
        listing = subprocess.run(["pg_restore", "--list", str(folder / name)], capture_output=True, check=False)  # noqa: S603, S607
        if listing.returncode:
            raise BackupError(f"{archive} is damaged: pg_restore cannot read it.")
    return manifest


def _sha256_of(file: Any, size: int) -> str:
    digest = hashlib.sha256()
    while size and (piece := file.read(min(size, 1 << 20))):
        digest.update(piece)
        size -= len(piece)
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _version() -> str:
    try:
        return version("prep")
    except PackageNotFoundError:  # run from its folder, not installed
        return "0.1.0"
