from django.apps import AppConfig


class CardsConfig(AppConfig):
    name = "cards"
    verbose_name = "prep"

    def ready(self) -> None:
        from cards import checks  # noqa: F401 - registers the system checks
