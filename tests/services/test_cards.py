"""A learner's own cards: written once, edited together, deleted and brought back."""

import uuid
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Deck, Enrolment, Schedule
from cards.operations.check_data import check_cards
from cards.operations.check_learner import check_learner
from cards.queries.search import found_cards, own_cards, own_decks, same_question, tags_of
from cards.services import cards as services
from cards.services.accounts import save_settings
from cards.services.decks import pause
from cards.services.once import KeyReused, Stale
from cards.services.review import undo_review
from cards.spelling import fold
from tests.factories import NOW, make_card, make_deck, review, transactions_while_reading

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def recall(question="What is an ETag?", answer="A validator.", **columns):
    content = {"question": question, "answer": answer, "points": [], "notes": ""}
    return services.OwnDraft("recall", content, **({"new_deck": "Mine"} | columns))


def cloze(text, **columns):
    content = {"text": text, "points": [], "notes": ""}
    return services.OwnDraft("cloze", content, **({"new_deck": "Mine"} | columns))


def create(learner, text, key=None):
    return services.create_card(learner, text, key=key or uuid.uuid4(), now=NOW)


def edit(learner, card_id, text, version=1, **options):
    options.setdefault("key", uuid.uuid4())
    return services.edit_card(learner, card_id, text, version=version, now=NOW, **options)


def schedule_of(learner, card_id):
    return Schedule.objects.of(learner).get(card=card_id)


def test_the_learner_is_locked_once_in_a_write(alice):
    card = create(alice, recall())[0]
    writes = [
        lambda: create(alice, cloze("{{c1::a}} and {{c2::b}}", new_deck="Another")),
        lambda: edit(alice, card, recall("What is it?", new_deck="A third"), asks_again=True),
        lambda: services.create_deck(alice, "Fourth", key=uuid.uuid4(), now=NOW),
        lambda: save_settings(alice, {"new_per_day": 3, "rest_days": [6]}, key=uuid.uuid4(), now=NOW),
        lambda: undo_review(alice, key=uuid.uuid4(), now=NOW),
    ]

    read = []
    for write in writes:
        with CaptureQueriesContext(connection) as sent:
            write()
        read.append(sum('"cards_learner"."password"' in query["sql"] for query in sent))

    assert read == [1] * len(writes)


def test_a_new_card_is_the_next_new_one_of_its_owner(alice):
    (card_id,) = create(alice, recall(tags=("http",)))

    schedule = schedule_of(alice, card_id)
    assert (schedule.position, schedule.planned_for, schedule.is_shelved) == (0, None, False)
    assert Card.objects.get(pk=card_id).tags == ["http"]
    assert Enrolment.objects.get(learner=alice).deck.title == "Mine"


def test_the_same_key_makes_one_card(alice):
    key = uuid.uuid4()

    assert create(alice, recall(), key) == create(alice, recall(), key)
    with pytest.raises(KeyReused):
        create(alice, recall("Something else?"), key)

    assert Card.objects.count() == 1


def test_a_text_with_gaps_is_a_card_for_each_number(alice):
    ids = create(alice, cloze("{{c1::GET}} is safe, {{c2::PUT}} is idempotent."))

    assert [Card.objects.get(pk=pk).ordinal for pk in ids] == [1, 2]
    assert len({schedule_of(alice, pk).siblings for pk in ids} - {""}) == 1


def test_a_card_of_a_paused_deck_waits(alice):
    create(alice, recall())
    deck = Deck.objects.get()
    pause(alice, deck, key=uuid.uuid4(), now=NOW)

    (card_id,) = create(alice, recall("Another?", new_deck="", deck=deck))

    assert schedule_of(alice, card_id).is_shelved


def test_an_edit_keeps_the_schedule(alice):
    (card_id,) = create(alice, recall())
    review(alice, Card.objects.get(), 4)

    edit(alice, card_id, recall(answer="A version of a resource."))

    card, schedule = Card.objects.get(), schedule_of(alice, card_id)
    assert (card.version, card.rev, card.content["answer"]) == (2, 1, "A version of a resource.")
    assert schedule.planned_for == date(2026, 11, 24)


def test_a_changed_meaning_asks_today(alice):
    (card_id,) = create(alice, recall())
    review(alice, Card.objects.get(), 4)

    edit(alice, card_id, recall(answer="Something else."), asks_again=True)

    assert Card.objects.get().rev == 2
    assert schedule_of(alice, card_id).planned_for == TODAY


def test_an_edit_of_an_old_version_is_refused(alice):
    (card_id,) = create(alice, recall())
    edit(alice, card_id, recall(answer="First."))

    with pytest.raises(Stale):
        edit(alice, card_id, recall(answer="Second."))

    assert Card.objects.get().content["answer"] == "First."


def test_gaps_come_and_go_and_history_stays(alice):
    first, second = create(alice, cloze("{{c1::GET}} and {{c2::PUT}}"))
    review(alice, Card.objects.get(pk=second), 4)

    kept, third = edit(alice, first, cloze("{{c1::GET}} and {{c3::POST}}"))

    assert kept == first
    assert Card.objects.get(pk=second).status == "retired"
    assert schedule_of(alice, second).is_shelved
    assert schedule_of(alice, second).repetitions == 1
    assert not schedule_of(alice, third).is_shelved

    edit(alice, first, cloze("{{c1::GET}} and {{c2::PUT}}"), version=2)

    assert not schedule_of(alice, second).is_shelved
    assert Card.objects.get(pk=third).status == "retired"


def test_a_card_that_changes_its_kind_goes_on_with_its_history(alice):
    (card_id,) = create(alice, recall())
    review(alice, Card.objects.get(pk=card_id), 4)

    first, second = edit(alice, card_id, cloze("An {{c2::ETag}} is a {{c3::validator}}."))

    card = Card.objects.get(pk=card_id)
    assert (first, card.kind, card.ordinal) == (card_id, "cloze", 2)
    assert schedule_of(alice, card_id).repetitions == 1
    assert schedule_of(alice, second).repetitions == 0
    assert schedule_of(alice, card_id).siblings == schedule_of(alice, second).siblings == card.siblings != ""
    assert check_learner(alice) == []


def test_gaps_that_become_a_question_go_on_with_the_history_of_the_first(alice):
    first, second = create(alice, cloze("An {{c1::ETag}} is a {{c2::validator}}."))
    review(alice, Card.objects.get(pk=first), 4)

    assert edit(alice, second, recall()) == [first]

    card = Card.objects.get(pk=first)
    assert (card.kind, card.ordinal, card.siblings) == ("recall", 0, "")
    assert schedule_of(alice, first).siblings == ""
    assert schedule_of(alice, first).repetitions == 1
    assert schedule_of(alice, second).is_shelved
    assert Card.objects.get(pk=second).status == Card.Status.RETIRED
    assert check_learner(alice) == []
    assert list(check_cards()) == []


def test_a_card_that_gets_its_earlier_kind_back_is_as_it_was_then(alice):
    first, second = create(alice, cloze("An {{c1::ETag}} is a {{c2::validator}}."))
    review(alice, Card.objects.get(pk=second), 4)
    edit(alice, first, cloze("An ETag is a {{c2::validator}}."))

    edit(alice, second, recall(), version=2)
    ids = edit(alice, second, cloze("An {{c1::ETag}} is a {{c2::validator}}."), version=3)

    assert ids == [first, second]
    assert schedule_of(alice, second).repetitions == 1
    assert not schedule_of(alice, first).is_shelved
    assert check_learner(alice) == []
    assert list(check_cards()) == []


def test_deleting_takes_the_siblings_along_and_undo_brings_them_back(alice):
    first, second = create(alice, cloze("{{c1::GET}} and {{c2::PUT}}"))

    services.delete_card(alice, second, key=uuid.uuid4(), now=NOW)

    assert not own_cards(alice).exists()
    assert schedule_of(alice, first).is_shelved

    services.restore_card(alice, first, key=uuid.uuid4(), now=NOW)

    assert own_cards(alice).count() == 2
    assert not schedule_of(alice, second).is_shelved


def test_a_deck_comes_back_with_the_cards_that_went_with_it(alice):
    (gone,) = create(alice, recall("Gone before?"))
    (card_id,) = create(alice, recall("Goes along?"))
    deck = Deck.objects.get()
    services.delete_card(alice, gone, key=uuid.uuid4(), now=NOW.replace(hour=8))

    services.delete_deck(alice, deck.pk, key=uuid.uuid4(), now=NOW)

    assert own_decks(alice) == []
    assert schedule_of(alice, card_id).is_shelved

    services.restore_deck(alice, deck.pk, key=uuid.uuid4(), now=NOW)

    assert list(own_cards(alice).values_list("pk", flat=True)) == [card_id]
    assert not schedule_of(alice, card_id).is_shelved


def test_moving_and_tagging_take_the_siblings_along(alice):
    first, second = create(alice, cloze("{{c1::GET}} and {{c2::PUT}}"))
    other = Deck.objects.get(pk=services.create_deck(alice, "Other", key=uuid.uuid4(), now=NOW))

    assert services.move_cards(alice, [first], other, key=uuid.uuid4(), now=NOW) == 1
    services.tag_cards(alice, [first], add="Größe", key=uuid.uuid4(), now=NOW)

    card = Card.objects.get(pk=second)
    assert (card.deck_id, card.tags) == (other.pk, ["Größe"])
    assert schedule_of(alice, second).siblings == card.siblings
    assert [found.pk for found in found_cards(alice, [other], TODAY, tag="Größe").cards] == [second, first]


def test_bob_can_change_nothing_of_hers(alice, bob):
    (card_id,) = create(alice, recall())
    deck = Deck.objects.get()
    options = {"key": uuid.uuid4(), "now": NOW}

    for change in (
        lambda: edit(bob, card_id, recall()),
        lambda: services.delete_card(bob, card_id, **options),
        lambda: services.restore_card(bob, card_id, **options),
        lambda: services.tag_cards(bob, [card_id], add="x", **options),
    ):
        with pytest.raises(Card.DoesNotExist):
            change()
    for change in (services.delete_deck, services.restore_deck):
        with pytest.raises(Deck.DoesNotExist):
            change(bob, deck.pk, **options)
    with pytest.raises(Deck.DoesNotExist):
        create(bob, recall(new_deck="", deck=deck))


def test_a_built_in_card_cannot_be_edited(alice):
    card = make_card(make_deck(), "etag")

    with pytest.raises(Card.DoesNotExist):
        edit(alice, card.pk, recall())


@pytest.mark.parametrize("words", ["100%", "a_b", '"so"', "größe", "ÜBER", "it's", "mine über"])
def test_search_takes_every_character_as_itself(alice, words):
    create(alice, recall('Über 100% of a_b, "so" it\'s Größe?'))
    create(alice, recall("Over 1000 of aXb?", new_deck="Else"))

    found = found_cards(alice, own_decks(alice), TODAY, q=words)

    assert [card.title for card in found.cards] == ['Über 100% of a_b, "so" it\'s Größe?']


def test_the_same_question_is_noticed(alice, bob):
    create(alice, recall("What is an **ETag**?"))

    assert same_question(alice, "recall", recall().content)
    assert same_question(bob, "recall", recall().content) is None


def test_the_same_text_with_gaps_is_noticed(alice):
    create(alice, cloze("An {{c1::ETag}} is a {{c2::validator}}."))

    assert same_question(alice, "cloze", cloze("An {{c1::ETag}} is a {{c2::VALIDATOR}}.").content)
    assert same_question(alice, "cloze", cloze("An {{c1::ETag}} is a {{c2::version}}.").content) is None


def test_looking_for_the_same_question_reads_no_other_card(alice):
    for number in range(5):
        create(alice, recall("the same words first " * 12 + str(number)))
    content = recall("the same words first " * 12 + "7").content

    found, seen = transactions_while_reading(same_question, alice, "recall", content)

    assert found is None
    assert len(seen) <= 2  # the question and the answer of the new one


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("caf\u00e9", "cafe\u0301"),
        ("cafe\u0301", "CAF\u00c9"),
        ("ＡＰＩ", "api"),
        ("api", "ＡＰＩ"),
        ("\ufb01ne", "FINE"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("ｶﾞ", "ガ"),
    ],
)
def test_search_finds_a_word_however_it_was_typed(alice, written, words):
    create(alice, recall(f"What about {written} here?", tags=(f"tag {written}",)))
    create(alice, recall("Something else?", new_deck=f"Deck of {written}"))

    assert len(found_cards(alice, own_decks(alice), TODAY, q=words).cards) == 2


def test_search_looks_for_more_than_ten_words(alice):
    create(alice, recall("one two three four five six seven eight nine ten eleven"))
    create(alice, recall("one two three four five six seven eight nine ten twelve"))

    found = found_cards(alice, own_decks(alice), TODAY, q="one two three four five six seven eight nine ten twelve")

    assert [card.title[-6:] for card in found.cards] == ["twelve"]


@pytest.mark.parametrize(("first", "second"), [("API", "api"), ("Größe", "GRÖSSE"), ("caf\u00e9", "cafe\u0301")])
def test_a_tag_is_one_however_it_is_written(alice, first, second):
    (upper,) = create(alice, recall("First?", tags=(first,)))
    (lower,) = create(alice, recall("Second?", tags=(second,)))
    create(alice, recall(f"No tag but {first}", answer=f"{first}"))

    for tag in (first, second):
        assert {card.pk for card in found_cards(alice, own_decks(alice), TODAY, tag=tag).cards} == {upper, lower}
    assert [fold(tag) for tag in tags_of(alice)] == [fold(first)]
    assert tags_of(alice) == [first]

    services.tag_cards(alice, [upper, lower], remove=second, key=uuid.uuid4(), now=NOW)

    assert tags_of(alice) == []
    assert found_cards(alice, own_decks(alice), TODAY, tag=first).cards == []


def test_a_tag_is_the_whole_tag(alice):
    create(alice, recall(tags=("web api", "x")))

    assert [len(found_cards(alice, own_decks(alice), TODAY, tag=tag).cards) for tag in ("api", "web", "web api")] == [
        0,
        0,
        1,
    ]


def test_decks_of_one_name_are_one_deck(alice):
    first = services.create_deck(alice, "Caf\u00e9", key=uuid.uuid4(), now=NOW)

    assert services.create_deck(alice, "CAFE\u0301", key=uuid.uuid4(), now=NOW) == first
