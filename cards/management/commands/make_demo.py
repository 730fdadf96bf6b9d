import secrets

from django.core.management.base import BaseCommand
from django.utils import timezone

from cards.operations.demo import make_demo


class Command(BaseCommand):
    help = "Make the learner `demo` with 90 days of history, or give it a new password, which is printed."

    def handle(self, **options):
        password = secrets.token_urlsafe(12)
        learner = make_demo("demo", password, "stripe-backend", now=timezone.now())
        self.stdout.write(f"Sign in as {learner.username} with the password {password}")
