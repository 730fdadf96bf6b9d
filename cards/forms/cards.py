"""What a learner writes about cards and decks of their own, checked."""

from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from django import forms
from django.conf import settings
from django.db.models import BigAutoField
from django.utils.functional import cached_property

from cards.forms.keys import KeyForm
from cards.kinds import KINDS, USUAL_KIND, Content, Flaw, Kind, Section
from cards.kinds.forms import Unreadable
from cards.kinds.points import is_something
from cards.markdown import excess
from cards.models import Deck, Learner
from cards.queries.states import FORMER_NAMES, OWN_STATES, STATES
from cards.searching import CONTROLS
from cards.services.cards import OwnDraft
from cards.spelling import fold
from cards.stages import STAGES

FIRST_DECK = "My cards"
MOST_MINUTES = 120
WORDS = forms.TextInput(attrs={"dir": "auto"})
STAGE_CHOICES = [("", "Any stage"), *STAGES.items()]


def read_tags(value: str) -> list[str]:
    """Tags between commas, each once, however it is written."""
    tags: dict[str, str] = {}
    for tag in normalize("NFC", value).split(","):
        tag = " ".join(tag.split())
        if is_something(tag):
            tags.setdefault(fold(tag), tag)
    return list(tags.values())


class SourceField(forms.CharField):
    """Markdown as it was typed, with the line ends that everything else here has.

    `required` is only what its label says: which texts a card must have, its kind checks.
    """

    def __init__(self, *, rows: int, required: bool = False, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "true", "dir": "auto"})
        super().__init__(required=required, widget=widget, **options)

    def validate(self, value: str) -> None:
        pass

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")


def written_kinds() -> list[Kind]:
    """Those that learners write cards of, in the order of the choices."""
    return [kind for kind in KINDS.values() if kind.is_written]


@dataclass
class SectionField:
    """A field of the editor: a section that learners write, of one kind or of several that write it alike."""

    name: str
    section: Section
    kinds: list[Kind]

    @property
    def numbers(self) -> str:
        """Which of the choices of a kind it is for: the style sheet shows it with these."""
        return " ".join(str(number) for number, kind in enumerate(written_kinds(), 1) if kind in self.kinds)

    def made(self) -> SourceField:
        section = self.section
        return SourceField(rows=section.rows, required=section.required, label=section.title, help_text=section.help)


def section_fields() -> list[SectionField]:
    """What the editor has for all kinds: first what only one of them has. Two that write it differently have two."""
    found: dict[str, SectionField] = {}
    for kind in written_kinds():
        for section in kind.sections:
            if section.shape.typed is None:
                continue
            alike = next((each for each in found.values() if each.section.looks_like(section)), None)
            if alike:
                alike.kinds.append(kind)
                continue
            is_free = section.field not in found and section.field not in [*CardForm.base_fields, "next", "another"]
            name = section.field if is_free else f"{kind.name}-{section.field}"
            found[name] = SectionField(name, section, [kind])
    return sorted(found.values(), key=lambda field: len(field.kinds))


def names_of(kind: Kind) -> dict[str, str]:
    """What the editor calls the content fields of a kind that learners write, by field."""
    return {field.section.field: field.name for field in section_fields() if kind in field.kinds}


def written_values(kind: Kind, content: Content) -> dict[str, str]:
    """What the editor shows of a card: what it says, and what it would start with as a card of each other kind."""
    says = {
        (section.field, section.form): section.written_of(content) for section in kind.sections if section.shape.typed
    }
    values = {names_of(kind)[field]: text for (field, _), text in says.items()}
    for other in written_kinds():
        alike = {field: text for (field, form), text in says.items() if other.has(field, form)}
        for field, text in ({} if other is kind else alike | other.takes(kind.gives(content))).items():
            values.setdefault(names_of(other)[field], text)
    return values


def kind_choices() -> list[tuple[str, str]]:
    return [(kind.name, kind.label) for kind in written_kinds()]


def any_kind() -> list[tuple[str, str]]:
    return [("", "Any"), *((kind.name, kind.label) for kind in KINDS.values())]


class StateField(forms.ChoiceField):
    """A state to filter a list of cards by."""

    def __init__(self, states: dict[str, str]) -> None:
        super().__init__(required=False, choices=[("", "Any"), *states.items()])

    def to_python(self, value: Any) -> str:
        state = super().to_python(value)
        return FORMER_NAMES.get(state, state)


class SearchField(forms.CharField):
    """Words to look for. A sign that no keyboard has is a space."""

    def __init__(self) -> None:
        most = settings.SEARCH_CHARACTERS
        super().__init__(required=False, max_length=most)
        self.error_messages["max_length"] = f"At most {most} characters can be looked for."

    def to_python(self, value: Any) -> str:
        return super().to_python(CONTROLS.sub(" ", value or ""))


class CardForm(KeyForm):
    use_required_attribute = False  # the browser would insist on the fields of the other kinds

    key = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    card = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=kind_choices, widget=forms.RadioSelect, initial=USUAL_KIND)
    deck = forms.ModelChoiceField(queryset=Deck.objects.none(), required=False, to_field_name="slug")
    new_deck = forms.CharField(required=False, max_length=120, label="Or a new deck", widget=WORDS)
    tags = forms.CharField(required=False, max_length=2_000, help_text="Separated by commas.", widget=WORDS)
    stage = forms.ChoiceField(required=False, choices=STAGE_CHOICES, label="Stage of the interview")
    minutes = forms.FloatField(
        required=False, min_value=1, max_value=MOST_MINUTES, label="Minutes", help_text="What the answer may take."
    )
    asks_again = forms.BooleanField(required=False, label="The meaning changed: ask me again today")

    def __init__(self, learner: Learner, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.section_fields = section_fields()
        self.fields |= {field.name: field.made() for field in self.section_fields}
        self.own_decks = Deck.objects.owned_by(learner)
        self.fields["deck"].queryset = self.own_decks
        self.fields["deck"].empty_label = "Choose a deck"
        self.content: dict[str, Any] = {}
        self.flaws: list[Flaw] = []

    @property
    def sections(self) -> list[tuple[SectionField, forms.BoundField]]:
        return [(field, self[field.name]) for field in self.section_fields]

    @property
    def practice_numbers(self) -> str:
        """Which of the choices of a kind say how many minutes they take."""
        return " ".join(str(number) for number, kind in enumerate(written_kinds(), 1) if kind.is_practice)

    @cached_property
    def has_decks(self) -> bool:
        """Without one there is nothing to choose from: a newcomer only names the first."""
        return self.own_decks.exists()

    def clean_new_deck(self) -> str:
        title = " ".join(self.cleaned_data["new_deck"].split())
        if title and not is_something(title):
            raise forms.ValidationError("Give the deck a name that can be seen.")
        return title

    def clean_tags(self) -> list[str]:
        tags = read_tags(self.cleaned_data["tags"])
        if len(tags) > settings.TAGS_PER_CARD:
            raise forms.ValidationError(f"At most {settings.TAGS_PER_CARD} tags.")
        long = [tag for tag in tags if len(tag) > settings.TAG_CHARACTERS]
        if long:
            raise forms.ValidationError(f"“{long[0][:60]}” is longer than {settings.TAG_CHARACTERS} characters.")
        return tags

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if "kind" not in values:
            return values
        kind = KINDS[values["kind"]]
        names = names_of(kind)
        # Kept, because a field with an error is no longer among the cleaned ones, and the preview tells the same.
        self.flaws = self._read(kind, names) or kind.check(self.content)
        for field, message in self.flaws:
            self.add_error(names.get(field), message[:1].upper() + message[1:])
        return values

    def _read(self, kind: Kind, names: dict[str, str]) -> list[Flaw]:
        """Keep what the fields say as the card's kind stores it, and return what of it cannot be read."""
        unreadable = []
        for section in kind.sections:
            if section.shape.typed is None:
                continue
            try:
                self.content[section.field] = section.shape.typed(self.cleaned_data.get(names[section.field], ""))
            except Unreadable as error:
                unreadable.append(Flaw(section.field, str(error)))
        return unreadable

    def written(self) -> OwnDraft:
        values = self.cleaned_data
        return OwnDraft(
            kind=values["kind"],
            content=self.content,
            tags=tuple(values["tags"]),
            stage=values["stage"],
            deck=values["deck"],
            new_deck=values["new_deck"],
            minutes=values["minutes"] if KINDS[values["kind"]].is_practice else None,
        )


class SaveCardForm(CardForm):
    """The same when it is to be kept: then it also needs a deck."""

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not values.get("deck") and not values.get("new_deck") and "deck" not in self.errors:
            if self.has_decks:
                self.add_error("deck", "Choose a deck, or name a new one.")
            else:
                self.add_error("new_deck", "Name the deck it goes into.")
        return values


class ListForm(forms.Form):
    """What the list of cards is asked for."""

    q = SearchField()
    deck = forms.CharField(required=False, max_length=80)
    tag = forms.CharField(required=False, max_length=settings.TAG_CHARACTERS)
    kind = forms.ChoiceField(required=False, choices=any_kind)
    stage = forms.CharField(required=False, max_length=20)
    state = StateField(OWN_STATES)
    all = forms.BooleanField(required=False)
    page = forms.IntegerField(required=False, min_value=1, max_value=2_000)
    print = forms.IntegerField(required=False, min_value=1, max_value=1_000)

    @property
    def kinds(self) -> list[tuple[str, str]]:
        """Those to filter by. Nobody writes a drill: there are some only among the cards of built-in decks."""
        asked = self.cleaned_data
        if asked.get("kind") or asked.get("all") or asked.get("state") == "leech":
            return any_kind()
        return [("", "Any"), *kind_choices()]


class SeenFromForm(forms.Form):
    """From where a card's page is looked at: see cards.views.card."""

    deck = forms.SlugField(required=False, max_length=80)
    next = forms.ChoiceField(required=False, choices=[("review", "Review")])
    only = forms.IntegerField(required=False, min_value=1, max_value=BigAutoField.MAX_BIGINT)
    after = forms.IntegerField(required=False, min_value=1, max_value=BigAutoField.MAX_BIGINT)
    ahead = forms.ChoiceField(required=False, choices=[(way, way) for way in ("on", "missed", "points")])


class SearchForm(forms.Form):
    """What is looked for in all that a learner studies. `deck` is an id: two decks may have one slug."""

    q = SearchField()
    deck = forms.IntegerField(required=False, min_value=1)
    state = StateField(STATES)
    page = forms.IntegerField(required=False, min_value=1, max_value=200)


class SelectedForm(KeyForm):
    """The cards that are ticked in the list."""

    cards = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        ticked = data.getlist("cards")[: settings.CARDS_PER_PAGE * 2]
        self.fields["cards"].choices = [(pk, pk) for pk in ticked if pk.isdecimal() and len(pk) < 19]
        self.fields["cards"].error_messages["required"] = "Tick the cards first."


class MoveForm(SelectedForm):
    deck = forms.ModelChoiceField(
        queryset=Deck.objects.none(),
        to_field_name="slug",
        error_messages={"required": "Choose a deck to move them to."},
    )

    def __init__(self, learner: Learner, data: Any) -> None:
        super().__init__(data)
        self.fields["deck"].queryset = Deck.objects.owned_by(learner)


class TagForm(SelectedForm):
    name = forms.CharField(max_length=settings.TAG_CHARACTERS, error_messages={"required": "Write the tag."})
    remove = forms.BooleanField(required=False)

    def clean_name(self) -> str:
        tags = read_tags(self.cleaned_data["name"])
        if len(tags) != 1:
            raise forms.ValidationError("One tag at a time, without a comma.")
        return tags[0]


class DeckForm(KeyForm):
    title = forms.CharField(max_length=120, error_messages={"required": "Give the deck a name."})

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        if not is_something(title):
            raise forms.ValidationError("Give the deck a name that can be seen.")
        return title


class NoteForm(KeyForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    note = SourceField(
        rows=8, label="Your note", max_length=settings.NOTE_CHARACTERS, help_text="Markdown. Only you see it."
    )

    def clean_note(self) -> str:
        problem = excess(self.cleaned_data["note"])
        if problem:
            raise forms.ValidationError(f"The note {problem}.")
        return self.cleaned_data["note"]
