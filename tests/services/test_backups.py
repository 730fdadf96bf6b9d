"""A backup is complete and private, replaces nothing by chance, and a damaged one is refused."""

import stat
import zipfile

import pytest
from django.db import connection

from cards.models import Learner
from cards.services.backups import BackupError, back_up, before_migrating, restore
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_backup_counts_what_is_stored_and_is_private(alice, bob, tmp_path):
    target = tmp_path / "prep.zip"

    manifest = back_up(target, now=NOW)

    assert manifest["counts"]["cards_learner"] == 2
    assert manifest["vendor"] == connection.vendor
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_backup_replaces_another_only_when_told(alice, tmp_path):
    target = tmp_path / "prep.zip"
    target.write_text("precious")

    with pytest.raises(BackupError, match="--force"):
        back_up(target, now=NOW)
    assert target.read_text() == "precious"

    back_up(target, now=NOW, force=True)
    assert zipfile.is_zipfile(target)


def test_a_database_with_rows_is_not_restored_over(alice, tmp_path):
    back_up(tmp_path / "prep.zip", now=NOW)

    with pytest.raises(BackupError, match="not empty"):
        restore(tmp_path / "prep.zip")
    assert Learner.objects.count() == 1


def test_nothing_is_backed_up_when_no_migration_waits(alice, tmp_path, settings):
    settings.DATA_DIR = tmp_path

    assert before_migrating(now=NOW) is None
    assert list(tmp_path.iterdir()) == []
