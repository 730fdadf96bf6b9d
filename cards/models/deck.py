"""Decks, their topics and cards, and who is enrolled."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from cards.kinds.drill import address_of


class DeckQuerySet(models.QuerySet["Deck"]):
    def visible_to(self, learner):
        """Built-in decks, and the learner's own."""
        return self.filter(Q(owner=None) | Q(owner=learner.pk), is_retired=False)

    def owned_by(self, learner):
        return self.filter(owner=learner.pk, is_retired=False)


class Deck(models.Model):
    """A built-in track ("Stripe Backend Engineer"), a pack that tracks include, or a learner's own deck."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    slug = models.SlugField(max_length=80, db_index=False)
    title = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    description_html = models.TextField(blank=True)
    company = models.CharField(max_length=80, blank=True)
    role = models.CharField(max_length=80, blank=True)
    is_pack = models.BooleanField(default=False)
    packs = models.ManyToManyField("self", symmetrical=False, related_name="tracks", blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    # As in deck.md: stages, skills, coverage, sources.
    about = models.JSONField(default=dict, blank=True)
    is_retired = models.BooleanField(default=False)

    objects = DeckQuerySet.as_manager()

    class Meta:
        ordering = ["position", "title"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "slug"], name="one_slug_an_owner"),
            models.UniqueConstraint(fields=["slug"], condition=Q(owner=None), name="one_slug_built_in"),
        ]

    def __str__(self) -> str:
        return self.title


class Topic(models.Model):
    """A chapter of a deck, with the primer that is read once before its cards."""

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="topics", db_index=False)
    slug = models.SlugField(max_length=80, db_index=False)
    title = models.CharField(max_length=120)
    position = models.PositiveSmallIntegerField(default=0)
    primer = models.TextField(blank=True)
    primer_html = models.TextField(blank=True)

    class Meta:
        ordering = ["position", "slug"]
        constraints = [models.UniqueConstraint(fields=["deck", "slug"], name="one_slug_a_deck")]

    def __str__(self) -> str:
        return self.title


class CardQuerySet(models.QuerySet["Card"]):
    def visible_to(self, learner):
        """Cards of built-in decks and the learner's own, deleted ones left out."""
        return self.filter(Q(deck__owner=None) | Q(deck__owner=learner.pk)).exclude(status=Card.Status.DELETED)

    def owned_by(self, learner):
        return self.filter(deck__owner=learner.pk).exclude(status=Card.Status.DELETED)

    def in_track(self, deck):
        """The active cards of a deck and of the packs that it includes, in learning order."""
        return self.filter(Q(deck=deck) | Q(deck__tracks=deck), status=Card.Status.ACTIVE).distinct()


class Card(models.Model):
    """One thing that is scheduled. A cloze text with five numbers is five cards: siblings, with one deck and key."""

    class Status(models.TextChoices):
        ACTIVE = "active"
        RETIRED = "retired"  # taken out of its built-in deck; history stays
        DELETED = "deleted"  # by its owner, who can bring it back

    deck = models.ForeignKey(Deck, on_delete=models.CASCADE, related_name="cards", db_index=False)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="cards", null=True, blank=True)
    key = models.CharField(max_length=100)
    ordinal = models.PositiveSmallIntegerField(default=0)  # the cloze number; 0 for a card without siblings
    kind = models.CharField(max_length=20)
    content = models.JSONField()  # the source, as its kind defines it
    html = models.JSONField()  # `content` rendered, by field: a cache
    digest = models.CharField(max_length=64)  # of content and renderer: tells whether `html` is current
    title = models.CharField(max_length=250)
    search = models.TextField(blank=True)  # lower-case plain text of question, answer and tags
    stage = models.CharField(max_length=20, blank=True)  # of an interview loop, the primary one
    stages = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=list, blank=True)
    sources = models.JSONField(default=list, blank=True)  # [{"title", "url", "seen"}]
    minutes = models.FloatField(default=1)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    rev = models.PositiveIntegerField(default=1)  # higher: the meaning changed, learners are asked again
    rev_at = models.DateTimeField(null=True, blank=True)  # when it last rose; reviews before it know the old meaning
    check_by = models.DateField(null=True, blank=True)
    about = models.JSONField(default=dict, blank=True)  # seed, requires
    position = models.PositiveIntegerField(default=0)
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)
    version = models.PositiveIntegerField(default=1)  # moves with every edit
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()

    objects = CardQuerySet.as_manager()

    class Meta:
        ordering = ["position", "key", "ordinal"]
        constraints = [models.UniqueConstraint(fields=["deck", "key", "ordinal"], name="one_card_a_key")]
        indexes = [models.Index(fields=["deck", "status", "position"], name="cards_of_a_deck")]

    def __str__(self) -> str:
        return self.title

    @property
    def address(self) -> str:
        """How a practice is called in an address."""
        return address_of(self.key)

    @property
    def siblings(self) -> str:
        """What this card's siblings share; empty for a card without any."""
        return f"{self.deck_id}/{self.key}" if self.ordinal else ""


class Enrolment(models.Model):
    """A learner studies a deck. Paused: its cards wait, their schedules stay."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False)
    deck = models.ForeignKey(Deck, on_delete=models.CASCADE)
    is_paused = models.BooleanField(default=False)
    enrolled_at = models.DateTimeField()
    # {stage: 1 to 9}, where the learner says that a stage weighs otherwise than the track has it.
    weights = models.JSONField(default=dict, db_default={}, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "deck"], name="one_enrolment_a_deck")]

    @property
    def stages(self) -> list[dict[str, Any]]:
        """What the deck says of its stages, each with the weight that it has for this learner."""
        own = self.weights if isinstance(self.weights, dict) else {}
        stages = self.deck.about.get("stages", [])
        return [stage | {"weight": own.get(stage["slug"], stage.get("weight", 1))} for stage in stages]
