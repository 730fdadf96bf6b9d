import pytest

pytestmark = pytest.mark.django_db


def test_empty(alice_client, clock):
    assert alice_client.get("/progress/").status_code == 200
