from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from cards.operations.reminders import send_reminders
from cards.words import plural


class Command(BaseCommand):
    help = "Mail the daily reminders whose hour has come. For cron, every hour or oftener; nobody gets two a day."

    def handle(self, *, verbosity, **options):
        try:
            reminded = send_reminders(timezone.now())
        except OSError as error:
            raise CommandError(f"The mail server could not be used: {error}") from error
        if verbosity:
            self.stdout.write(f"{plural(reminded.sent, 'reminder')} sent")
        if reminded.failed:
            raise CommandError(f"{reminded.failed} could not be sent; the log names the learners.")
