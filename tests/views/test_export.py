"""Downloading all of one's data."""

import importlib.util
import io
import json
import zipfile

import pytest
from django.conf import settings
from django.test import Client

from cards.services import exporting
from tests.factories import NOW, make_card, make_deck, make_story
from tests.pages import refusal_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/settings/export/"


def archive_in(response):
    return zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_a_learner_downloads_their_own_data(alice, alice_client, bob):
    make_card(make_deck("own", owner=alice), "mine")
    make_card(make_deck("bobs", owner=bob), "his")
    make_story(bob, title="Bobs story")

    response = alice_client.post(URL)
    archive = archive_in(response)

    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="prep-2026-11-23.zip"'
    assert response["Cache-Control"] == "private, no-store"
    assert json.loads(archive.read("prep.json"))["profile"]["username"] == "alice"
    assert [json.loads(line)["key"] for line in archive.read("data/cards.jsonl").splitlines()] == ["mine"]
    assert not [name for name in archive.namelist() if name.startswith("stories/")]


@pytest.mark.parametrize("page", ["/settings/", "/accounts/delete/"])
def test_it_is_offered_where_settings_are_and_where_the_account_ends(alice_client, password, page):
    alice_client.post("/accounts/reauthenticate/", {"password": password})

    text = alice_client.get(page).content.decode()

    assert f'method="post" action="{URL}"' in text
    assert "Download my data" in text


def test_a_link_to_it_and_a_form_of_another_site_do_nothing(alice):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.get(URL).status_code == 405
    assert client.post(URL).status_code == 403


def test_somebody_who_asks_again_and_again_is_told_to_wait_and_others_are_not(alice_client, bob_client, clock):
    for _ in range(settings.EXPORTS_PER_HOUR):
        assert alice_client.post(URL).status_code == 200

    refused = alice_client.post(URL)
    told = alice_client.post(URL, headers={"accept": "application/json"})

    assert refused.status_code == 429
    assert refusal_of(refused) == "exported-often"
    assert (told.status_code, told.json()["code"]) == (429, "exported-often")
    assert bob_client.post(URL).status_code == 200
    clock.shift(3_601)
    assert alice_client.post(URL).status_code == 200


def another_worker():
    """What another process has of the module: none of this one's memory."""
    spec = importlib.util.find_spec(exporting.__name__)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_all_workers_count_together(alice, bob):
    for _ in range(settings.EXPORTS_PER_HOUR):
        another_worker().spend_export(alice, NOW)

    with pytest.raises(exporting.TooOften):
        another_worker().spend_export(alice, NOW)
    another_worker().spend_export(bob, NOW)
