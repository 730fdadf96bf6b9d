import os
import signal
import socket
import subprocess
import sys
import threading
import time

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from cards.services.accounts import seal_secrets
from cards.services.backups import BackupError, before_migrating
from cards.services.checkpoints import CHECKPOINT_SECONDS, checkpoint
from prep.processes import end_with_parent
from prep.storage import HashedStaticFiles


class Command(BaseCommand):
    help = "Prepare the database and serve prep with granian: what `make run` starts."

    def add_arguments(self, parser):
        parser.add_argument("--demo", action="store_true", help="with a learner who has 90 days of history")

    def handle(self, *, demo, **options):
        self.refuse_without_static_files()
        self.refuse_a_second()
        self.back_up()
        self.prepare(demo=demo)
        connection.close()
        server = self.start(os.getpid())
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, lambda *_: server.send_signal(signal.SIGTERM))
        threading.Thread(target=self.announce, daemon=True).start()
        if connection.vendor == "sqlite":
            threading.Thread(target=self.keep_checkpointing, daemon=True).start()
        sys.exit(server.wait())

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

    def prepare(self, *, demo: bool) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        call_command("load_decks", verbosity=0)
        seal_secrets()
        if demo:
            call_command("make_demo")

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
            *("--http", "1", "--http1-buffer-size", str(settings.HEAD_BYTES), "--no-ws", "--runtime-mode", "st"),
            *("--log-level", "warning", "--respawn-failed-workers", "--workers-kill-timeout", "10"),
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
