"""Stories as they are saved: once a key, every version kept, and never over what another page saved."""

import uuid

import pytest

from cards.models import Story, StoryVersion
from cards.services.limits import TooMuch
from cards.services.once import KeyReused, Stale
from cards.services.stories import create_story, delete_story, edit_story, restore_version
from tests.factories import NOW, days_later, make_story

pytestmark = pytest.mark.django_db
CHANGED = {"title": "The double payout", "action": "I asked."}


def edit(learner, story, content=CHANGED, **options):
    options = {"version": story.version, "key": uuid.uuid4(), "now": days_later(1)} | options
    return edit_story(learner, story.pk, content, **options)


def test_it_is_made_once_a_key(alice):
    key = uuid.uuid4()

    made = [create_story(alice, "story", CHANGED, key=key, now=NOW) for _ in range(2)]

    assert made == [Story.objects.get().pk] * 2
    with pytest.raises(KeyReused):
        create_story(alice, "pitch", CHANGED, key=key, now=NOW)


def test_every_version_is_kept_and_the_same_text_is_none(alice):
    story = make_story(alice)

    assert edit(alice, story) == 2
    story.refresh_from_db()
    assert edit(alice, story) == 2

    assert (story.content, story.saved_at, story.created_at) == (CHANGED, days_later(1), NOW)
    assert [version.number for version in story.versions.order_by("number")] == [1, 2]


def test_what_another_page_saved_is_not_written_over(alice):
    story = make_story(alice)
    edit(alice, story)

    with pytest.raises(Stale):
        edit(alice, story, {"title": "Mine"})

    assert edit(alice, story, {"title": "Mine"}, version=2) == 3
    assert [version.content["title"] for version in story.versions.order_by("number")][-2:] == [
        "The double payout", "Mine",
    ]  # fmt: skip


def test_an_old_version_comes_back_as_the_newest(alice):
    story = make_story(alice, action="First.")
    edit(alice, story)

    assert restore_version(alice, story.pk, 1, key=uuid.uuid4(), now=days_later(2)) == 3

    story.refresh_from_db()
    assert story.content["action"] == "First."


def test_the_oldest_versions_go(alice, settings):
    settings.STORY_VERSIONS = 2
    story = make_story(alice)

    for number in (1, 2, 3):
        edit(alice, story, {"title": f"Title {number}"}, version=number)

    assert sorted(story.versions.values_list("number", flat=True)) == [3, 4]


def test_there_are_so_many_stories_and_no_more(alice, settings):
    settings.STORIES = 1
    make_story(alice)

    with pytest.raises(TooMuch, match="You have 1 stories"):
        make_story(alice)


def test_bob_can_do_nothing_to_it(alice, bob):
    story = make_story(alice)

    for write in (
        lambda: edit(bob, story),
        lambda: delete_story(bob, story.pk, key=uuid.uuid4(), now=NOW),
    ):
        with pytest.raises(Story.DoesNotExist):
            write()
    with pytest.raises(StoryVersion.DoesNotExist):
        restore_version(bob, story.pk, 1, key=uuid.uuid4(), now=NOW)
    assert Story.objects.get().version == 1


def test_deleted_it_is_gone_with_its_versions(alice):
    story = make_story(alice)

    delete_story(alice, story.pk, key=uuid.uuid4(), now=NOW)

    assert not Story.objects.exists()
    assert not StoryVersion.objects.exists()
