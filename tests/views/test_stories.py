"""The pages of the story bank. All without scripts."""

import re
import uuid
from html import unescape

import pytest

from cards.models import Story
from tests.factories import enrolled, make_behavioural, make_deck, make_story
from tests.pages import notices_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def deck(alice):
    deck = make_deck("behave")
    make_behavioural(deck, "mistake")
    make_behavioural(deck, "pitch", ["pitch"])
    enrolled(alice, deck)
    return deck


def typed(**more):
    return {"key": uuid.uuid4(), "title": "The double payout", "scope": "team"} | more


def shown(page):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_an_empty_bank_says_what_to_do(alice_client):
    page = shown(alice_client.get("/stories/").text)

    assert "None yet" in page
    assert "Choose a deck" in page


def test_a_hole_opens_a_new_story_beside_the_guide_of_its_question(alice_client, deck):
    page = alice_client.get("/stories/").text
    new = alice_client.get("/stories/new/?question=mistake").text

    assert page.count("No story yet. Read the guide and write one") == 2
    assert 'href="/stories/new/?question=mistake"' in page
    assert "What happened, whom you told, what changed." in new
    assert re.search(r'name="questions" value="mistake"[^>]*checked', new)
    assert re.search(r'name="competencies" value="failure"[^>]*checked', new)
    assert "rolled it back" not in new


def test_a_question_for_a_pitch_opens_a_pitch(alice_client, deck):
    page = alice_client.get("/stories/new/?question=pitch").text

    assert "A pitch of 90 seconds" in page
    assert 'name="competencies"' not in page
    assert 'action="/stories/new/?purpose=pitch&amp;question=pitch"' in page


def test_it_is_saved_shown_and_stands_in_the_matrix(alice_client, deck):
    answer = alice_client.post(
        "/stories/new/?question=mistake",
        typed(action="I **chose** a key.", result="It fell to 2.", questions=["mistake"], competencies=["failure"]),
    )
    page, bank = alice_client.get(answer.url).text, alice_client.get("/stories/").text

    assert answer.status_code == 303
    assert "<strong>chose</strong>" in page
    assert "A mistake of yours" in page
    assert 'aria-label="first choice"' in bank
    assert 'href="/decks/behave/rehearsals/"' in bank
    assert "1 story covers 1 of 2 questions · 1 hole" in shown(bank)
    assert Story.objects.get().content == {
        "title": "The double payout", "scope": "team", "action": "I **chose** a key.", "result": "It fell to 2.",
        "questions": ["mistake"], "competencies": ["failure"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title": ""}, "This field is required"),
        ({"title": "x" * 101}, "at most 100"),
        ({"title": "\u2800"}, "a title that can be seen"),
        ({"scope": "moon"}, "Select a valid choice"),
        ({"competencies": ["luck"]}, "Select a valid choice"),
        ({"questions": ["of-bob"]}, "Select a valid choice"),
        ({"situation": "x " * 9_000, "task": "y " * 2_000}, "20,000 in all its fields"),
        ({"key": "x"}, "This form could not be read"),
    ],
)
def test_what_cannot_be_saved_is_said_and_stays_typed(alice_client, deck, fields, said):
    answer = alice_client.post("/stories/new/", typed(action="I stay here.") | fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert "I stay here." in answer.text
    assert not Story.objects.exists()


def test_saved_elsewhere_meanwhile_both_are_kept(alice_client, alice):
    story = make_story(alice, action="First.")
    form = typed(version=1, action="Typed here.")
    alice_client.post(f"/stories/{story.pk}/edit/", typed(version=1, action="From the phone."))

    refused = alice_client.post(f"/stories/{story.pk}/edit/", form)
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', refused.text))
    saved = alice_client.post(f"/stories/{story.pk}/edit/", form | hidden)

    assert refused.status_code == 409
    assert "saved in another tab" in refused.text
    assert "Typed here." in refused.text
    assert saved.status_code == 303
    versions = story.versions.order_by("number").values_list("content__action", flat=True)
    assert list(versions) == ["First.", "From the phone.", "Typed here."]


def test_a_version_is_looked_at_and_comes_back(alice_client, alice):
    story = make_story(alice, action="First.")
    alice_client.post(f"/stories/{story.pk}/edit/", typed(version=1, action="Second."))

    page = alice_client.get(f"/stories/{story.pk}/versions/1/").text
    answer = alice_client.post(f"/stories/{story.pk}/restore/", {"key": uuid.uuid4(), "number": 1}, follow=True)

    assert "First." in page
    assert "Bring it back" in page
    assert notices_of(answer) == ["success"]
    assert "First." in answer.text
    assert "3 versions" in answer.text
    assert alice_client.get(f"/stories/{story.pk}/versions/9/").status_code == 404


def test_editing_keeps_the_questions_of_decks_that_are_paused(alice_client, alice, deck):
    story = make_story(alice, questions=["mistake", "elsewhere"])

    alice_client.post(f"/stories/{story.pk}/edit/", typed(version=1, questions=["pitch"]))

    story.refresh_from_db()
    assert story.questions == ["pitch", "elsewhere"]


def test_its_words_are_counted_while_it_is_typed(alice_client):
    told = alice_client.post("/stories/count/", {"purpose": "pitch", "action": "word " * 300})

    assert told.status_code == 200
    assert "2:00" in told.text
    assert "20 s too long" in told.text
    assert "<html" not in told.text


def test_counting_has_its_budget(alice_client, settings):
    settings.READING_SECONDS = 0

    assert alice_client.post("/stories/count/", {"action": "word"}).status_code == 429


def test_deleted_it_is_gone(alice_client, alice):
    story = make_story(alice)

    answer = alice_client.post(f"/stories/{story.pk}/delete/", {"key": uuid.uuid4()}, follow=True)

    assert notices_of(answer) == ["success"]
    assert not Story.objects.exists()
    assert alice_client.get(f"/stories/{story.pk}/").status_code == 404
