"""The pages of a drill, without scripts and as its scripts post: before it, in the room, and beside the solution."""

import json
import re
import uuid
import zipfile
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Attempt, DrillVariant, Review, Snapshot
from cards.queries.drills import drills_done, why_now
from cards.services.practice import begin_practice
from tests.factories import NOW, days_later, enrolled, make_deck, make_drill, make_schedule, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/drills/cache/"
JSON = {"Accept": "application/json"}
FILES = {"cache.py": "x = 3\n"}


@pytest.fixture
def card(alice):
    deck = make_deck("demo")
    card = make_drill(deck)
    enrolled(alice, deck)
    return card


@pytest.fixture
def hunt(alice):
    deck = make_deck("hunts")
    card = make_drill(deck, "hunt", family="hunt")
    enrolled(alice, deck)
    return card


def begin(client, url=URL):
    return client.post(f"{url}begin/", {"key": uuid.uuid4()})


def data_of(page):
    return json.loads(re.search(r'<script id="drill" type="application/json">(.*?)</script>', page, re.DOTALL)[1])


def keep(client, page=None, url=URL, **more):
    page = page or data_of(client.get(url).text)
    sent = {"writer": page["writer"], "version": page["version"], "files": json.dumps(FILES)} | more
    return client.post(f"{url}keep/", sent, headers=JSON)


def run(client, url=URL, results=None, **more):
    page = data_of(client.get(url).text)
    results = results or {"visible": [2, 1], "hidden": 4}
    sent = {"key": uuid.uuid4(), "writer": page["writer"], "version": page["version"], "files": json.dumps(FILES)}
    return client.post(f"{url}run/", sent | {"results": json.dumps(results), "submission": "on"} | more, headers=JSON)


def test_what_is_started_on_today_is_done_on_its_own_page(alice_client, card):
    started = alice_client.post("/practice/cache/begin/", {"key": uuid.uuid4()})

    assert alice_client.get(started.url).url == URL
    assert "Write" in alice_client.get(URL).text
    assert alice_client.get("/practice/cache/result/").status_code == 404


def test_before_it_begins_nothing_of_it_is_told(alice_client, card):
    page = alice_client.get(URL).text

    assert "New to you: bounded cache." in page
    assert "Write <code>Cache</code>" not in page
    assert "One dictionary" not in page


def test_a_hunt_that_was_never_done_keeps_its_class_to_itself(alice_client, hunt):
    page = alice_client.get("/drills/hunt/").text

    assert "A class of bug that you have not met here yet." in page
    assert "bounded cache" not in page


def test_a_drill_that_comes_back_says_why(alice, card):
    schedule = make_schedule(alice, card)
    detail = {"variant": "ttl", "hidden": [4, 4]}
    review(alice, card, 4)
    Review.objects.update(detail=detail)

    said = why_now(schedule, drills_done(alice, card), days_later(9).date())
    assert said == "Comes back by its class, bounded cache: “TTL, then” was passed 9 days ago."


def test_the_room_has_the_statement_the_tests_and_no_solution(alice_client, card):
    begin(alice_client)
    page = alice_client.get(URL).text
    data = data_of(page)

    assert "Write <code>Cache</code>." in page
    assert (data["files"], data["part"], data["may"]) == ({"cache.py": "x = 1\n"}, 1, True)
    assert set(data["hidden"]) == {"part_1.py"}
    assert "x = 2" not in page
    assert "Think of" not in page
    assert "frame-src 'self'" in alice_client.get(URL)["Content-Security-Policy"]


def test_what_is_simulated_is_told_and_its_modules_can_be_read(alice_client, card):
    variant = DrillVariant.objects.get(slug="ttl")
    variant.payload["starter"]["cache.py"] = "from lib.fake_clock import FakeClock\n"
    variant.payload["lib"] = {"README.md": "# `lib/`, read it\n", "fake_clock.py": "# a clock", "checks.py": "# raises"}
    variant.save()
    begin(alice_client)

    page = alice_client.get(URL).text

    assert "<h3><code>lib/</code>, read it</h3>" in page
    assert data_of(page)["library"] == {"fake_clock.py": "# a clock"}


def test_code_is_kept_and_comes_back(alice_client, card):
    begin(alice_client)

    answer = keep(alice_client)

    assert answer.json() == {"kept": True, "version": 1, "elsewhere": False}
    assert data_of(alice_client.get(URL).text)["files"] == FILES


def test_code_that_cannot_be_kept_is_refused_with_the_reason(alice_client, card):
    begin(alice_client)

    answer = keep(alice_client, files=json.dumps({"../x.py": ""}))

    assert answer.status_code == 422
    assert "cannot be called" in answer.json()["said"]
    assert keep(alice_client, files="{").status_code == 422
    assert Snapshot.objects.count() == 0


@pytest.mark.parametrize("name", ["cache.py", "\ud800.py"], ids=["text", "path"])
def test_half_a_character_is_refused_and_the_drill_can_still_be_opened(alice_client, card, name):
    begin(alice_client)
    page = data_of(alice_client.get(URL).text)

    for headers in (JSON, {}):
        sent = {"writer": page["writer"], "version": 0, "files": json.dumps({name: "x = '\ud83d'"})}
        assert alice_client.post(f"{URL}keep/", sent, headers=headers).status_code == 422

    assert alice_client.get(URL).status_code == 200


def test_code_of_very_many_lines_is_refused_as_it_would_be_laid_beside_the_solution(alice_client, card):
    begin(alice_client)

    answer = keep(alice_client, files=json.dumps({"cache.py": "\n" * 5_000}))

    assert answer.status_code == 422
    assert answer.json()["code"] == "unfit"


def test_a_run_opens_the_next_part_and_a_submission_the_way_out(alice_client, card):
    begin(alice_client)

    answer = run(alice_client, results={"visible": [2, 0], "hidden": None}, submission="")
    assert answer.json() == {"kept": True, "version": 1, "elsewhere": False, "part": 2, "passed": False}

    assert run(alice_client).json()["passed"] is True
    assert "All tests pass: finish" in alice_client.get(URL).text


def test_a_hint_costs_and_says_so_before(alice_client, card):
    begin(alice_client)
    assert "costs one grade" in alice_client.get(URL).text

    alice_client.post(f"{URL}hint/", {"key": uuid.uuid4()})

    page = alice_client.get(URL).text
    assert "Think of <code>dict</code>." in page
    assert 'id="another-hint" disabled>' in page  # the next one is for a later part


def test_a_hint_comes_into_the_page(alice_client, card):
    begin(alice_client)

    part = alice_client.post(f"{URL}hint/", {"key": uuid.uuid4()}, headers={"HX-Request": "true"})

    assert part.status_code == 200
    assert "Think of <code>dict</code>." in part.text
    assert "<html" not in part.text


def test_a_drill_done_often_costs_no_more_queries(alice, alice_client, card):
    begin(alice_client)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            alice_client.get(URL)
        return len(asked)

    run(alice_client)
    once = queries()
    for _ in range(5):
        run(alice_client)
        review(alice, card, 4)
    assert queries() == once


def test_it_is_finished_graded_and_looked_at_again(alice_client, card):
    begin(alice_client)
    run(alice_client, seconds=1200)
    alice_client.post(f"{URL}finish/", {"key": uuid.uuid4()})

    page = alice_client.get(URL).text
    assert "All hidden tests on the first submission, in 20 of 40 minutes: would pass, fluent." in page
    assert "One dictionary." in page
    assert "x = 2" in page
    assert "x = 3" in page
    sent = dict(re.findall(r'name="(review|schedule)" value="([^"]*)"', page))
    graded = alice_client.post(f"{URL}grade/", sent | {"quality": ""})

    assert graded.url == f"{URL}result/"
    result = alice_client.get(graded.url).text
    assert "Graded 5: bounded cache comes back" in result
    assert "as another variant" in result
    assert f'name="only" value="{Review.objects.get().key}"' in result  # to undo it
    assert Review.objects.get().quality == 5
    assert "Last time 4 of 4 hidden tests" in alice_client.get("/practice/").text


def test_a_hunt_asks_for_its_hypothesis_and_shows_it_beside_the_cause(alice_client, hunt):
    url = "/drills/hunt/"
    begin(alice_client, url)
    page = data_of(alice_client.get(url).text)
    assert page["may"] is False

    plain = {"writer": page["writer"], "version": page["version"], "hypothesis": "The clock."}
    assert alice_client.post(f"{url}keep/", plain).status_code == 303
    assert data_of(alice_client.get(url).text)["may"] is True
    run(alice_client, url, {"visible": [2], "hidden": 2})
    alice_client.post(f"{url}finish/", {"key": uuid.uuid4(), "cause": "The key."})

    page = alice_client.get(url).text
    for sentence in ("The clock.", "The key.", "It was never compared."):
        assert sentence in page
    assert "half a fix" in page


def test_a_hunt_is_called_by_nothing_that_names_its_class(alice, alice_client, bob_client, card):
    hunt = make_drill(card.deck, "hunt-lost-update", family="hunt", variants=("old-price",))
    enrolled(alice, card.deck)
    address = f"/drills/{hunt.address}/"

    assert [alice_client.get(f"/{old}/hunt-lost-update/").url for old in ("drills", "practice")] == [address] * 2
    alice_client.post(f"/practice/{hunt.address}/begin/", {"key": uuid.uuid4()})
    pages = [alice_client.get(page).text for page in (address, f"{address}attempts/", "/practice/", "/")]
    packed = alice_client.get(f"{address}zip/")

    assert not [page for page in pages if "lost-update" in page.replace("A hunt-lost-update", "")]
    assert packed["Content-Disposition"] == f'attachment; filename="{hunt.address}-old-price.zip"'
    assert bob_client.get(address).status_code == 404
    assert hunt.address != make_drill(card.deck, "hunt-rounding", family="hunt").address
    assert card.address == card.key


def test_without_scripts_it_is_a_zip_that_pytest_runs_and_results_that_are_typed_back(alice_client, card):
    begin(alice_client)
    keep(alice_client)
    response = alice_client.get(f"{URL}zip/")
    archive = zipfile.ZipFile(BytesIO(response.content))

    assert response["Content-Type"] == "application/zip"
    assert archive.read("drill/cache.py").decode() == FILES["cache.py"]
    assert {"drill/tests/part_1.py", "drill/hidden/part_1.py", "drill/lib/checks.py"} <= set(archive.namelist())
    assert "3 visible tests" in archive.read("drill/DRILL.md").decode()

    typed = {"key": uuid.uuid4(), "visible": "3", "first": "9", "hidden": "4", "submissions": "1", "minutes": "30"}
    refused = alice_client.post(f"{URL}typed/", typed)
    assert refused.status_code == 422
    assert "3 visible and 4 hidden tests" in refused.text
    assert 'value="30"' in refused.text
    assert '<details class="own-editor" open><summary>Work in my own editor' in refused.text
    taken = alice_client.post(f"{URL}typed/", typed | {"key": uuid.uuid4(), "first": "4"})
    assert taken.status_code == 303
    assert "in 30 of 40 minutes" in alice_client.get(URL).text


def test_every_attempt_can_be_looked_at_and_gone_on_from(alice_client, card):
    begin(alice_client)
    assert "None yet" in alice_client.get(f"{URL}attempts/").text
    run(alice_client)
    keep(alice_client, files=json.dumps({"cache.py": "x = 9\n"}))
    snapshot = Snapshot.objects.get(why="submitted")

    assert "4 of 4" in alice_client.get(f"{URL}attempts/").text
    page = alice_client.get(f"{URL}attempts/{snapshot.key}/").text
    assert "x = 3" in page
    assert "Go on from here" in page
    alice_client.post(f"{URL}attempts/{snapshot.key}/restore/", {"key": uuid.uuid4()})
    assert data_of(alice_client.get(URL).text)["files"] == FILES
    assert alice_client.get(f"{URL}attempts/{uuid.uuid4()}/").status_code == 404


def test_bob_sees_nothing_of_alices_code(alice, alice_client, bob, bob_client, card):
    begin(alice_client)
    run(alice_client)
    enrolled(bob, card.deck)
    snapshot = Snapshot.objects.get(why="submitted")

    assert bob_client.get(f"{URL}attempts/{snapshot.key}/").status_code == 404
    begin_practice(bob, card.pk, key=uuid.uuid4(), now=NOW)
    assert bob_client.post(f"{URL}attempts/{snapshot.key}/restore/", {"key": uuid.uuid4()}).status_code == 404
    assert data_of(bob_client.get(URL).text)["files"] == {"cache.py": "x = 1\n"}


def test_a_variant_that_is_gone_can_be_left(alice_client, card):
    begin(alice_client)
    Attempt.objects.update(detail={"variant": "gone"})

    assert '<p class="notice warning">' in alice_client.get(URL).text
    alice_client.post(f"{URL}leave/", {"key": uuid.uuid4()})
    assert "Start" in alice_client.get(URL).text


def test_lists_and_today_never_read_the_variants(alice_client, card):
    begin(alice_client)
    keep(alice_client)
    for page in ("/", "/practice/", "/decks/demo/", "/decks/demo/cards/", "/review/"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            alice_client.get(page)
        asked = [each["sql"] for each in queries if "drillvariant" in each["sql"] or "cards_snapshot" in each["sql"]]
        assert asked == [], page
