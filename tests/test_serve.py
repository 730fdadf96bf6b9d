"""What `manage.py serve` refuses to start with, and what it does first."""

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import CommandError, call_command

from cards.management.commands.serve import Command
from cards.models import Deck


@pytest.fixture
def nothing_collected(settings, tmp_path):
    """As after `git clone`."""
    settings.STATIC_ROOT = tmp_path / "staticfiles"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": "prep.storage.HashedStaticFiles"}}


def test_it_says_that_the_static_files_are_not_collected(nothing_collected):
    with pytest.raises(CommandError, match=r"static files are not collected: .* `make run`"):
        call_command("serve")


def test_collected_files_are_found_missing_when_one_was_added_since(nothing_collected, settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path / "static"]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "base.css").write_text("body { margin: 0 }")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert staticfiles_storage.missing() == []

    (tmp_path / "static" / "new.css").write_text("body { margin: 1rem }")

    assert staticfiles_storage.missing() == ["new.css"]


def test_it_loads_the_decks_and_seals_secrets(alice):
    Authenticator.objects.create(user=alice, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})

    Command().prepare(demo=False)

    assert Deck.objects.filter(slug="stripe-backend").exists()
    assert Authenticator.objects.get().data["secret"].startswith("sealed:")
