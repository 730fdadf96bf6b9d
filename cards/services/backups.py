"""Backups: one file with the database and a manifest of what is in it, read back before it gets its name."""

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from contextlib import closing
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.sqlite3.base import Database as SQLite
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from cards.models import Learner

KEPT = 7
PORTABLE = {"user", "sslmode", "sslrootcert", "sslcert", "sslkey"}
MANIFEST = "manifest.json"
MEMBERS = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class BackupError(Exception):
    """Says what is wrong and what to do, for whoever typed the command."""


def back_up(target: Path, *, now: datetime, force: bool = False) -> dict[str, Any]:
    """Write the database to `target` while others go on writing, and return the manifest."""
    if target.exists() and not force:
        raise BackupError(f"{target} is there already; --force replaces it.")
    if not target.parent.is_dir():
        raise BackupError(f"The folder {target.parent} does not exist.")
    with tempfile.TemporaryDirectory(prefix=".prep-backup-", dir=target.parent) as folder:
        database = Path(folder) / MEMBERS[connection.vendor]
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
        archive = Path(folder) / "archive"
        _pack(archive, database, manifest)
        database.unlink()
        _unpack(archive, Path(folder))
        os.replace(archive, target)
        _sync(target.parent)
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Fill the empty database with what a backup holds, and return its manifest."""
    if connection.introspection.table_names():
        raise BackupError("The database is not empty. Restore into a new DATA_DIR or a new PostgreSQL database.")
    settings.DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".prep-restore-", dir=settings.DATA_DIR) as folder:
        manifest = _unpack(source, Path(folder))
        if manifest["vendor"] != connection.vendor:
            raise BackupError(f"{source} holds a {manifest['vendor']} database; this one is {connection.vendor}.")
        known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
        if newer := sorted(set(manifest["migrations"]) - known):
            raise BackupError(f"{source} was made by a newer prep: this one does not know {', '.join(newer)}.")
        database = Path(folder) / MEMBERS[connection.vendor]
        if connection.vendor == "sqlite":
            connection.ensure_connection()
            with closing(SQLite.connect(database)) as copy:
                copy.backup(connection.connection)
            connection.close()
        else:
            _run_postgres("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", str(database))
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


def _pack(archive: Path, database: Path, manifest: dict[str, Any]) -> None:
    with open(os.open(archive, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr(MANIFEST, json.dumps(manifest, indent=1))
            packed.write(database, database.name)
        file.flush()
        os.fsync(file.fileno())


def _unpack(archive: Path, folder: Path) -> dict[str, Any]:
    """The manifest, with the database laid in `folder`; raises if a byte of it is not as it was written."""
    try:
        with zipfile.ZipFile(archive) as packed:
            manifest = json.loads(packed.read(MANIFEST))
            name = MEMBERS[manifest["vendor"]]
            with packed.open(name) as source, open(folder / name, "wb") as target:
                shutil.copyfileobj(source, target)
    except FileNotFoundError as error:
        raise BackupError(f"There is no file {archive}.") from error
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, zipfile.zlib.error) as error:
        raise BackupError(f"{archive} is no backup of prep, or it is damaged.") from error
    if _sha256(folder / name) != manifest["sha256"][name]:
        raise BackupError(f"{archive} is damaged: its checksum is not the one in its manifest.")
    if manifest["vendor"] == "sqlite":
        with closing(SQLite.connect(folder / name)) as copy:
            if _checked_counts(copy) != manifest["counts"]:
                raise BackupError(f"{archive} does not hold the rows that its manifest counts.")
    elif shutil.which("pg_restore"):
        listing = subprocess.run(["pg_restore", "--list", str(folder / name)], capture_output=True, check=False)  # noqa: S603, S607
        if listing.returncode:
            raise BackupError(f"{archive} cannot be read by pg_restore.")
    return manifest


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
