#!/usr/bin/env python3
"""Run a command beside a PostgreSQL of its own: `.ci/with_postgres.py [--durable] COMMAND…`.

The cluster lives in a temporary folder, listens on a Unix socket in it and is gone when the command ends. The command
finds it through DATABASE_URL, and `psql` through PGHOST, PGUSER and PGDATABASE. Without --durable it does not wait for
the disk, which tests need not, and gathers no statistics: of tables whose rows no test commits they would say that they
are empty. With it, it is as a real server is, for measurements.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

NOT_DURABLE = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]


def main(arguments: list[str]) -> int:
    durable = arguments[:1] == ["--durable"]
    command = arguments[durable:]
    if not command:
        sys.exit(__doc__)
    # SIGTERM becomes an ordinary exit, so that the cluster is stopped and removed on the way out.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: sys.exit(128 + number))
    try:
        with cluster(durable=durable) as environment:
            return run(command, environment)
    except KeyboardInterrupt:
        return 130


@contextmanager
def cluster(*, durable: bool):
    programs = newest_programs()
    folder = Path(tempfile.mkdtemp(prefix="prep-postgres-"))
    as_server: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
        as_server = ["runuser", "-u", "postgres", "--"]
    settings = [f"unix_socket_directories={folder}", "listen_addresses=", *([] if durable else NOT_DURABLE)]
    initdb = [*as_server, str(programs / "initdb"), "-U", "prep", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    control = [*as_server, str(programs / "pg_ctl"), "-s", "-w", "-D", "data"]
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    environment = {**surroundings, "PGHOST": str(folder), "PGUSER": "prep", "PGDATABASE": "prep"}
    try:
        quietly([*initdb, "--no-sync", "-D", "data"], folder, surroundings)
        options = " ".join(f"-c {setting}" for setting in settings)
        quietly([*control, "-l", "log", "-o", options, "start"], folder, surroundings)
        quietly([str(programs / "createdb"), "prep"], folder, environment)
        yield {**environment, "DATABASE_URL": f"postgresql://prep@/prep?host={folder}"}
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave a server behind
        subprocess.run([*control, "-m", "immediate", "stop"], cwd=folder, check=False, capture_output=True)
        shutil.rmtree(folder)


def newest_programs() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    sys.exit("No PostgreSQL server is installed here. As root: apt install postgresql")


def quietly(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    # Output goes to a file, not a pipe: the server inherits it and would keep a pipe open for ever.
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
        )
        if done.returncode == 0:
            return
        output.seek(0)
        log = folder / "log"
        details = output.read() + (log.read_text() if log.exists() else "")
    sys.exit(f"{details}\nPostgreSQL did not start: {' '.join(command)} ended with {done.returncode}.")


def run(command: list[str], environment: dict[str, str]) -> int:
    try:
        process = subprocess.Popen(command, env=environment)
    except OSError as error:
        sys.exit(f"Cannot run {command[0]}: {error.strerror}")
    try:
        while True:
            try:
                code = process.wait()
                return 128 - code if code < 0 else code
            except KeyboardInterrupt:  # the command got the same Ctrl-C and decides what to do with it
                continue
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
