"""A behavioural question on the page of practice: a story is chosen, told, graded by the rubric, and counted."""

import re
import uuid
from html import unescape

import pytest

from cards.models import Attempt, Card, Review, Schedule, Story
from tests.factories import enrolled, make_behavioural, make_deck, make_design, make_story
from tests.pages import errors_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/practice/mistake/"


@pytest.fixture
def card(alice):
    deck = make_deck("behave")
    card = make_behavioural(deck)
    make_design(deck)
    enrolled(alice, deck)
    return card


def hidden(page):
    return dict(re.findall(r'<input type="hidden" name="([\w.]+)" value="([^"]*)"', page))


def begun(client, url=URL):
    client.post(f"{url}begin/", {"key": uuid.uuid4()})
    return client.get(url).text


def chosen(client, story):
    client.post(f"{URL}keep/", hidden(begun(client)) | {"detail.story": story.pk})
    return client.get(URL).text


def shown(page):
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def test_it_is_told_without_headings_and_the_guide_is_held_back(alice_client, card):
    page = begun(alice_client)

    assert "You have no story yet." in page
    assert 'href="/stories/new/?question=mistake"' in page
    assert 'name="part.0"' not in page
    assert "Under headings" not in page
    assert "whom you told" not in page
    assert "As one text" not in page


def test_stories_are_suggested_and_the_chosen_one_is_at_hand_folded(alice_client, alice, card):
    other = make_story(alice, "Other")
    fit = make_story(alice, "Fitting", competencies=["failure"], action="I **asked** first.")

    page = begun(alice_client)
    after = chosen(alice_client, fit)

    assert page.index("Fitting") < page.index("Other")
    assert "would do" in shown(page)
    assert re.search(rf'name="detail.story" value="{other.pk}"', page)
    assert "asked" not in page
    assert "<strong>asked</strong>" in after
    assert hidden(after)["detail.story"] == str(fit.pk)
    assert Attempt.objects.get().detail == {"story": fit.pk}


def test_nobody_tells_a_story_of_somebody_else(alice_client, bob, card):
    story = make_story(bob, "Of Bob")
    answer = alice_client.post(f"{URL}keep/", hidden(begun(alice_client)) | {"detail.story": story.pk})

    assert answer.status_code == 422
    assert "is no longer there" in answer.text
    assert "Of Bob" not in answer.text
    assert Attempt.objects.get().detail == {}


def test_it_is_graded_with_its_story_which_then_counts_as_told(alice_client, alice, card):
    story = make_story(alice, competencies=["failure"])
    alice_client.post(f"{URL}done/", hidden(chosen(alice_client, story)) | {"text": "Told it.", "seconds": "150"})
    page = alice_client.get(URL).text
    ticks = {"detail.points.0": "said", "detail.points.1": "said", "quality": ""}

    alice_client.post(f"{URL}grade/", hidden(page) | ticks)

    assert "whom you told" in page
    assert "The story: The double payout" in shown(page)
    result = alice_client.get(f"{URL}result/").text
    review = Review.objects.get()
    assert f'href="/stories/{story.pk}/edit/"' in result
    assert (review.quality, review.seconds) == (5, 150)
    assert review.detail == {"points": {"0": "said", "1": "said"}, "text": "Told it.", "story": story.pk}
    assert "Told once, last 100 of 100" in shown(alice_client.get("/stories/").text)
    assert "A mistake of yours" in alice_client.get(f"/stories/{story.pk}/").text


def test_choosing_a_story_is_no_part_of_the_telling(alice_client, alice, card):
    first, second = make_story(alice), make_story(alice, "Another")
    page = begun(alice_client)
    alice_client.post(f"{URL}keep/", hidden(page) | {"seconds": "40"})
    waited = Attempt.objects.get().seconds
    alice_client.post(f"{URL}keep/", hidden(page) | {"seconds": "60", "detail.story": first.pk})
    chosen_at = Attempt.objects.get().seconds
    alice_client.post(f"{URL}keep/", hidden(page) | {"seconds": "90", "detail.story": first.pk})
    told = Attempt.objects.get().seconds
    alice_client.post(f"{URL}keep/", hidden(page) | {"seconds": "95", "detail.story": second.pk})

    assert (waited, chosen_at, told, Attempt.objects.get().seconds) == (40, 0, 90, 0)


def test_a_learner_writes_a_question_of_her_own(alice_client, alice):
    form = {
        "key": uuid.uuid4(), "kind": "behavioural", "new_deck": "Mine", "design-question": "Tell me about a *quarrel*.",
        "guide": "Both sides.", "rubric": "[60! own-part] Says what was hers\n[40!] Says how it ended",
        "competencies": "conflict", "minutes": "4",
    }  # fmt: skip

    refused = alice_client.post("/cards/new/", form | {"competencies": "bravery"})
    alice_client.post("/cards/new/", form)

    assert refused.status_code == 422
    assert errors_of(refused) == {"competencies"}
    written = Card.objects.get()
    assert (written.title, written.minutes, written.content["competencies"]) == ("A quarrel", 4, ["conflict"])
    assert "A quarrel" in alice_client.get("/stories/").text


def test_a_red_flag_caps_the_grade_and_is_kept(alice_client, card):
    alice_client.post(f"{URL}done/", hidden(begun(alice_client)))
    page = alice_client.get(URL).text
    ticks = {"detail.points.0": "said", "detail.points.1": "said", "detail.flags.blame": "on", "quality": ""}

    told = alice_client.post(f"{URL}keep/", hidden(page) | ticks, headers={"HX-Request": "true"})
    refused = alice_client.post(f"{URL}grade/", hidden(page) | ticks | {"schedule": "9"})
    alice_client.post(f"{URL}grade/", hidden(page) | ticks)
    again = alice_client.post(f"{URL}grade/", hidden(page) | ticks)

    assert "100 of 100, but a red flag (I blamed somebody)" in told.text
    assert refused.status_code == 409
    assert 'name="detail.flags.blame" checked' in refused.text
    assert again.status_code == 303
    review = Review.objects.get()
    assert (review.quality, review.detail["flags"]) == (2, {"blame": "on"})


def test_flags_that_there_are_none_of_are_refused(alice_client, card):
    alice_client.post(f"{URL}done/", hidden(begun(alice_client)))
    page = alice_client.get(URL).text

    answer = alice_client.post(f"{URL}grade/", hidden(page) | {"detail.flags.luck": "on", "quality": ""})

    assert answer.status_code == 422
    assert not Review.objects.exists()


def test_a_deleted_story_keeps_nobody_from_grading(alice_client, alice, card):
    story = make_story(alice)
    alice_client.post(f"{URL}done/", hidden(chosen(alice_client, story)))
    Story.objects.all().delete()
    page = alice_client.get(URL).text

    alice_client.post(f"{URL}grade/", hidden(page) | {"detail.points.0": "said", "quality": ""})

    assert Review.objects.get().detail["story"] == story.pk
    assert alice_client.get(f"{URL}result/").status_code == 200


def test_only_this_page_may_listen(alice_client, card):
    telling = alice_client.get(URL)
    elsewhere = [alice_client.get(url) for url in ("/practice/limiter/", "/stories/", "/review/", "/")]

    assert "microphone=(self)" in telling["Permissions-Policy"]
    assert "media-src blob:" in telling["Content-Security-Policy"]
    for page in elsewhere:
        assert page["Permissions-Policy"].startswith("microphone=()")
        assert "blob:" not in page["Content-Security-Policy"]


def test_it_never_comes_in_the_queue_of_cards(alice, card):
    assert not Schedule.objects.of(alice).active().filter(card=card).exists()
