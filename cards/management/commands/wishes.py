from django.core.management.base import BaseCommand

from cards.operations.wishes import carry_out


class Command(BaseCommand):
    help = "Carry out what learners wished for and takes longer than a page may. Serving starts this by itself."

    def handle(self, **options):
        carry_out()
