"""A learner's stories: written, changed, brought back as they were, and deleted. Every version is kept."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from cards.kinds import Detail, Unfit
from cards.models import Learner, Receipt, Story, StoryVersion
from cards.services.limits import TooMuch
from cards.services.once import Stale, once

Content = dict[str, Any]


def create_story(learner: Learner, purpose: str, content: Content, *, key: UUID, now: datetime) -> int:
    """Returns its id. Raises TooMuch."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        if Story.objects.of(learner).count() >= settings.STORIES:
            raise TooMuch(f"You have {settings.STORIES} stories, which is the most there can be. Delete one first.")
        story = Story.objects.create(learner=learner, purpose=purpose, content=content, created_at=now, saved_at=now)
        _keep_version(story)
        return {"story": story.pk}

    return once(learner, key, "create-story", {"purpose": purpose, "content": content}, write, now=now)["story"]


def edit_story(learner: Learner, story_id: int, content: Content, *, version: int, key: UUID, now: datetime) -> int:
    """Save it anew; what it was stays as a version, and the same text is none. Returns the number of the version.

    Raises Story.DoesNotExist, and Stale where another page saved since `version`.
    """

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        story = Story.objects.of(learner).get(pk=story_id)
        if story.version != version:
            raise Stale
        return {"version": _save(story, content, now)}

    payload = {"story": story_id, "content": content, "version": version}
    return once(learner, key, "edit-story", payload, write, now=now)["version"]


def restore_version(learner: Learner, story_id: int, number: int, *, key: UUID, now: datetime) -> int:
    """Save what it was then as its newest version. Raises StoryVersion.DoesNotExist."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        old = StoryVersion.objects.select_related("story").get(learner=learner, story=story_id, number=number)
        return {"version": _save(old.story, old.content, now)}

    return once(learner, key, "restore-version", {"story": story_id, "number": number}, write, now=now)["version"]


def delete_story(learner: Learner, story_id: int, *, key: UUID, now: datetime) -> None:
    """With all its versions. Reviews keep that it was told."""

    def write(learner: Learner, _: Receipt) -> dict[str, Any]:
        Story.objects.of(learner).get(pk=story_id).delete()
        return {"story": story_id}

    once(learner, key, "delete-story", {"story": story_id}, write, now=now)


def check_story(learner: Learner, detail: Detail) -> None:
    """Raises Unfit where an answer says that a story is told which the learner does not have."""
    told = detail.get("story")
    if told and not Story.objects.of(learner).filter(pk=told).exists():
        raise Unfit("The story that you chose is no longer there. Choose another one.")


def _save(story: Story, content: Content, now: datetime) -> int:
    if content != story.content:
        story.content, story.saved_at, story.version = content, now, story.version + 1
        story.save(update_fields=["content", "saved_at", "version"])
        _keep_version(story)
        StoryVersion.objects.filter(
            learner=story.learner_id, story=story, number__lte=story.version - settings.STORY_VERSIONS
        ).delete()
    return story.version


def _keep_version(story: Story) -> None:
    StoryVersion.objects.create(
        learner_id=story.learner_id,
        story=story,
        number=story.version,
        content=story.content,
        saved_at=story.saved_at,
    )
