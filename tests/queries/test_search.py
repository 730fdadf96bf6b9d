"""Searching cards: what is found, in which order, whose cards they are, and that the index follows every change."""

import uuid

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cards.apps import index_cards
from cards.models import Card
from cards.models.card_index import Term, card_index, postgresql
from cards.queries.ranking import ranked, sought_in
from cards.queries.search import found_cards, found_ids, own_decks, studied_decks
from cards.searching import Phrase
from cards.services.cards import delete_card, move_cards, restore_card, tag_cards
from tests.factories import NOW, enrolled, left, make_card, make_deck

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
IS_SQLITE = settings.DATABASES["default"]["ENGINE"] == "prep.sqlite"


def recall(question, answer="Because."):
    return {"question": question, "answer": answer, "points": [], "notes": ""}


def card(deck, question, answer="Because.", **columns):
    return make_card(deck, content=recall(question, answer), **columns)


def found(learner, q, **wanted):
    listed = found_cards(learner, own_decks(learner) + studied_decks(learner), TODAY, q=q, **wanted)
    return [each.title for each in listed.cards]


def test_all_that_pages_hold_is_known_without_them(alice):
    deck = make_deck("own", owner=alice)
    for number in range(5):
        card(deck, f"What is quorum {number}?", stage=("design", "screen")[number % 2], stages=[])
    card(deck, "What is a lease?")
    decks = own_decks(alice)
    words = [{"q": "quorum"}, {"q": "quorum", "stage": "screen"}, {"q": "?"}, {"q": "no"}]
    for wanted in ({}, {"stage": "design"}, *words):
        pages = [found_cards(alice, decks, TODAY, **wanted, page=page, size=2).cards for page in range(1, 5)]
        assert sorted(found_ids(alice, decks, TODAY, **wanted)) == sorted(each.pk for page in pages for each in page)


def says(learner, q):
    listed = found_cards(learner, own_decks(learner) + studied_decks(learner), TODAY, q=q)
    return [
        "".join(f"<{piece.text}>" if piece.is_found else piece.text for piece in each.says) for each in listed.cards
    ]


@pytest.fixture
def hers(alice):
    return make_deck("hers", owner=alice, title="Hers")


# What is found --------------------------------------------------------------------------------------------------------


def test_what_asks_about_the_word_goes_before_what_only_says_it(alice, hers):
    card(hers, "What is a lock?", "A door that one holds.")
    card(hers, "What is a deadlock?", "Two that wait, each for a lock of the other, a lock, a lock.")

    assert found(alice, "lock") == ["What is a lock?", "What is a deadlock?"]


@pytest.mark.skipif(not IS_SQLITE, reason="PostgreSQL ranks by ts_rank")
def test_all_words_in_a_row_go_before_common_words_in_the_question(alice, hers):
    card(hers, "For what do you update or skip a row?", "That which is locked.")
    card(hers, "How do workers take jobs?", "SELECT … FOR UPDATE SKIP LOCKED")

    assert found(alice, "for update skip locked")[0] == "How do workers take jobs?"


def test_the_words_are_marked_in_a_line_of_the_card(alice, hers):
    card(hers, "How do you retry?", "With an Idempotency-Key, " + "and so on, " * 30)

    assert says(alice, "idempotency-key")[0].startswith("With an <Idempotency-Key>, and so on,")


def test_the_line_of_a_text_with_gaps_has_its_words_and_no_braces(alice, hers):
    content = {"text": "A {{c1::PUT::verb}} is {{c2::idempotent}}.", "notes": "", "points": []}
    make_card(hers, kind="cloze", content=content, ordinal=1)

    assert found(alice, "put idempotent") == ["A [verb] is idempotent."]
    assert says(alice, "put idempotent") == ["A <PUT> is <idempotent>."]


def test_code_is_found_by_its_names(alice, hers):
    card(
        hers,
        "How?",
        "```sql\nSELECT * FROM job FOR UPDATE SKIP LOCKED\n```\n`django.db.models`, `a/b`, http://x.example/path",
    )

    for words in ("skip locked", "models", "django.db", "b", "path", "select * from"):
        assert found(alice, words) == ["How?"], words


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("naïve", "naive"),
        ("naive", "naïve"),
        ("分布式数据库系统", "数据库"),
        ("データベース", "ベース"),
        ("for_update_x", "update"),
    ],
)
def test_accents_and_scripts_without_spaces(alice, hers, written, words):
    card(hers, f"About {written}?")
    card(hers, "Else?")

    assert found(alice, words) == [f"About {written}?"]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ('"retry is safe"', ["When a retry is safe?"]),
        ("retry -safe", ["What does a retry cost?"]),
        ("-safe", ["What does a retry cost?", "What is a quorum?"]),
        ("quorum OR cost", ["What is a quorum?", "What does a retry cost?"]),
        ("retry AND cost", ["What does a retry cost?"]),
    ],
)
def test_what_a_search_can_say(alice, hers, words, first):
    for question in ("When a retry is safe?", "What does a retry cost?", "What is a quorum?"):
        card(hers, question)

    assert sorted(found(alice, words)) == sorted(first)


@pytest.mark.parametrize(
    "typed",
    [
        '"', '""', '"a" "', "-", "--", '-"', "*", "a*", "^a", "NEAR", "NEAR(a b, 2)", "AND", "OR", "NOT", "OR OR",
        "a OR", "title:a", "deck_id:1", "{title}:a", "a:b", "a + b", "(", "((a)", "'", "'a", "\\", "a\\'", "&", "|",
        "!", "<->", ":*", "a:*", "%", "_", "%s", "{}", "🎉", "a🎉", "🎉 a", "\x00", "a\x00b", "\x1f", "/1", "/17", "数",
        "数据", "é", "ﷺ", "x" * 5_000, "a " * 2_500, '"' * 5_000, "- " * 200, "\u202e", "ﬁ", "½", "a" * 3_000 + "*",
        "हिन्दी", "السلام", "1e400",
    ],
)  # fmt: skip
def test_nothing_that_can_be_typed_is_an_error(alice, hers, typed):
    card(hers, "What is a lock?")

    found(alice, typed)
    found(alice, typed, state="new")


def test_signs_alone_are_found_letter_by_letter(alice, hers):
    card(hers, "What does `->` do?")
    card(hers, "What does 🎉 do?")

    assert found(alice, "->") == ["What does -> do?"]
    assert found(alice, "does 🎉") == ["What does 🎉 do?"]


def test_filters_take_from_what_is_found(alice, hers):
    card(hers, "What is a lock?", tags=["db"])
    card(hers, "Why a lock?")
    enrolled(alice, hers)

    assert found(alice, "lock", tag="db") == ["What is a lock?"]
    assert found(alice, "lock", kind="cloze") == []
    assert len(found(alice, "lock", state="new")) == 2
    assert found(alice, "lock", state="due") == []


def test_of_many_the_best_are_on_the_first_page(alice, hers, settings):
    settings.SEARCH_RANKED = 5
    best = card(hers, "What is a lock?", "Because.")
    for number in range(12):
        card(hers, f"Question {number}?", "It has a lock.")

    decks = own_decks(alice)
    ranking = ranked(sought_in("lock"), decks)

    assert ranking.ids[0] == best.pk
    assert len(ranking.ids) <= 6  # five of all, and the one that asks about it
    assert len(ranked(sought_in("lock"), decks, narrowed=True).ids) == 13


def test_a_search_asks_as_often_for_20_cards_as_for_10(alice, hers):
    counts = []
    for _ in range(2):
        for _ in range(10):
            card(hers, f"What is a lock {uuid.uuid4()}?")
        with CaptureQueriesContext(connection) as sent:
            found(alice, "lock")
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 6


# Misspelt words -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("idempotancy", {"idempotancy": "idempotency"}),
        ("idempotancy-key", {"idempotancy": "idempotency"}),
        ("psotgres retyr", {"psotgres": "postgres", "retyr": "retry"}),
        ("opstgres", {"opstgres": "postgres"}),
    ],
)
def test_a_misspelt_word_finds_the_one_that_was_meant(alice, hers, typed, meant):
    card(hers, "Why is a retry with an idempotency key safe in Postgres?")

    listed = found_cards(alice, own_decks(alice), TODAY, q=typed)

    assert len(listed.cards) == 1
    assert listed.instead == meant
    assert any(piece.is_found for piece in listed.cards[0].named)


def test_a_word_that_is_there_is_meant_as_it_is(alice, hers):
    card(hers, "What is a quorum?")
    card(hers, "What is a forum?")

    listed = found_cards(alice, own_decks(alice), TODAY, q="quorum forum")

    assert (listed.cards, listed.instead) == ([], {})


def test_what_another_learner_wrote_is_never_told(alice, bob, hers):
    card(hers, "What is a lock?")
    card(make_deck("his", owner=bob), "What is my secretword?")

    listed = found_cards(alice, own_decks(alice), TODAY, q="secretwird")

    assert (listed.cards, listed.instead) == ([], {})
    assert found_cards(bob, own_decks(bob), TODAY, q="secretwird").instead == {"secretwird": "secretword"}


@pytest.mark.skipif(IS_SQLITE, reason="an extension of PostgreSQL's")
def test_without_trigrams_words_that_begin_alike_are_compared(alice, hers):
    card(hers, "Why an idempotency key in Postgres?")
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm")

    assert not postgresql.has_trigrams()
    assert found(alice, "idempotancy psotgres") == ["Why an idempotency key in Postgres?"]


@pytest.mark.skipif(IS_SQLITE, reason="an extension of PostgreSQL's")
def test_a_role_that_may_not_add_trigrams_gets_an_index_without(db):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm")
        cursor.execute("CREATE ROLE humble")
        cursor.execute("ALTER TABLE cards_card OWNER TO humble")
        cursor.execute("GRANT CREATE, USAGE ON SCHEMA public TO humble")
        cursor.execute("SET LOCAL ROLE humble")
        cursor.execute("DROP INDEX cards_search")
        assert card_index().install()
        assert (postgresql.has_trigrams(), card_index().flaws()) == (False, [])
        cursor.execute("RESET ROLE")
        transaction.set_rollback(True)


# Whose cards ----------------------------------------------------------------------------------------------------------


def test_a_learner_finds_what_they_wrote_and_study_and_nothing_else(alice, bob, hers):
    studied, other = make_deck("studied"), make_deck("other")
    card(hers, "Hers: lock?")
    card(studied, "Studied: lock?")
    card(other, "Other: lock?")
    card(make_deck("his", owner=bob), "His: lock?")
    enrolled(alice, studied)

    assert sorted(found(alice, "lock")) == ["Hers: lock?", "Studied: lock?"]
    assert found(bob, "lock") == ["His: lock?"]


def test_nobody_is_found_by_a_deck_that_a_text_names(alice, bob, hers):
    """A deck's number is a word of the index: no text can pass for it."""
    card(make_deck("his", owner=bob), f"lock {hers.pk} /{hers.pk} '/{hers.pk}' prepdeck{hers.pk}")

    assert found(alice, "lock") == []


# The index follows ----------------------------------------------------------------------------------------------------


def test_the_index_follows_what_is_done_to_cards(alice, hers):
    other = make_deck("other", owner=alice, title="Other")
    lock = card(hers, "What is a lock?")
    how = {"key": uuid.uuid4(), "now": NOW}

    tag_cards(alice, [lock.pk], add="mutex", **how)
    assert found(alice, "mutex") == ["What is a lock?"]
    move_cards(alice, [lock.pk], other, **how | {"key": uuid.uuid4()})
    assert ranked(sought_in("lock"), [other]).ids == [lock.pk]
    assert ranked(sought_in("lock"), [hers]).ids == []
    delete_card(alice, lock.pk, **how | {"key": uuid.uuid4()})
    assert found(alice, "lock") == []
    restore_card(alice, lock.pk, **how | {"key": uuid.uuid4()})
    assert found(alice, "lock") == ["What is a lock?"]
    Card.objects.filter(pk=lock.pk).update(search="a semaphore", title="What is a semaphore?")
    assert (found(alice, "lock"), found(alice, "semaphore")) == ([], ["What is a semaphore?"])
    Card.objects.filter(pk=lock.pk).delete()
    assert found(alice, "semaphore") == []
    assert card_index().flaws() == []


def test_nothing_that_a_deleted_learner_wrote_stays_in_the_index(alice, hers, bob):
    card(hers, "What is xylophonic?", "A zanzibarian word.")
    kept = card(make_deck("his", owner=bob), "What is a lock?")

    left(alice)

    assert ranked(sought_in("lock"), [kept.deck]).ids == [kept.pk]
    assert card_index().flaws() == []
    if IS_SQLITE:
        with connection.cursor() as cursor:
            for table in ("content", "data", "idx", "docsize"):
                cursor.execute(f"SELECT * FROM cards_search_{table}")
                for row in cursor.fetchall():
                    assert b"xylo" not in b"".join(as_bytes(value) for value in row), table
                    assert b"zanzi" not in b"".join(as_bytes(value) for value in row), table


def as_bytes(value):
    return value if isinstance(value, bytes) else str(value).encode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not IS_SQLITE, reason="PostgreSQL keeps deleted rows until VACUUM")
def test_nothing_that_a_deleted_learner_wrote_stays_in_the_file(alice, hers):
    card(hers, "What is xylophonic?", "A zanzibarian word.")

    left(alice)

    with open(connection.settings_dict["NAME"], "rb") as file:
        stored = file.read()
    assert b"xylophonic" not in stored
    assert b"zanzibarian" not in stored
    assert b"ylophonic" not in stored  # FTS5 leaves out what a word shares with the one before


@pytest.mark.django_db(transaction=True)
def test_an_emptied_database_has_an_empty_index(alice, hers):
    card(hers, "What is a lock?")

    call_command("flush", verbosity=0, interactive=False)

    assert card_index().matches([Term((Phrase("lock"),))], (), [hers.pk], 10) == {}
    assert card_index().flaws() == []


@pytest.mark.skipif(not IS_SQLITE, reason="only SQLite's tables are made anew")
def test_a_table_made_anew_is_indexed_again(alice, hers):
    """As Django does it to change a table in SQLite: the triggers go with the old one."""
    card(hers, "What is a lock?")
    with connection.cursor() as cursor:
        for name in ("insert", "update", "delete"):
            cursor.execute(f"DROP TRIGGER cards_search_{name}")
    card(hers, "What is a quorum?")
    assert found(alice, "quorum") == []

    index_cards(sender=apps.get_app_config("cards"))

    assert found(alice, "quorum") == ["What is a quorum?"]
    assert card_index().flaws() == []


def test_an_index_that_is_there_is_left_alone(db):
    with CaptureQueriesContext(connection) as sent:
        assert card_index().install() is False

    assert not any(statement["sql"].startswith(("CREATE", "DROP", "ALTER", "INSERT")) for statement in sent)


# How it is asked ------------------------------------------------------------------------------------------------------


def test_the_index_is_used(alice, hers):
    """Neither the cards nor the words of others are walked through."""
    if not IS_SQLITE:
        Card.objects.bulk_create(
            Card(
                deck=hers, key=f"c{n}", kind="recall", content={}, html={}, title=f"t{n}", search=f"word{n}",
                created_at=NOW, edited_at=NOW,
            )
            for n in range(2_000)
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE cards_card")
            # A table this small is cheap to walk through, and how cheap hangs on when the server last tidied the index.
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as sent:
        ranked(sought_in("lock"), [hers])
    statement = next(
        query["sql"] for query in sent if "cards_search" in query["sql"] or "search_vector" in query["sql"]
    )

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {'QUERY PLAN' if IS_SQLITE else ''} {statement}")
        plan = " ".join(str(value) for row in cursor.fetchall() for value in row)

    assert ("SCAN cards_search VIRTUAL TABLE INDEX" if IS_SQLITE else "Bitmap Index Scan on cards_search") in plan


def test_grading_asks_nothing_of_the_index(alice, hers):
    """No trigger is on what a grade writes."""
    with connection.cursor() as cursor:
        if IS_SQLITE:
            cursor.execute("SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal")
        assert {table for (table,) in cursor.fetchall()} <= {"cards_card"}
