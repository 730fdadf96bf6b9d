import logging
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.utils import timezone

from cards.models import Deck
from cards.operations import wishes
from cards.operations.backups import BackupError, before_migrating
from cards.operations.checkpoints import CHECKPOINT_SECONDS, checkpoint
from cards.operations.secrets import seal_secrets
from prep.processes import end_with_parent
from prep.storage import HashedStaticFiles

logger = logging.getLogger("prep.serve")

WISHES_LOOKED_FOR = 5  # seconds between two looks whether somebody wished for what takes long
FIRST_PAUSE, LONGEST_PAUSE = 1, 60  # seconds before a server that ended is started again


class Command(BaseCommand):
    help = "Prepare the database and serve prep with granian: what `make run` starts."
    server: subprocess.Popen | None = None

    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.is_stopping = threading.Event()

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="with a learner who has 90 days of history")

    def handle(self, *, demo, **options):
        self.refuse_without_static_files()
        self.refuse_a_second()
        self.close_to_others()
        self.back_up()
        is_known = self.prepare(demo=demo)
        connection.close()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, self.stop)
        threading.Thread(target=self.announce, daemon=True).start()
        if is_known:
            threading.Thread(target=self.load_decks, daemon=True).start()
        threading.Thread(target=self.keep_carrying_out, daemon=True).start()
        if connection.vendor == "sqlite":
            threading.Thread(target=self.keep_checkpointing, daemon=True).start()
        sys.exit(self.keep_serving())

    def keep_serving(self) -> int:
        """granian gives up when a worker dies twice within seconds. It is started again, each time a little later."""
        own_pid, pause = os.getpid(), FIRST_PAUSE
        while True:
            started = time.monotonic()
            self.server = self.start(own_pid)
            if self.is_stopping.is_set():
                self.server.send_signal(signal.SIGTERM)
            code = self.server.wait()
            if time.monotonic() - started > LONGEST_PAUSE:
                pause = FIRST_PAUSE
            if self.is_stopping.is_set():
                return code
            logger.error("The server ended with code %s and is started again in %s seconds", code, pause)
            if self.is_stopping.wait(pause):
                return code
            pause = min(2 * pause, LONGEST_PAUSE)

    def stop(self, *_: object) -> None:
        self.is_stopping.set()
        if self.server:
            self.server.send_signal(signal.SIGTERM)

    def close_to_others(self) -> None:
        """Close the files in the data folder to everybody else: an earlier version may have left some readable."""
        database = settings.DATABASES["default"]["NAME"] if connection.vendor == "sqlite" else None
        beside = [Path(f"{database}{suffix}") for suffix in ("", "-wal", "-shm")] if database else []
        for path in [*settings.DATA_DIR.rglob("*"), *beside]:
            with suppress(FileNotFoundError):
                mode = path.lstat().st_mode
                if mode & 0o077 and not stat.S_ISLNK(mode):
                    path.chmod(stat.S_IMODE(mode) & 0o700)

    def refuse_without_static_files(self) -> None:
        """Every page would be an error. Not collected here: a service may have no right to write there."""
        if not isinstance(staticfiles_storage, HashedStaticFiles):
            return
        if missing := staticfiles_storage.missing():
            raise CommandError(
                f"The static files are not collected: {missing[0]} and {len(missing) - 1} more are not in "
                f"{settings.STATIC_ROOT}. `make run` and `make staticfiles/staticfiles.json` collect them."
            )

    def refuse_a_second(self) -> None:
        """granian would share the port with a server that is there already, and each get some of the requests."""
        try:
            family, kind, _, _, address = socket.getaddrinfo(settings.BIND, settings.PORT, type=socket.SOCK_STREAM)[0]
            with socket.socket(family, kind) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind(address)
        except OSError as error:
            where = f"{settings.BIND}, port {settings.PORT}"
            raise CommandError(f"Cannot serve on {where}: {error.strerror}. PORT chooses another port.") from error

    def prepare(self, *, demo: bool) -> bool:
        """Returns whether the decks were loaded before: then reading them again can wait until the server is there."""
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        is_known = not demo and Deck.objects.filter(owner=None).exists()
        if not is_known:
            call_command("load_decks", verbosity=0)
        seal_secrets()
        if demo:
            call_command("make_demo")
        return is_known

    def load_decks(self) -> None:
        try:
            call_command("load_decks", verbosity=0)
        except Exception:  # a thread has nobody to tell
            logger.exception("The decks could not be loaded; those of the last start are served")
        finally:
            connection.close()

    def back_up(self) -> None:
        try:
            made = before_migrating(now=timezone.now())
        except (BackupError, OSError) as error:
            raise CommandError(f"The tables must change, and no backup could be made first: {error}") from error
        if made:
            self.stdout.write(f"The tables change; what they held before is in {made}")

    def start(self, own_pid: int) -> subprocess.Popen:
        """granian, in a process group of its own: what a terminal sends (Ctrl-C, or its end) comes to us alone.

        Workers that got SIGINT besides granian's SIGTERM would not stop, and granian takes SIGHUP for "reload".
        """
        return subprocess.Popen(  # noqa: S603 - our own command line
            self.granian(),
            process_group=0,
            preexec_fn=lambda: end_with_parent(own_pid, signal.SIGTERM),  # before any thread runs
        )

    def granian(self) -> list[str]:
        workers = settings.WORKERS or os.cpu_count() or 1
        return [
            *(sys.executable, "-m", "granian", "--interface", "rsgi", "prep.worker:application"),
            *("--host", settings.BIND, "--port", str(settings.PORT), "--workers", str(workers)),
            *("--http", "1", "--http1-buffer-size", str(settings.HEAD_BYTES), "--no-ws"),
            *("--runtime-mode", "st", "--loop", "uvloop"),
            *("--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "6"),
        ]

    def announce(self) -> None:
        time.sleep(0.5)
        self.stdout.write(f"prep is on {settings.SITE_URL}\nSign up there: {settings.SITE_URL}/accounts/signup/")
        if not settings.MAIL_HOST:
            self.stdout.write(f"Mail is written to files in {settings.DATA_DIR / 'mail'}. Stop with Ctrl-C.")
        self.stdout.flush()

    def keep_checkpointing(self) -> None:
        """Move the write-ahead log into the database beside the workers, so that no request pays for it."""
        while True:
            time.sleep(CHECKPOINT_SECONDS)
            checkpoint(connection)

    def keep_carrying_out(self, every: float = WISHES_LOOKED_FOR) -> None:
        """What learners wished for and takes long, in a process of its own beside the workers."""
        while not self.is_stopping.wait(every):
            try:
                is_wanted = wishes.are_waiting()
            except DatabaseError as error:  # the wish stays
                logger.warning("Nobody could be asked whether a wish waits: %s", error)
                is_wanted = False
            finally:
                connection.close()
            if is_wanted:
                try:
                    wishes.start().wait()
                except (OSError, subprocess.SubprocessError) as error:  # no room for one more process: the wish stays
                    logger.warning("No process could be started for a wish: %s", error)
