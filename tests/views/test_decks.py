import io
import re
import uuid

import pytest
from django.core.management import call_command
from django.urls import reverse

from cards.models import Card, Deck, Enrolment, Receipt, Schedule, Topic
from cards.scheduling.order import Part
from cards.services.decks import begin_with
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_schedule, review
from tests.pages import html_of

pytestmark = pytest.mark.django_db
GOOD = 4
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def pack():
    deck = make_deck("api", title="API design", is_pack=True, position=10, description="How to be called. More of it.")
    topic = Topic.objects.create(deck=deck, slug="webhooks", title="Webhooks", primer_html="<p>News, not truth.</p>")
    make_card(deck, "wh-order", topic=topic, stage="integration", stages=["integration"], position=20)
    text = {"text": "Delivered {{c1::at least once}}, retried for {{c2::three days}}.", "points": [], "notes": ""}
    for ordinal in (1, 2):
        make_card(
            deck, "wh-what", kind="cloze", content=text, ordinal=ordinal, topic=topic, stage="design", position=30
        )
    return deck


@pytest.fixture
def track(pack):
    about = {
        "stages": [
            {
                "slug": "screen",
                "title": "Technical screen",
                "minutes": 45,
                "what": "One problem in parts.",
                "judged": "Parts finished.",
                "confidence": "high",
                "sources": [{"title": "A report", "url": "https://example.org/report", "seen": "2026-11-23"}],
            }
        ],
        "skills": [{"slug": "api", "title": "API skills", "topics": ["webhooks"]}],
        "coverage": [
            {"code": "T9", "text": "Question: validate webhooks"},
            {"code": "B1", "text": "Behavioural: a hard issue"},
        ],
    }
    deck = make_deck(
        "acme-backend",
        title="Acme Backend",
        company="Acme",
        role="Backend Engineer",
        position=1,
        description="The whole loop.\n\nWhere reports contradict each other.",
        description_html="<p>The whole loop.</p><p>Where reports contradict each other.</p>",
        about=about,
    )
    deck.packs.add(pack)
    topic = Topic.objects.create(deck=deck, slug="loop", title="The loop")
    content = {
        "question": "How does it start?",
        "answer": "With a call.",
        "points": [],
        "notes": "",
        "next": {"ask": "In which order do events come?", "card": "wh-order"},
    }
    make_card(
        deck,
        "loop-start",
        content=content,
        topic=topic,
        stage="screen",
        stages=["screen"],
        position=10,
        about={"seed": ["T9"], "requires": []},
        sources=[{"title": "A report", "url": "https://example.org/report", "seen": "2026-11-23"}],
    )
    return deck


def post(client, name, *args, **data):
    return client.post(reverse(name, args=args), {"key": uuid.uuid4()} | data)


# The catalogue --------------------------------------------------------------------------------------------------------


def test_the_catalogue_shows_tracks_packs_and_own_decks(alice_client, alice, bob, track):
    make_card(make_deck("asked", owner=alice, title="What they asked"))
    make_deck("secret", owner=bob, title="Of Bob")

    page = html_of(alice_client.get("/decks/"))

    assert "Acme Backend" in page
    assert "Acme · Backend Engineer · 4 cards · 1 stage <" in page
    assert "The whole loop." in page
    assert "In Acme Backend" in page
    assert "How to be called." in page
    assert "More of it" not in page
    assert "What they asked" in page
    assert "Of Bob" not in page
    assert f'action="{reverse("deck-enrol", args=["acme-backend"])}"' in page


def test_a_visitor_sees_the_catalogue_and_is_asked_to_sign_up(client, track):
    response = client.get("/decks/")

    page = html_of(response)
    assert response.status_code == 200
    assert "Acme Backend" in page
    assert "Sign up to study" in page
    assert "Your own decks" not in page
    assert "/enrol/" not in page


@pytest.mark.parametrize(
    ("asked", "tracks", "packs"),
    [
        ("company=Acme", ["Acme Backend"], ["API design"]),
        ("company=Other+Inc", ["Other Frontend"], []),
        ("role=Backend+Engineer", ["Acme Backend"], ["API design"]),
        ("stage=screen", ["Acme Backend"], []),
        ("stage=design", ["Acme Backend"], ["API design"]),
        ("topic=webhooks", ["Acme Backend"], ["API design"]),
        ("topic=loop&stage=design", [], []),
        ("topic=nothing", [], []),
    ],
)
def test_the_catalogue_is_filtered(alice_client, track, asked, tracks, packs):
    make_deck("other", title="Other Frontend", company="Other Inc", role="Frontend Engineer")

    catalogue = alice_client.get(f"/decks/?{asked}").context["catalogue"]

    assert [found.deck.title for found in catalogue.tracks] == tracks
    assert [found.deck.title for found in catalogue.packs] == packs


def test_the_built_in_tracks_are_found_by_company_and_role(client):
    call_command("load_decks", stdout=io.StringIO())
    packs = Deck.objects.filter(is_pack=True).count()
    stripe, anywhere = "Stripe Backend Engineer", "Backend Engineer, any company"

    for asked, tracks in {
        "": [stripe, anywhere],
        "role=Backend+Engineer": [stripe, anywhere],
        "company=Stripe": [stripe],
        "company=Any+company": [anywhere],
        "company=Stripe&role=Backend+Engineer": [stripe],
    }.items():
        response = client.get(f"/decks/?{asked}")
        catalogue = response.context["catalogue"]
        assert [found.deck.title for found in catalogue.tracks] == tracks, asked
        assert len(catalogue.packs) == packs
        assert (catalogue.companies, catalogue.roles) == (["Any company", "Stripe"], ["Backend Engineer"])
        assert ">Any company</option>" in response.content.decode()
    for asked in ("stage=behavioural", "topic=loop-any"):
        catalogue = client.get(f"/decks/?{asked}").context["catalogue"]
        assert [found.deck.title for found in catalogue.tracks] == [anywhere], asked

    for slug, shares in {"stripe-backend": [8, 31, 15, 15, 31], "backend-engineer": [8, 17, 33, 8, 17, 17]}.items():
        stages = client.get(f"/decks/{slug}/").context["page"].stages
        assert [stage.share for stage in stages] == shares, slug

    page = client.get("/decks/backend-engineer/").content.decode()
    assert "Any company · Backend Engineer" in page
    assert "Behavioural and hiring manager" in page
    assert "Bug-squash" not in page


def test_the_catalogue_counts_the_cards_that_fit(alice_client, track):
    catalogue = alice_client.get("/decks/?stage=design&topic=webhooks").context["catalogue"]

    assert catalogue.tracks[0].matching == 2


def test_an_impossible_filter_is_422(alice_client, track):
    assert alice_client.get("/decks/", {"company": "x" * 81}).status_code == 422


def test_htmx_gets_the_found_decks_only(alice_client, track):
    page = alice_client.get("/decks/", headers=HTMX).content.decode()

    assert page.lstrip().startswith('<div id="found"')


def test_without_decks_the_catalogue_says_what_to_do(alice_client, client):
    for visitor in (alice_client, client):
        response = visitor.get("/decks/")
        assert response.context["catalogue"].is_empty
        assert '<div class="empty">' in response.text


def test_the_catalogue_costs_the_same_with_more_decks_and_other_learners(
    alice_client, alice, bob, track, django_assert_max_num_queries
):
    for number in range(10):
        make_cards(make_deck(f"pack-{number}", is_pack=True), 2)
        make_cards(make_deck(f"own-{number}", owner=alice), 2)
        enrolled(bob, Deck.objects.get(slug=f"pack-{number}"))

    with django_assert_max_num_queries(9):
        alice_client.get("/decks/")


# A deck ---------------------------------------------------------------------------------------------------------------


def test_a_deck_tells_the_loop_the_skills_and_the_topics(alice_client, alice, track, clock):
    enrolled(alice, track)
    card = Card.objects.get(key="wh-order")
    review(alice, card, GOOD)
    Schedule.objects.of(alice).filter(card=card).update(interval=21)
    make_schedule(alice, Card.objects.get(key="loop-start"), due=NOW.date(), interval=1)

    response = alice_client.get("/decks/acme-backend/")

    page, found = response.content.decode(), response.context["page"]
    for text in ("Technical screen", "about 45 min", "One problem in parts.", "Parts finished.", "Confidence: high"):
        assert text in page
    assert 'href="https://example.org/report"' in page
    assert "Where reports contradict each other." in page
    assert "News, not truth." in page
    assert (found.tally.cards, found.tally.seen, found.tally.mature, found.tally.due) == (4, 2, 1, 1)
    assert [(skill.title, skill.tally.cards, skill.tally.mature) for skill in found.skills] == [("API skills", 3, 1)]
    assert [state.topic.slug for state in found.topics] == ["loop", "webhooks"]


def test_each_stage_tells_its_share_of_the_preparation(alice_client, track):
    design = track.about["stages"][0] | {"slug": "design", "title": "Design", "minutes": None, "weight": 3}
    track.about["stages"] = [track.about["stages"][0] | {"weight": 4}, design, design | {"weight": 2}]
    track.save()

    response = alice_client.get("/decks/acme-backend/")

    page = html_of(response)
    assert [stage.share for stage in response.context["page"].stages] == [44, 33, 22]
    assert 'about 45 min ·</span> <span class="minutes">44% of the preparation</span>' in page
    assert 'Design <span class="minutes">33% of the preparation</span>' in page


def test_stages_that_were_loaded_without_weights_count_alike(alice_client, track):
    track.about["stages"] *= 4
    track.save()

    stages = alice_client.get("/decks/acme-backend/").context["page"].stages

    assert [stage.share for stage in stages] == [25, 25, 25, 25]


def test_a_deck_shows_which_cards_cover_which_item(alice_client, track):
    coverage = alice_client.get("/decks/acme-backend/").context["page"].coverage

    assert [(item.text, item.cards) for item in coverage] == [
        ("Question: validate webhooks", 1),
        ("Behavioural: a hard issue", 0),
    ]


def test_the_number_of_an_item_leads_to_its_cards(alice_client, client, track):
    page = alice_client.get("/decks/acme-backend/").text

    listed = alice_client.get("/decks/acme-backend/cards/?item=T9")

    assert 'href="/decks/acme-backend/cards/?item=T9">1<span' in page
    assert keys(listed) == [("loop-start", 0)]
    assert "That answer “Question: validate webhooks”." in listed.text
    assert 'name="item" value="T9"' in listed.text
    assert len(keys(alice_client.get("/decks/acme-backend/cards/?item=nothing"))) == 4


def test_what_another_learner_studies_does_not_count(alice_client, bob, track):
    enrolled(bob, track)
    review(bob, Card.objects.get(key="wh-order"), GOOD)

    page = alice_client.get("/decks/acme-backend/").context["page"]

    assert (page.tally.cards, page.tally.seen) == (4, 0)
    assert page.enrolment is None


def test_suspended_paused_and_buried_cards_are_not_due(alice_client, alice, track, clock):
    enrolled(alice, track)
    keys = {"wh-order": {"is_suspended": True}, "loop-start": {"buried_until": days_later(1).date()}}
    for key, columns in keys.items():
        make_schedule(alice, Card.objects.get(key=key), due=NOW.date(), interval=1, **columns)

    assert alice_client.get("/decks/acme-backend/").context["page"].tally.due == 0


def test_a_visitor_reads_a_deck_and_is_asked_to_sign_up(client, track):
    page = client.get("/decks/acme-backend/").content.decode()

    assert "Sign up to study" in page
    assert "One problem in parts." in page
    assert "/enrol/" not in page
    assert 'class="bar"' not in page
    assert "/cards/" not in page


def test_a_pack_says_in_which_tracks_it_is(alice_client, alice, track):
    enrolled(alice, track)

    page = alice_client.get("/decks/api/").content.decode()

    assert "Included in" in page
    assert "You study these cards with" in page


def test_own_decks_lead_to_my_cards_and_others_decks_are_not_found(alice_client, bob_client, client, alice, track):
    make_deck("asked", owner=alice)

    assert alice_client.get("/decks/asked/").headers["Location"] == "/cards/?deck=asked"
    assert bob_client.get("/decks/asked/").status_code == 404
    assert client.get("/decks/asked/").status_code == 404
    assert client.get("/decks/nothing/").status_code == 404


def test_a_retired_deck_is_not_found(alice_client, track):
    Deck.objects.filter(pk=track.pk).update(is_retired=True)

    assert alice_client.get("/decks/acme-backend/").status_code == 404


def test_a_deck_costs_the_same_whatever_its_size(alice_client, alice, bob, track, django_assert_max_num_queries):
    for number in range(12):
        topic = Topic.objects.create(deck=track, slug=f"topic-{number}", title=f"Topic {number}")
        make_card(track, f"more-{number}", topic=topic, about={"seed": ["T9"]})
    enrolled(alice, track)
    enrolled(bob, track)

    with django_assert_max_num_queries(11):  # one of them asks which stages can be rehearsed
        alice_client.get("/decks/acme-backend/")


def test_a_deck_says_how_many_cards_it_has_of_each_level(client, track):
    for number, level in enumerate((1, 1, 3)):
        make_card(track, f"level-{number}", level=level)

    words = html_of(client.get("/decks/acme-backend/"))

    assert "Basic cards come first: 2 for any backend interview, 1 for staff level, or rarely asked." in words


# Enrolling ------------------------------------------------------------------------------------------------------------


def test_enrolling_brings_all_cards_and_says_how_many(alice_client, alice, track):
    response = alice_client.post("/decks/acme-backend/enrol/", {"key": uuid.uuid4()}, follow=True)

    assert response.redirect_chain == [("/decks/acme-backend/", 302)]
    assert "You study Acme Backend: 4 cards, up to 5 new ones a day." in response.content.decode()
    assert Schedule.objects.of(alice).count() == 4


@pytest.mark.parametrize(("asked", "leads_to"), [("/", "/"), ("https://evil.example/", "/decks/acme-backend/")])
def test_enrolling_from_today_leads_back_to_it_and_nowhere_else(alice_client, track, asked, leads_to):
    response = alice_client.post("/decks/acme-backend/enrol/", {"key": uuid.uuid4(), "next": asked})

    assert response.url == leads_to


def test_pausing_and_resuming(alice_client, alice, track):
    post(alice_client, "deck-enrol", "acme-backend")

    paused = alice_client.post("/decks/acme-backend/pause/", {"key": uuid.uuid4()}, follow=True)
    assert "Resume" in paused.content.decode()
    assert not Schedule.objects.of(alice).active().exists()

    post(alice_client, "deck-enrol", "acme-backend")
    assert Schedule.objects.of(alice).active().count() == 4
    assert not Enrolment.objects.get(learner=alice).is_paused


def test_the_same_form_twice_counts_once(alice_client, alice, track):
    form = {"key": uuid.uuid4()}

    for _ in range(2):
        assert alice_client.post("/decks/acme-backend/enrol/", form).status_code == 302

    assert Receipt.objects.filter(learner=alice).count() == 1


@pytest.mark.parametrize("name", ["deck-enrol", "deck-pause"])
def test_a_bad_key_or_one_used_for_something_else_is_422(alice_client, alice, track, name):
    key = uuid.uuid4()
    alice_client.post("/decks/api/enrol/", {"key": key})

    assert post(alice_client, name, "acme-backend", key="no key").status_code == 422
    assert post(alice_client, name, "acme-backend", key=key).status_code == 422
    assert not Enrolment.objects.filter(learner=alice, deck=track).exists()


@pytest.mark.parametrize("name", ["deck-enrol", "deck-pause"])
def test_only_built_in_decks_are_enrolled_in_and_by_post(alice_client, bob_client, client, alice, track, name):
    make_deck("asked", owner=alice)

    assert alice_client.get(reverse(name, args=["acme-backend"])).status_code == 405
    assert post(bob_client, name, "asked").status_code == 404
    assert post(client, name, "acme-backend").headers["Location"].startswith("/accounts/login/")


# The cards of a deck --------------------------------------------------------------------------------------------------


def keys(response):
    return [(card.key, card.ordinal) for card in response.context["listed"].cards]


def test_a_track_lists_its_cards_and_those_of_its_packs_in_learning_order(alice_client, track):
    response = alice_client.get("/decks/acme-backend/cards/")

    assert keys(response) == [("loop-start", 0), ("wh-order", 0), ("wh-what", 1), ("wh-what", 2)]
    assert 'href="/decks/acme-backend/cards/wh-what/?gap=2"' in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("topic=loop", ["loop-start"]),
        ("stage=integration", ["wh-order"]),
        ("kind=cloze", ["wh-what", "wh-what"]),
        ("q=three+DELIVERED", ["wh-what", "wh-what"]),
        ("q=call", ["loop-start"]),
        ("q=100%25", []),
        ("state=new", ["wh-what", "wh-what"]),
        ("state=due", ["wh-order"]),
        ("state=young", ["wh-order"]),
        ("state=mature", ["loop-start"]),
        ("state=learning", ["wh-order"]),  # as addresses said once
        ("state=known", ["loop-start"]),
        ("state=suspended", ["loop-start"]),
        ("state=flagged", ["wh-order"]),
        ("topic=webhooks&state=flagged&q=order", ["wh-order"]),
    ],
)
def test_the_list_is_filtered_and_searched(alice_client, alice, bob, track, clock, asked, found):
    make_schedule(alice, Card.objects.get(key="wh-order"), due=NOW.date(), interval=3, is_flagged=True)
    make_schedule(alice, Card.objects.get(key="loop-start"), due=NOW.date(), interval=30, is_suspended=True)
    make_schedule(bob, Card.objects.get(key="wh-what", ordinal=1), due=NOW.date(), interval=30, is_flagged=True)

    response = alice_client.get(f"/decks/acme-backend/cards/?{asked}")

    assert [key for key, _ in keys(response)] == found
    assert response.context["listed"].found == len(found)


def test_rows_say_the_state_of_the_card(alice_client, alice, track, clock):
    make_schedule(alice, Card.objects.get(key="wh-order"), due=days_later(12).date(), interval=12, is_flagged=True)
    make_schedule(alice, Card.objects.get(key="loop-start"), due=NOW.date(), interval=1)
    make_schedule(alice, Card.objects.get(key="wh-what", ordinal=1), is_suspended=True)

    page = alice_client.get("/decks/acme-backend/cards/").content.decode()

    for text in ("Due in 12 days", "⚑ Flagged", "Due now", "Suspended", "New"):
        assert text in page


@pytest.fixture
def knows_webhooks(alice, track):
    """Alice studies the track but for its webhooks, which she knows; one of those she had reviewed before."""
    enrolled(alice, track)
    make_schedule(alice, Card.objects.get(key="wh-order"), due=NOW.date(), interval=3)
    none = Part()
    begin_with(alice, track, none, Part(topics=frozenset({"webhooks"})), 5, among=none, key=uuid.uuid4(), now=NOW)


def test_what_the_learner_knows_already_is_not_called_new(alice_client, knows_webhooks, clock):
    page = html_of(alice_client.get("/decks/acme-backend/cards/?topic=webhooks"))

    assert page.count('<span class="chip"> Known already </span>') == 3
    assert "> New <" not in page
    assert keys(alice_client.get("/decks/acme-backend/cards/?state=skipped")) == [
        ("wh-order", 0), ("wh-what", 1), ("wh-what", 2),
    ]  # fmt: skip
    assert keys(alice_client.get("/decks/acme-backend/cards/?state=new")) == [("loop-start", 0)]
    everywhere = html_of(alice_client.get("/cards/?all=on"))
    assert everywhere.count('<span class="chip"> Known already </span>') == 3


def test_cards_of_a_paused_deck_are_called_paused(alice_client, alice, track):
    post(alice_client, "deck-enrol", "acme-backend")
    post(alice_client, "deck-pause", "acme-backend")

    assert html_of(alice_client.get("/decks/acme-backend/cards/")).count('<span class="chip"> Paused </span>') == 4


def test_a_decks_page_counts_what_is_known_already_apart_from_new_cards(alice_client, knows_webhooks, clock):
    response = alice_client.get("/decks/acme-backend/")

    tally = response.context["page"].skills[0].tally
    assert (tally.cards, tally.seen, tally.skipped, tally.new) == (3, 1, 2, 0)
    assert 'href="/decks/acme-backend/cards/?skill=api&amp;state=skipped">2 known already</a>' in response.text


@pytest.mark.parametrize("name", ["stages", "skills", "topics"])
def test_each_number_of_a_decks_page_leads_to_so_many_cards(alice_client, alice, track, clock, name):
    enrolled(alice, track)
    make_schedule(alice, Card.objects.get(key="wh-order"), due=NOW.date(), interval=3)
    make_schedule(alice, Card.objects.get(key="loop-start"), due=days_later(9).date(), interval=30)
    page = alice_client.get("/decks/acme-backend/").text
    which = {"stages": "stage", "skills": "skill", "topics": "topic"}[name]

    links = re.findall(rf'href="(/decks/acme-backend/cards/\?{which}=[^"]*state=[^"]*)">(\d+) ', page)

    assert links
    for address, number in links:
        assert alice_client.get(address.replace("&amp;", "&")).context["listed"].found == int(number), address


def test_a_long_list_is_folded_after_ten_cards(alice_client, track):
    make_cards(track, 20)

    page = alice_client.get("/decks/acme-backend/cards/").text

    shown, folded = page.split('<details class="more">')
    assert (shown.count('class="ask"'), folded.count('class="ask"')) == (10, 14)
    assert "14 more on this page" in folded


def test_retired_cards_are_not_listed(alice_client, track):
    Card.objects.filter(key="loop-start").update(status=Card.Status.RETIRED)

    assert ("loop-start", 0) not in keys(alice_client.get("/decks/acme-backend/cards/"))


def test_pages_have_fifty_cards_and_keep_the_filters(alice_client, track):
    make_cards(track, 60, stage="design")

    first = alice_client.get("/decks/acme-backend/cards/?stage=design")
    second = alice_client.get("/decks/acme-backend/cards/?stage=design&page=2")

    assert (len(keys(first)), len(keys(second))) == (50, 12)
    assert not set(keys(first)) & set(keys(second))
    assert 'href="?stage=design&amp;page=2"' in first.content.decode()


def test_a_filter_that_there_is_not_is_422_and_left_out(alice_client, track):
    response = alice_client.get("/decks/acme-backend/cards/?state=asleep&page=0&topic=loop")

    assert response.status_code == 422
    assert keys(response) == [("loop-start", 0)]


def test_nothing_found_says_so(alice_client, track):
    assert "No card matches" in alice_client.get("/decks/acme-backend/cards/?q=xyzzy").content.decode()


def test_htmx_gets_the_found_cards_only(alice_client, track):
    page = alice_client.get("/decks/acme-backend/cards/", headers=HTMX).content.decode()

    assert page.lstrip().startswith('<div id="found"')


def test_the_list_needs_a_learner_and_a_built_in_deck(alice_client, bob_client, client, alice, track):
    make_deck("asked", owner=alice)

    assert client.get("/decks/acme-backend/cards/").status_code == 302
    assert bob_client.get("/decks/asked/cards/").status_code == 404
    assert alice_client.post("/decks/acme-backend/cards/").status_code == 405


@pytest.mark.parametrize("number", [10, 20])
def test_the_list_costs_the_same_with_more_cards(
    alice_client, alice, bob, track, number, django_assert_max_num_queries
):
    make_cards(track, number)
    enrolled(alice, track)
    enrolled(bob, track)

    with django_assert_max_num_queries(9):
        alice_client.get("/decks/acme-backend/cards/")


def test_a_deck_begins_with_its_loop_and_the_rest_is_folded(alice_client, track):
    track.about["stages"][0] |= {"differ": "One bug, or a few."}
    track.save()

    page = alice_client.get("/decks/acme-backend/").content.decode()

    assert page.index("The loop") < page.index("Skill areas") < page.index("Topics") < page.index("News, not truth.")
    assert re.search(r"<details[^>]*><summary[^>]*>Where reports differ</summary><p>One bug, or a few.</p>", page)
    assert "<details open" not in page


def test_where_one_stands_in_a_round_leads_to_those_cards(alice, alice_client, track):
    enrolled(alice, track)
    review(alice, Card.objects.get(key="loop-start"), GOOD)
    stage = Card.objects.get(key="loop-start").stage
    track.about["stages"][0] |= {"slug": stage}
    track.save()

    page = alice_client.get("/decks/acme-backend/").content.decode()

    link = re.search(rf'href="([^"]*stage={stage}&amp;state=young)">1 young<', page).group(1)
    listed = alice_client.get(link.replace("&amp;", "&"))
    assert (listed.status_code, keys(listed)) == (200, [("loop-start", 0)])
