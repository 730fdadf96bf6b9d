"""What one learner can store: exactly the limit works, one more is refused with a sentence and nothing is lost."""

import uuid

import pytest

from cards.exchange.drafts import CardDraft, DeckDraft, TopicDraft
from cards.models import Card, Deck, Receipt
from cards.operations.builtin_decks import load_decks
from cards.services import cards as services
from cards.services.cards import OwnDraft
from cards.services.limits import TooMuch, stored_bytes
from tests.factories import NOW, transactions_while_reading

pytestmark = pytest.mark.django_db


def recall(question="What is an ETag?", **columns):
    content = {"question": question, "answer": "A validator.", "points": [], "notes": ""}
    return OwnDraft("recall", content, **({"new_deck": "Mine"} | columns))


def cloze(text):
    return OwnDraft("cloze", {"text": text, "points": [], "notes": ""}, new_deck="Mine")


def create(learner, text):
    return services.create_card(learner, text, key=uuid.uuid4(), now=NOW)


def edit(learner, card_id, text, version=1):
    return services.edit_card(learner, card_id, text, version=version, key=uuid.uuid4(), now=NOW)


def test_as_many_cards_as_the_limit_and_no_more(alice, bob, settings):
    settings.OWN_CARDS = 3
    create(alice, recall())

    with pytest.raises(TooMuch, match="That would be 4 cards of your own"):
        create(alice, cloze("{{c1::a}} {{c2::b}} {{c3::c}}"))
    create(alice, cloze("{{c1::a}} {{c2::b}}"))
    with pytest.raises(TooMuch, match="3 can be kept"):
        create(alice, recall("One more?"))

    assert Card.objects.count() == 3
    create(bob, recall())


def test_deleted_cards_count_and_an_edit_may_add_no_gap_beyond_the_limit(alice, settings):
    settings.OWN_CARDS = 3
    (deleted,) = create(alice, recall())
    services.delete_card(alice, deleted, key=uuid.uuid4(), now=NOW)
    first, _ = create(alice, cloze("{{c1::a}} {{c2::b}}"))

    with pytest.raises(TooMuch):
        edit(alice, first, cloze("{{c1::a}} {{c2::b}} {{c3::c}}"))
    edit(alice, first, cloze("{{c1::a}} {{c2::c}}"))

    assert [card.content["text"] for card in Card.objects.filter(kind="cloze")] == ["{{c1::a}} {{c2::c}}"] * 2


def test_as_many_bytes_as_the_limit_and_no_more(alice, settings):
    (card_id,) = create(alice, recall("x" * 1_000))
    settings.OWN_CARDS_BYTES = stored_bytes(alice)

    with pytest.raises(TooMuch, match="MiB can be kept"):
        create(alice, recall("a"))
    with pytest.raises(TooMuch):
        edit(alice, card_id, recall("x" * 1_001))
    edit(alice, card_id, recall("y" * 1_000))

    assert Card.objects.get().content["question"] == "y" * 1_000


def test_what_a_refused_write_was_can_be_sent_again_with_its_key(alice, settings):
    settings.OWN_CARDS = 0
    key = uuid.uuid4()
    with pytest.raises(TooMuch):
        services.create_card(alice, recall(), key=key, now=NOW)
    assert not Receipt.objects.exists()
    assert not Deck.objects.exists()

    settings.OWN_CARDS = 1

    assert services.create_card(alice, recall(), key=key, now=NOW)


def test_as_many_decks_as_the_limit_and_no_more(alice, settings):
    settings.OWN_DECKS = 2
    first = services.create_deck(alice, "One", key=uuid.uuid4(), now=NOW)
    services.create_deck(alice, "Two", key=uuid.uuid4(), now=NOW)

    with pytest.raises(TooMuch, match="2 decks can be kept"):
        services.create_deck(alice, "Three", key=uuid.uuid4(), now=NOW)
    with pytest.raises(TooMuch):
        create(alice, recall(new_deck="Three"))
    assert services.create_deck(alice, "one", key=uuid.uuid4(), now=NOW) == first

    services.delete_deck(alice, first, key=uuid.uuid4(), now=NOW)
    services.create_deck(alice, "Three", key=uuid.uuid4(), now=NOW)
    with pytest.raises(TooMuch):
        services.restore_deck(alice, first, key=uuid.uuid4(), now=NOW)


def test_decks_that_come_and_go_end_too(alice, settings):
    settings.OWN_DECKS_EVER = 3
    for title in ("One", "Two", "Three"):
        deck = services.create_deck(alice, title, key=uuid.uuid4(), now=NOW)
        services.delete_deck(alice, deck, key=uuid.uuid4(), now=NOW)

    with pytest.raises(TooMuch, match="deleted ones included"):
        services.create_deck(alice, "Four", key=uuid.uuid4(), now=NOW)


@pytest.mark.django_db(transaction=True)
def test_no_text_is_read_while_a_transaction_is_open(alice):
    text = cloze("{{c1::one}} *reading* of {{c2::it}}")
    ids, while_created = transactions_while_reading(create, alice, text)
    deck = Deck.objects.get()
    other = Deck.objects.get(pk=services.create_deck(alice, "Other", key=uuid.uuid4(), now=NOW))

    _, while_edited = transactions_while_reading(edit, alice, ids[0], cloze("{{c1::another}} reading of {{c2::it}}"))
    _, while_tagged = transactions_while_reading(services.tag_cards, alice, ids, add="http", key=uuid.uuid4(), now=NOW)
    _, while_moved = transactions_while_reading(services.move_cards, alice, ids, other, key=uuid.uuid4(), now=NOW)

    assert (deck.title, True in while_created, True in while_edited) == ("Mine", False, False)
    assert 1 <= len(while_edited) <= len(while_created) <= 2  # the text, and once the empty notes
    assert while_tagged == while_moved == []


@pytest.mark.django_db(transaction=True)
def test_no_text_is_read_while_the_transaction_of_loading_decks_is_open(tmp_path):
    card = CardDraft("a", "recall", {"question": "A rare question?", "answer": "*Yes*", "points": [], "notes": ""})
    gaps = CardDraft("b", "cloze", {"text": "{{c1::a}} rare {{c2::b}}", "points": [], "notes": ""})
    topic = TopicDraft("t", "T", 1, primer="A rare *primer*", cards=(card, gaps))
    deck = DeckDraft("d", "D", description="A rare *description*", topics=(topic,))

    (loaded,), seen = transactions_while_reading(load_decks, [deck], now=NOW)
    (again,), seen_again = transactions_while_reading(load_decks, [deck], now=NOW)

    assert len(loaded.added) == 3
    assert len(seen) >= 4
    assert True not in seen
    assert (again.added, again.edited, seen_again) == ([], [], [])
