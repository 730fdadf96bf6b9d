"""My cards: the list, the editor, its preview, notes and decks."""

import uuid
from html import escape, unescape

import pytest
from django.urls import reverse

from cards.models import Card, Deck, Receipt, Schedule
from cards.services.review import bury_card
from cards.views.actions import REUSED, UNREADABLE
from tests.factories import NOW, enrolled, make_card, make_cards, make_deck
from tests.pages import errors_of, html_of, refusal_of

HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def hers(alice):
    deck = make_deck("mine", owner=alice)
    card = make_card(deck, "etag")
    enrolled(alice, deck)
    return card


def typed(**changed):
    values = {"key": uuid.uuid4(), "kind": "recall", "question": "Why?", "answer": "Because.", "new_deck": "Mine"}
    return values | changed


def test_the_list_shows_her_cards_and_bob_none(alice_client, bob_client, hers):
    assert hers.title in alice_client.get("/cards/").text
    assert hers.title not in bob_client.get("/cards/").text
    assert '<div class="empty">' in bob_client.get("/cards/").text


def test_the_search_answers_htmx_with_the_list_only(alice_client, hers):
    answer = alice_client.get("/cards/?q=nothing+like+it", headers=HTMX).text

    assert "No card matches" in answer
    assert "<html" not in answer


def test_the_list_costs_as_many_queries_with_20_cards_as_with_10(
    alice_client, alice, hers, django_assert_max_num_queries
):
    for index in range(20):
        make_card(hers.deck, f"card-{index}")
    enrolled(alice, hers.deck)

    with django_assert_max_num_queries(11):
        alice_client.get("/cards/?q=card")


def test_the_search_reaches_the_decks_she_studies_if_asked(alice_client, alice, hers):
    deck = make_deck("api")
    make_card(deck, "safe-methods")
    enrolled(alice, deck)

    assert "safe-methods" not in alice_client.get("/cards/?q=safe").text
    assert (
        reverse("card", args=[Card.objects.get(key="safe-methods").pk])
        in alice_client.get("/cards/?q=safe&all=on").text
    )


@pytest.mark.parametrize(("query", "is_offered"), [("", False), ("?all=on", True), ("?kind=drill", True)])
def test_drills_are_a_filter_where_cards_of_built_in_decks_are_listed(alice_client, hers, query, is_offered):
    page = alice_client.get(f"/cards/{query}")

    assert page.status_code == 200
    assert ('<option value="drill"' in page.text) == is_offered


def test_a_card_is_added_once(alice_client, alice):
    values = typed(tags="http, HTTP, caching", points="! first\nsecond")

    for _ in range(2):
        assert alice_client.post("/cards/new/", values).status_code == 302

    card = Card.objects.get()
    assert card.tags == ["http", "caching"]
    assert card.content["points"] == [{"text": "first", "critical": True}, {"text": "second", "critical": False}]
    assert alice_client.post("/cards/new/", values | {"answer": "Else."}).status_code == 422


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(alice_client):
    answer = alice_client.post("/cards/new/", typed(question="", answer="Kept."))

    assert answer.status_code == 422
    assert 'id="id_question_error"' in answer.text
    assert "Kept." in answer.text
    assert Card.objects.count() == 0


def test_a_newcomer_names_the_first_deck_and_later_chooses(alice_client, alice):
    """A list without an entry is nothing to choose from."""
    first = alice_client.get("/cards/new/").text
    assert 'name="deck"' not in first
    assert 'name="new_deck" value="My cards"' in first

    answer = alice_client.post("/cards/new/", typed(new_deck=""))
    assert answer.status_code == 422
    assert errors_of(answer) == {"new_deck"}

    make_deck("mine", owner=alice)
    assert 'name="deck"' in alice_client.get("/cards/new/").text
    assert errors_of(alice_client.post("/cards/new/", typed(new_deck=""))) == {"deck"}


def test_another_one_starts_like_the_last(alice_client):
    answer = alice_client.post("/cards/new/", typed(another="on", tags="http", stage="design"), follow=True)

    assert answer.context["form"].initial["tags"] == "http"
    assert answer.context["form"].initial["stage"] == "design"
    assert '<option value="design" selected>Design + behavioural</option>' in answer.content.decode()
    assert answer.context["form"].initial["deck"] == "mine"


def test_a_card_like_a_built_in_one(alice_client, alice):
    card = make_card(make_deck(), "etag", tags=["http"])

    answer = alice_client.get(f"/cards/new/?like={card.pk}")

    assert answer.context["form"].initial["tags"] == "http"
    assert answer.context["form"].initial["new_deck"] == "My cards"


def test_an_edit_leads_back_to_the_review(alice_client, hers):
    url = reverse("card-edit", args=[hers.pk])
    values = typed(new_deck="", deck="mine", version=1, next="review")

    assert "What is etag?" in alice_client.get(f"{url}?next=review").text
    assert alice_client.post(url, values).url == f"/review/?card={hers.pk}&open=on"
    assert Card.objects.get().content["question"] == "Why?"


@pytest.mark.parametrize("page", ["/cards/{}/note/?", "/cards/{}/edit/?", "/cards/new/?like={}&"])
def test_a_form_from_review_knows_the_way_back(alice_client, hers, page):
    back = f"/review/?card={hers.pk}&open=on&deck={hers.deck_id}&ahead=missed"

    html = alice_client.get(page.format(hers.pk) + f"next=review&only={hers.deck_id}&ahead=missed").text

    assert html.count(f'name="next" value="{escape(back)}"') == 1
    assert f'href="{escape(back)}" data-cancel' in html
    assert "data-answer open" in alice_client.get(back).text


def test_a_card_like_another_leads_back_to_that_one_after_any_number_of_them(alice_client, hers):
    back = f"/review/?card={hers.pk}&open=on"
    values = typed(new_deck="", deck="mine", next=back)

    another = alice_client.post("/cards/new/", values | {"another": "on"})
    html = alice_client.get(another.url).text
    saved = alice_client.post("/cards/new/", values | {"key": uuid.uuid4(), "question": "And why not?"})

    assert f'name="next" value="{escape(back)}"' in html
    assert saved.url == back


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/review/?", "//example.org/review/", "/settings/", "/review/x?"]
)
def test_a_form_leads_nowhere_else(alice_client, hers, elsewhere):
    values = typed(new_deck="", deck="mine", version=1, next=elsewhere)

    assert alice_client.post(reverse("card-edit", args=[hers.pk]), values).url == "/cards/"


def test_in_review_a_saved_form_is_followed_by_the_card_and_what_was_said(alice_client, hers):
    part = {"HX-Request": "true", "HX-Request-Type": "partial"}
    note = {"key": uuid.uuid4(), "note": "Mine", "next": f"/review/?card={hers.pk}&open=on"}

    form = alice_client.get(f"/cards/{hers.pk}/note/?next=review", headers=part).text
    saved = alice_client.post(f"/cards/{hers.pk}/note/", note, headers=part, follow=True)
    wrong = alice_client.post(f"/cards/{hers.pk}/note/", note | {"note": "x" * 10_001}, headers=part)

    assert "What is" not in form
    assert (saved.status_code, saved["HX-Retarget"], saved["HX-Reswap"]) == (200, "#review", "outerHTML")
    assert "Note saved." in saved.text
    assert "data-answer open" in saved.text
    assert "Note saved." not in alice_client.get("/").text
    assert (wrong.status_code, "HX-Retarget" in wrong) == (422, False)


def test_an_edit_can_give_another_kind(alice_client, hers):
    url = reverse("card-edit", args=[hers.pk])
    start = alice_client.get(url).context["form"].initial["text"]

    alice_client.post(url, typed(deck="mine", new_deck="", version=1, kind="cloze", text="{{c1::It}} is etag."))

    assert start == "What is etag?\n\nIt is etag."
    assert Card.objects.get().kind == "cloze"
    assert alice_client.get(url).context["form"].initial["question"] == "[…] is etag."
    assert alice_client.get(url).context["form"].initial["answer"] == "It is etag."


def test_an_edit_without_a_kind_keeps_it(alice_client, hers):
    values = typed(deck="mine", new_deck="", version=1)
    del values["kind"]

    alice_client.post(reverse("card-edit", args=[hers.pk]), values)

    assert (Card.objects.get().kind, Card.objects.get().content["question"]) == ("recall", "Why?")


def test_an_edit_asks_once_whose_the_card_is(alice_client, hers, django_assert_max_num_queries):
    url = reverse("card-edit", args=[hers.pk])

    with django_assert_max_num_queries(20):
        alice_client.post(url, typed(deck="mine", new_deck="", version=1))


def test_an_edit_of_an_old_version_shows_both(alice_client, hers):
    url = reverse("card-edit", args=[hers.pk])
    alice_client.post(url, typed(deck="mine", new_deck="", version=1, question="Changed elsewhere?"))

    answer = alice_client.post(url, typed(deck="mine", new_deck="", version=1, question="Changed here?"))

    assert answer.status_code == 409
    assert "Changed elsewhere?" in answer.text
    assert "Changed here?" in answer.text
    again = answer.context["form"].data
    assert alice_client.post(url, again.dict()).status_code == 302
    assert Card.objects.get().content["question"] == "Changed here?"


def test_the_preview_shows_gaps_and_writes_nothing(alice_client):
    text = "{{c1::GET}} is safe."

    answer = alice_client.post("/cards/preview/", typed(kind="cloze", text=text), headers=HTMX)

    assert '<span class="cloze">[…]</span>' in answer.text
    assert "<html" not in answer.text
    assert (Card.objects.count(), Receipt.objects.count()) == (0, 0)


def test_the_preview_says_what_is_missing(alice_client):
    answer = alice_client.post("/cards/preview/", {"kind": "cloze", "text": "no gap"}, headers=HTMX)

    assert answer.status_code == 200
    assert "has no gap" in answer.text


def test_the_preview_without_javascript_keeps_the_form(alice_client):
    answer = alice_client.post("/cards/preview/", typed(question="Kept?"))

    assert answer.status_code == 200
    assert answer.text.count("Kept?") >= 2


def test_the_preview_refuses_what_is_too_large(alice_client):
    assert alice_client.post("/cards/preview/", typed(question="x" * 70_000), headers=HTMX).status_code == 422


def test_the_preview_tells_of_the_same_question(alice_client, hers):
    answer = alice_client.post("/cards/preview/", typed(question="What is *etag*?"), headers=HTMX)

    assert "asks the same" in answer.text


def test_deleting_offers_to_undo(alice_client, hers):
    answer = alice_client.post(reverse("card-delete", args=[hers.pk]), {"key": uuid.uuid4()}, follow=True)
    restore = reverse("card-restore", args=[hers.pk])

    assert restore in answer.text
    assert restore in alice_client.get("/cards/deleted/").text
    alice_client.post(restore, {"key": uuid.uuid4()})
    assert Card.objects.get().status == "active"


def test_undoing_a_deletion_keeps_the_search(alice_client, hers):
    back = alice_client.post(
        reverse("card-delete", args=[hers.pk]), {"key": uuid.uuid4(), "back": "q=why"}, follow=True
    )

    assert f'name="back" value="{back.context["back"]}"' in unescape(back.text).split("Undo")[0]
    form = {"key": uuid.uuid4(), "back": back.context["back"]}
    assert alice_client.post(reverse("card-restore", args=[hers.pk]), form).url == "/cards/?q=why"


def test_deleting_a_deck_offers_to_undo(alice_client, hers):
    answer = alice_client.post(reverse("own-deck-delete", args=[hers.deck.pk]), {"key": uuid.uuid4()}, follow=True)

    assert reverse("own-deck-restore", args=[hers.deck.pk]) in answer.text


def test_selected_cards_move_and_are_tagged(alice_client, hers):
    alice_client.post("/cards/decks/new/", {"key": uuid.uuid4(), "title": "Other"})

    alice_client.post("/cards/move/", {"key": uuid.uuid4(), "cards": [hers.pk], "deck": "other"})
    alice_client.post("/cards/tag/", {"key": uuid.uuid4(), "cards": [hers.pk], "name": "http"})

    card = Card.objects.get()
    assert (card.deck.title, card.tags) == ("Other", ["http"])
    nothing = alice_client.post("/cards/tag/", {"key": uuid.uuid4(), "name": "http"})
    assert nothing.status_code == 422
    assert "Tick the cards first." in nothing.text


def test_a_form_without_a_key_and_a_key_used_for_something_else_change_nothing(alice_client, hers):
    unreadable = alice_client.post(f"/cards/{hers.pk}/delete/", {"key": "none"})
    key = uuid.uuid4()
    alice_client.post("/cards/decks/new/", {"key": key, "title": "Other"})
    reused = alice_client.post(f"/cards/{hers.pk}/delete/", {"key": key})

    assert (unreadable.status_code, reused.status_code) == (422, 422)
    assert UNREADABLE.detail in unreadable.text
    assert REUSED in reused.text
    assert Card.objects.get().status == Card.Status.ACTIVE


def test_what_was_ticked_and_typed_stays_when_a_tag_is_refused(alice_client, hers):
    answer = alice_client.post("/cards/tag/", {"key": uuid.uuid4(), "cards": [hers.pk], "name": "sql, http"})

    assert answer.status_code == 422
    page = html_of(answer)
    assert '<p class="error" role="alert">' in page
    assert f'value="{hers.pk}" form="selected" aria-label="Select: {hers.title}" checked' in page
    assert 'name="name" value="sql, http"' in page
    assert alice_client.get("/cards/").text.count(" checked") == 0


def test_what_was_typed_stays_when_a_name_of_a_deck_is_refused(alice_client, hers):
    long = "n" * 121

    made = alice_client.post("/cards/decks/new/", {"key": uuid.uuid4(), "title": long})
    renamed = alice_client.post(
        f"/cards/decks/{hers.deck_id}/rename/", {"key": uuid.uuid4(), "title": long, "back": "deck=mine"}
    )

    assert (made.status_code, renamed.status_code) == (422, 422)
    assert (made.text.count(long), renamed.text.count(long)) == (1, 1)


def test_a_deck_is_renamed(alice_client, hers):
    url = reverse("own-deck-rename", args=[hers.deck.pk])

    alice_client.post(url, {"key": uuid.uuid4(), "title": "HTTP"})

    assert Deck.objects.get().title == "HTTP"
    assert alice_client.post(url, {"key": uuid.uuid4(), "title": ""}).status_code == 422


def test_her_deck_is_paused_and_goes_on(alice_client, hers):
    pause, resume = (reverse(name, args=[hers.deck_id]) for name in ("own-deck-pause", "own-deck-resume"))
    listed = "/cards/?deck=mine"
    assert pause in alice_client.get(listed).text
    assert resume not in alice_client.get(listed).text

    paused = alice_client.post(pause, {"key": uuid.uuid4(), "back": "deck=mine"})
    is_shelved = Schedule.objects.get().is_shelved
    while_paused = alice_client.get(listed).text, alice_client.get("/decks/").text
    resumed = alice_client.post(resume, {"key": uuid.uuid4(), "back": "deck=mine"})

    assert (paused.url, resumed.url) == (listed, listed)
    assert is_shelved
    assert "This deck is paused" in while_paused[0]
    assert pause not in while_paused[0]
    assert all(resume in page for page in while_paused)
    assert not Schedule.objects.get().is_shelved


def test_a_suspended_card_is_resumed(alice_client, hers):
    Schedule.objects.update(is_suspended=True)

    alice_client.post(reverse("card-resume", args=[hers.pk]), {"key": uuid.uuid4()})

    assert not Schedule.objects.get().is_suspended


def test_a_note_on_a_built_in_card(alice_client, bob_client, alice):
    deck = make_deck()
    card = make_card(deck, "etag")
    enrolled(alice, deck)
    url = reverse("card-note", args=[card.pk])

    answer = alice_client.post(url, {"key": uuid.uuid4(), "note": "**Mine**", "next": "review"})

    assert answer.url == f"/review/?card={card.pk}&open=on"
    assert Schedule.objects.get().note_html == "<p><strong>Mine</strong></p>\n"
    assert "**Mine**" in alice_client.get(url).text
    assert alice_client.post(url, {"key": uuid.uuid4(), "note": "x" * 10_001}).status_code == 422
    assert bob_client.get(url).status_code == 404


@pytest.mark.parametrize("name", ["card-edit", "card-delete", "card-restore", "card-resume", "card-note"])
def test_bob_does_not_find_her_card(bob_client, hers, name):
    answer = bob_client.post(reverse(name, args=[hers.pk]), typed(version=1))

    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["own-deck-rename", "own-deck-delete", "own-deck-restore"])
def test_bob_does_not_find_her_deck(bob_client, hers, name):
    answer = bob_client.post(reverse(name, args=[hers.deck.pk]), {"key": uuid.uuid4(), "title": "His"})

    assert answer.status_code == 404


def test_bob_moves_and_tags_none_of_her_cards(bob_client, bob, hers):
    make_deck("his", owner=bob)
    selected = {"cards": [hers.pk], "deck": "his", "name": "his"}

    for url in ("/cards/move/", "/cards/tag/"):
        assert bob_client.post(url, selected | {"key": uuid.uuid4()}).status_code == 404
    assert bob_client.post("/cards/new/", typed(new_deck="", deck="mine")).status_code == 422


@pytest.mark.parametrize("name", ["card-delete", "card-restore", "card-resume", "own-deck-rename", "own-deck-delete"])
def test_actions_are_posted(alice_client, name):
    assert alice_client.get(reverse(name, args=[1])).status_code == 405


@pytest.mark.parametrize("name", ["card-preview", "card-move", "card-tag", "own-deck-new"])
def test_actions_on_many_are_posted(alice_client, name):
    assert alice_client.get(reverse(name)).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/cards/", "/cards/new/", "/cards/deleted/", "/cards/1/edit/", "/cards/1/note/"])
def test_a_visitor_is_sent_to_sign_in(client, path):
    assert client.get(path).url.startswith("/accounts/login/")


def test_what_becomes_a_hint_is_said_with_the_way_out(alice_client):
    preview = unescape(alice_client.post("/cards/preview/", typed(kind="cloze", text="{{c1::std::vector}}")).text)

    assert "hint: vector" in preview
    assert "{{c1::std::vector::}}" in preview

    preview = unescape(alice_client.post("/cards/preview/", typed(kind="cloze", text="{{c1::std::vector::}}")).text)

    assert "hint:" not in preview


@pytest.mark.parametrize("changed", [{"question": "&nbsp;"}, {"answer": "![](https://e.com/x.png)"}])
def test_a_card_that_would_show_nothing_is_refused_and_kept_in_the_form(alice_client, changed):
    answer = alice_client.post("/cards/new/", typed(**changed))

    assert answer.status_code == 422
    assert errors_of(answer) == set(changed)
    assert next(iter(changed.values())) in unescape(answer.text)
    assert not Card.objects.exists()


def test_what_is_too_much_is_said_and_nothing_typed_is_lost(alice_client, settings):
    settings.OWN_CARDS, settings.OWN_DECKS = 1, 1
    alice_client.post("/cards/new/", typed())

    answer = alice_client.post("/cards/new/", typed(question="A second one?"))

    assert answer.status_code == 422
    assert refusal_of(answer) == "too-much"
    assert "A second one?" in answer.text

    answer = alice_client.post("/cards/decks/new/", {"key": uuid.uuid4(), "title": "Another deck"})

    assert answer.status_code == 422
    assert refusal_of(answer) == "too-much"
    assert 'value="Another deck"' in answer.text


def test_words_that_were_not_looked_for_are_named(alice_client, hers):
    words = " ".join(f"w{number:02}" for number in range(22))

    found = alice_client.get("/cards/", {"q": words}).text

    assert "Only the first 20 words were looked for, not: <bdi>w20 w21</bdi>" in found
    assert "were looked for" not in alice_client.get("/cards/", {"q": " ".join(words.split()[:20])}).text


def test_fields_and_titles_find_their_own_direction(alice_client, hers):
    assert alice_client.get("/cards/new/").text.count('dir="auto"') >= 6
    assert f'dir="auto">{hers.title}</a>' in alice_client.get("/cards/").text


def test_a_note_that_is_too_dear_to_read_is_refused(alice_client, hers):
    answer = alice_client.post(reverse("card-note", args=[hers.pk]), {"key": uuid.uuid4(), "note": "a\n" * 3_000})

    assert answer.status_code == 422
    assert errors_of(answer) == {"note"}


@pytest.mark.parametrize("path", ["/cards/new/", "/cards/preview/", "edit", "note"])
def test_who_has_very_much_read_is_asked_to_wait_and_loses_nothing(alice_client, bob_client, hers, settings, path):
    path = path if path.startswith("/") else reverse(f"card-{path}", args=[hers.pk])
    values = (
        typed(question="What I typed?", note="What I typed?", version=1)
        if "note" in path
        else typed(question="What I typed?", version=1)
    )
    alice_client.post(path, values)
    settings.READING_SECONDS = 0

    answer = alice_client.post(path, values)

    assert answer.status_code == 429
    assert refusal_of(answer) == "too-often"
    assert "What I typed?" in answer.text or path == "/cards/preview/"
    settings.READING_SECONDS = 15
    assert bob_client.post("/cards/preview/", typed()).status_code == 200


def test_the_leeches_of_every_deck_are_listed_with_what_to_do(alice, alice_client, bob):
    built_in, own = make_deck("track"), make_deck("own", owner=alice)
    theirs, mine, fine = make_card(built_in, "theirs"), make_card(own, "mine"), make_card(own, "fine")
    for deck in (built_in, own):
        enrolled(alice, deck)
    enrolled(bob, built_in)
    Schedule.objects.of(alice).exclude(card=fine).update(lapses=8)
    Schedule.objects.of(bob).update(lapses=9)

    html = alice_client.get("/cards/?state=leech").content.decode()

    assert "What is theirs?" in html
    assert "What is mine?" in html
    assert "What is fine?" not in html
    for address in (f"/cards/{mine.pk}/edit/", f"?like={mine.pk}", f"/cards/{theirs.pk}/note/"):
        assert address in html
    assert f"/cards/{theirs.pk}/edit/" not in html

    alice_client.post(f"/cards/{theirs.pk}/suspend/", {"key": uuid.uuid4(), "back": "state=leech"})

    assert list(Schedule.objects.filter(is_suspended=True).values_list("learner", "card")) == [(alice.pk, theirs.pk)]


def test_a_buried_new_card_says_so_and_is_brought_back(alice, alice_client, clock):
    own = make_deck("own", owner=alice)
    card = make_card(own, "mine")
    enrolled(alice, own)
    bury_card(alice, card.pk, key=uuid.uuid4(), now=NOW)

    html = alice_client.get("/cards/").content.decode()
    assert "Buried, back tomorrow" in html
    assert "Bring back" in html
    alice_client.post(f"/cards/{card.pk}/resume/", {"key": uuid.uuid4()})

    assert "Buried" not in alice_client.get("/cards/").content.decode()


@pytest.mark.parametrize(
    ("query", "status"),
    [("filler=" + "x" * 4_000, 200), ("q=" + "+" * 4_000, 200), ("tag=api&" * 90, 200), ("q=" + "x" * 4_000, 422)],
)
def test_a_long_address_is_not_sent_back_with_every_card(alice, alice_client, query, status):
    deck = make_deck("mine", owner=alice)
    make_cards(deck, 40, tags=["api"])
    usual = alice_client.get("/cards/")

    answer = alice_client.get(f"/cards/?{query}")

    assert answer.status_code == status
    assert len(answer.content) < len(usual.content) + 2 * len(query) + 10_000


def test_an_action_goes_back_to_everything_the_list_was_asked_for(alice, alice_client):
    make_cards(make_deck("mine", owner=alice), 60, tags=["api"])
    asked = "q=Why&deck=mine&tag=api&kind=recall&state=new&all=on&page=2"

    listed = alice_client.get(f"/cards/?{asked}&other=1")

    assert listed.context["back"] == asked
