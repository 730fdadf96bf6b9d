from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CardsConfig(AppConfig):
    name = "cards"
    verbose_name = "prep"

    def ready(self) -> None:
        from cards import checks  # noqa: F401 - registers the system checks

        post_migrate.connect(index_cards, sender=self)


def index_cards(**_: object) -> None:
    """The search index is made after migrating: to change a table, Django makes it anew in SQLite, without triggers."""
    from django.db import connection

    from cards.models import Card
    from cards.models.card_index import card_index

    if Card._meta.db_table in connection.introspection.table_names():
        card_index().install()
