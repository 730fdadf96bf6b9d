"""Serves the bare view as prep was served when its bar was set: granian's WSGI, one blocking thread a worker."""

import os
import sys

import django
from django.conf import settings
from django.core.management import call_command

django.setup()

from cards.management.commands.serve import Command  # noqa: E402 - Django first


class Bare(Command):
    def back_up(self) -> None:
        """The bench has filled the database, and these settings know fewer apps than its migrations name."""

    def prepare(self, **options: object) -> bool:
        return False

    def granian(self) -> list[str]:
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "prep.wsgi:application"),
            *("--host", settings.BIND, "--port", str(settings.PORT), "--workers", str(settings.WORKERS)),
            *("--blocking-threads", "1", "--no-ws", "--log-level", "warning", "--respawn-failed-workers"),
            *("--workers-kill-timeout", "10"),
        ]


if __name__ == "__main__":
    os.umask(0o077)
    call_command(Bare())
