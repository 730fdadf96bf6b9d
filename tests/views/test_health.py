import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from tests.faults import failing


def test_the_process_answers_without_its_database(client):
    response = client.get("/healthz")

    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.json()["status"]) == (200, "ready")


@pytest.mark.django_db
def test_not_ready_before_the_migrations_are_applied(client):
    MigrationRecorder.Migration.objects.filter(app="cards").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response["Retry-After"]
    assert response.json() == {"status": "not ready", "database": True, "migrations": False, "disk": True}


@pytest.mark.django_db
def test_not_ready_when_the_disk_is_full(client, settings):
    settings.FREE_DISK_SHARE = 1.1

    assert client.get("/readyz").json()["disk"] is False


@pytest.mark.django_db
def test_not_ready_when_the_database_refuses(client):
    with failing(OperationalError("database is locked"), "INSERT"):
        response = client.get("/readyz")

    assert (response.status_code, response.json()["database"]) == (503, False)
    assert "locked" not in response.text


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405
