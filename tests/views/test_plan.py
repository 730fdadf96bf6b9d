"""The page of a plan: what it comes to before it is agreed on, agreeing, undoing, ending, and Today's two lines."""

import re
import uuid
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cards.models import Card, Deck, Plan, Schedule, Topic
from cards.operations.check_learner import check_learner
from cards.queries.new_cards import current_plans
from cards.scheduling import GOOD
from cards.services.decks import weigh_stages
from cards.services.plans import agree_on_plan
from tests.factories import NOW, days_later, enrolled, make_card, make_deck, review

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
STAGES = {"stages": [{"slug": slug, "title": slug.title(), "weight": 1} for slug in ("screen", "design")]}


def day(number):
    return (TODAY + timedelta(days=number)).isoformat()


@pytest.fixture
def track(clock):
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    for number in range(24):
        stage = ("design", "screen")[number % 2]
        make_card(deck, f"card-{number}", stage=stage, stages=[stage], level=1 + number % 3)
    return deck


def values(minutes=30, **changes):
    week = {f"minutes-{weekday}": str(minutes) for weekday in range(7)}
    return {"key": str(uuid.uuid4()), "deck": "stripe", "day": day(12), **week} | changes


def shown(response):
    return " ".join(response.content.decode().split())


def test_the_page_offers_the_track_and_tells_nothing_yet(alice_client, track):
    response = alice_client.get("/plan/")

    assert "Stripe" in response.text
    assert "expected" not in response.context
    assert 'value="30"' in response.text


def test_what_it_comes_to_is_told_before_anything_is_stored(alice_client, track):
    response = alice_client.post("/plan/look/", values())
    html = shown(response)

    assert response.context["expected"].unseen == 0
    assert "<b>4</b> new a day at first" in html
    assert "12 of 12" in html
    assert "Last look from Friday 4 Dec on." in html
    assert not Plan.objects.exists()


def test_what_does_not_fit_is_told_with_what_would(alice_client, track):
    response = alice_client.post("/plan/look/", values(minutes=1, day=day(8)))
    html = shown(response)

    unseen = response.context["expected"].unseen
    assert unseen > 0
    assert re.search(rf"{unseen} of 24 cards", html)
    assert "<b>10 minutes</b> a day" in html  # of five a day one card stays unseen
    assert "of level 3" in html


def test_htmx_gets_the_outcome_alone(alice_client, track):
    html = shown(
        alice_client.post("/plan/look/", values(), headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    )

    assert html.startswith('<section class="panel outcome"')


def test_agreeing_leads_to_today(alice, alice_client, track):
    answer = alice_client.post("/plan/", values(), follow=True)
    html = shown(alice_client.get("/"))

    assert "Agreed." in shown(answer)
    assert "Today asks for 4 new cards within 30 minutes." in html
    assert "<b>On track</b>" in html
    assert "in 12 days, Sat 5 Dec" in html


def test_a_plan_that_is_behind_says_by_how_much(alice_client, track):
    alice_client.post("/plan/", values(minutes=1))

    assert "<b>Behind by" in shown(alice_client.get("/"))


def test_today_says_what_it_asks_and_not_what_the_pace_would_want(alice, alice_client, track):
    """Of the cards that the plan would begin today, two minutes hold a few."""
    alice_client.post("/plan/", values(minutes=2))
    alice.refresh_from_db()

    response = alice_client.get("/")

    queue = response.context["queue"]
    assert queue.new < alice.pace.new
    assert f"Today asks for {queue.new} new card" in shown(response)


def test_undo_and_end(alice, alice_client, track):
    alice_client.post("/plan/", values())
    alice_client.post("/plan/", values(day=day(20)))
    undone = shown(alice_client.post("/plan/undo/", {"key": str(uuid.uuid4())}, follow=True))
    alice.refresh_from_db()
    assert "Taken back" in undone
    assert alice.pace.on == date(2026, 12, 5)

    ended = shown(alice_client.post("/plan/end/", {"key": str(uuid.uuid4()), "deck": "stripe"}, follow=True))
    alice.refresh_from_db()
    assert "The plan is over" in ended
    assert alice.pace is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"day": ""}, "Say when the interview is"),
        ({"day": "soon"}, "Enter a day, such as 2026-12-11."),
        ({"day": day(-1)}, "This day has passed."),
        ({"day": day(400)}, "at most a year ahead"),
        ({"minutes-3": ""}, "Enter the minutes that you have on a Thursday, 0 for none."),
        ({"minutes-3": "-5"}, "Enter 0 or more."),
        ({f"minutes-{weekday}": "0" for weekday in range(7)}, "Give at least one weekday some minutes."),
        ({"day-design": "2026-13-45"}, "Enter a day, such as 2026-12-11."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_stays(alice_client, track, changes, said):
    for address in ("/plan/", "/plan/look/"):
        answer = alice_client.post(address, values(**changes))
        assert answer.status_code == 422
        assert said in shown(answer)
        assert all(f'value="{text}"' in shown(answer) for text in changes.values() if text)
    assert not Plan.objects.exists()


def test_an_interview_today_is_no_error(alice_client, track):
    html = shown(alice_client.post("/plan/", values(day=day(0)), follow=True))

    assert "they come as usual" in html


def test_stages_have_days_of_their_own(alice, alice_client, track):
    alice_client.post("/plan/", values(day="", **{"day-screen": day(5), "day-design": day(9)}))
    html = shown(alice_client.get("/plan/"))

    assert Plan.objects.get().days == {"screen": day(5), "design": day(9)}
    assert "Technical screen" in html
    assert html.index("Sat 28 Nov") < html.index("Wed 2 Dec")


def test_a_stage_whose_day_has_passed_comes_as_usual_and_the_rest_of_the_plan_can_change(alice_client, track, clock):
    days = {"day": "", "day-screen": day(3), "day-design": day(12)}
    alice_client.post("/plan/", values(**days))
    clock.move_to(days_later(5))

    looked = shown(alice_client.post("/plan/look/", values(45, **days)))
    changed = alice_client.post("/plan/", values(45, **days))
    refused = alice_client.post("/plan/", values(45, **days | {"day-design": day(4)}))

    assert re.search(r'<p class="notice">[^<]*: Screen\.</p>', looked)
    assert changed.status_code == 303
    assert Plan.objects.latest("pk").minutes == [45] * 7
    assert refused.status_code == 422
    assert "This day has passed." in shown(refused)


def test_the_plan_of_a_track_that_is_retired_can_be_ended(alice, alice_client, bob_client, track):
    alice_client.post("/plan/", values())
    make_deck("other", title="Other", about=STAGES)
    Deck.objects.filter(pk=track.pk).update(is_retired=True)

    page = shown(alice_client.get("/plan/"))
    strangers = bob_client.post("/plan/end/", {"key": uuid.uuid4(), "deck": "stripe"})
    ended = alice_client.post("/plan/end/", {"key": uuid.uuid4(), "deck": "stripe"})

    assert '<form method="post" action="/plan/end/" class="panel withdrawn">' in page
    assert strangers.status_code == 404
    assert (ended.status_code, ended.url) == (303, "/plan/")
    assert current_plans(alice) == []
    assert "Stripe" not in shown(alice_client.get("/plan/"))


@pytest.fixture
def withdrawn(alice, alice_client, track):
    """Alice's plan is for a track that is offered no more; the cards of its pack still are."""
    pack = make_deck("sql", title="SQL", is_pack=True)
    make_card(pack, "joins", stage="design", stages=["design"])
    track.packs.add(pack)
    alice_client.post("/plan/", values())
    review(alice, alice.schedule_set.get(card__key="joins").card, GOOD)
    Deck.objects.filter(pk=track.pk).update(is_retired=True)
    Card.objects.filter(deck=track).update(status=Card.Status.RETIRED)
    Schedule.objects.filter(card__deck=track).update(is_shelved=True)


@pytest.mark.usefixtures("withdrawn")
def test_the_plan_of_the_only_track_that_is_withdrawn_has_a_page_that_says_so(alice, alice_client):
    page = shown(alice_client.get("/plan/"))
    assert "<b>Stripe is no longer offered.</b>" in page
    assert 'or choose <a href="/decks/">another deck</a>' in page
    assert alice_client.get("/plan/?deck=stripe").url == "/plan/"

    refused = alice_client.post("/plan/", values(), follow=True)
    assert "nothing was agreed on" in shown(refused)
    ended = alice_client.post("/plan/end/", {"key": uuid.uuid4(), "deck": "stripe"}, follow=True)
    page = shown(ended)
    assert ended.redirect_chain[-1][0] == "/plan/"
    assert "The plan is over" in page
    assert '<a href="/decks/">another deck</a>' in page
    assert current_plans(alice) == []

    assert "Undo the last change" in page
    undone = alice_client.post("/plan/undo/", {"key": uuid.uuid4()}, follow=True)
    assert "<b>Stripe is no longer offered.</b>" in shown(undone)
    assert len(current_plans(alice)) == 1


def test_who_has_never_had_a_plan_is_led_to_the_decks_where_no_track_is_offered(alice_client):
    assert alice_client.get("/plan/").url == "/decks/"


@pytest.mark.usefixtures("withdrawn")
@pytest.mark.parametrize("days", [0, 1])
def test_today_leads_nowhere_that_is_not_there_once_a_track_is_withdrawn(alice_client, clock, days):
    clock.move_to(days_later(days))

    for page in ("/", "/progress/", "/plan/away/", "/decks/"):
        html = alice_client.get(page).content.decode()
        for address in set(re.findall(r'href="(/(?!static)[^"]*)"', html)):
            assert alice_client.get(unescape(address)).status_code in {200, 302, 303}, (page, address)


def test_a_plan_costs_today_a_bounded_number_of_queries_and_nobody_else_any(alice, alice_client, track):
    enrolled(alice, track)
    alice_client.get("/")
    with CaptureQueriesContext(connection) as before:
        alice_client.get("/")
    agree_on_plan(alice, track, {"design": date(2026, 12, 5)}, [30] * 7, key=uuid.uuid4(), now=NOW)
    with CaptureQueriesContext(connection) as after:
        alice_client.get("/")

    # Two for minutes, counted card by card; the others for readiness by stage.
    assert len(before) == 7
    assert len(after) <= 15


def test_the_first_page_of_a_day_works_it_out(alice, alice_client, track, clock):
    alice_client.post("/plan/", values())
    review(alice, alice.schedule_set.first().card, GOOD)
    clock.move_to(days_later(1))

    alice_client.get("/review/")

    alice.refresh_from_db()
    assert (alice.pace.day, alice.pace.new) == (date(2026, 11, 24), 5)


def test_today_can_have_more_minutes_or_none(alice, alice_client, track):
    alice_client.post("/plan/", values())
    for choice, said in (("more", "within 45 minutes."), ("none", "Today is free."), ("planned", "within 30 minutes.")):
        html = shown(alice_client.post("/plan/today/", {"key": str(uuid.uuid4()), "minutes": choice}, follow=True))
        assert said in html
    assert "No time today" in html
    alice_client.post("/plan/today/", {"key": str(uuid.uuid4()), "minutes": "forever"})
    alice.refresh_from_db()
    assert alice.pace.minutes == 30


def test_a_press_on_todays_minutes_has_its_undo_beside_it(alice, alice_client, bob_client, track):
    alice_client.post("/plan/", values())
    assert 'value="undo"' not in alice_client.get("/").text
    for _ in range(2):
        html = alice_client.post("/plan/today/", {"key": uuid.uuid4(), "minutes": "more"}, follow=True).text
        assert 'value="undo"' in html
    bob_client.post("/plan/today/", {"key": uuid.uuid4(), "minutes": "undo"})

    undone = {"key": uuid.uuid4(), "minutes": "undo"}
    for _ in range(2):
        html = shown(alice_client.post("/plan/today/", undone, follow=True))

    assert "within 45 minutes." in html


def test_todays_line_follows_a_pause_of_the_track_at_once(alice, alice_client, track):
    alice_client.post("/plan/", values())
    alice_client.post("/decks/stripe/pause/", {"key": uuid.uuid4()})
    response = alice_client.get("/")
    assert (response.context["waits"].slug, response.context["waits"].is_paused) == ("stripe", True)
    assert 'action="/plan/today/"' not in response.text

    response = alice_client.post("/decks/stripe/enrol/", {"key": uuid.uuid4(), "next": "/"}, follow=True)
    assert response.context["waits"] is None
    assert 'action="/plan/today/"' in response.text


def test_on_the_day_itself_today_says_so(alice_client, track, clock):
    alice_client.post("/plan/", values())
    clock.move_to(days_later(12))
    response = alice_client.get("/")
    assert (response.context["waits"].on, response.context["waits"].is_paused) == (date.fromisoformat(day(12)), False)

    clock.move_to(days_later(13))
    assert alice_client.get("/").context["waits"] is None


@pytest.mark.parametrize(
    "wrong", [{"minutes": []}, {"minutes": ["x"] * 9}, {"days": {"screen": "soon"}}, {"days": [1]}]
)
def test_a_plan_that_another_program_wrote_breaks_no_page(alice, alice_client, track, clock, wrong):
    alice_client.post("/plan/", values())
    Plan.objects.update(**wrong)
    clock.move_to(days_later(1))

    for address in ("/", "/review/", "/plan/", "/decks/stripe/"):
        assert alice_client.get(address).status_code == 200


def test_who_has_plans_worked_out_all_the_time_waits_a_minute(alice, alice_client, track, settings):
    settings.READING_SECONDS = 0
    sent = values()

    assert alice_client.post("/plan/", sent).status_code == 429
    for address in ("/plan/end/", "/plan/undo/", "/plan/today/"):
        page = shown(alice_client.post(address, {**sent, "minutes": "more"}, follow=True))
        assert "wait a minute" in page
    assert Plan.objects.count() == 0

    settings.READING_SECONDS = 15
    assert alice_client.post("/plan/", sent).status_code == 303


def test_a_track_that_there_is_not_is_not_found(alice_client, track):
    for address in ("/plan/", "/plan/look/", "/plan/end/"):
        for slug in ("", "others", "a\0b"):
            status = alice_client.post(address, values(deck=slug)).status_code
            assert status == 404 or (not slug and address != "/plan/end/")


def foretold(client):
    """What Today's line and the page of the plan say is expected on the day, and the page's minutes of today."""
    told, page = shown(client.get("/")), client.get("/plan/")
    minutes = re.search(r"Monday, 23 November</th>\s*<td[^>]*>(\d+)", page.text)
    on_page = re.search(r"(\d+) % recalled on the day", shown(page))
    return int(re.search(r"(\d+) % expected on the day", told)[1]), int(on_page[1]), int(minutes[1])


def test_today_and_the_page_of_the_plan_foretell_the_same(alice, alice_client, track):
    alice_client.post("/plan/", values(minutes=2))
    planned = foretold(alice_client)
    alice_client.post("/plan/today/", {"key": uuid.uuid4(), "minutes": "none"})
    free = foretold(alice_client)
    alice_client.post("/plan/today/", {"key": uuid.uuid4(), "minutes": "more"})
    more = foretold(alice_client)

    for on_today, on_page, _ in (planned, free, more):
        assert on_today == on_page
    assert free[0] < more[0]
    assert free[2] == 0 < planned[2] < more[2]


def test_what_is_done_of_today_is_foretold_no_second_time(alice, alice_client, track):
    alice_client.post("/plan/", values(minutes=5))
    for schedule in alice.schedule_set.order_by("position")[:10]:
        review(alice, schedule.card, GOOD, seconds=30)
    alice_client.post("/plan/", values(minutes=5, day=day(13)))

    on_today, on_page, minutes = foretold(alice_client)

    assert on_today == on_page
    assert minutes == 5  # of which none are left
    alice_client.post("/plan/", values(minutes=60, day=day(12)))
    assert foretold(alice_client)[2] == 5  # nor is more asked where the day's share of new cards is done


def test_who_proves_quicker_is_told_so_on_today_too(alice, alice_client, track):
    Card.objects.update(minutes=5)
    alice_client.post("/plan/", values(minutes=5))
    assert foretold(alice_client)[0] < 50
    for schedule in alice.schedule_set.order_by("position")[:5]:
        review(alice, schedule.card, GOOD, seconds=10)

    alice_client.get("/plan/")

    on_today, on_page, _ = foretold(alice_client)
    assert on_today == on_page > 50
    alice.refresh_from_db()
    assert check_learner(alice) == []


def test_the_minutes_that_were_agreed_on_last_are_those_of_every_plan(alice, alice_client, track):
    other = make_deck("any", title="Any", about=STAGES)
    for number in range(6):
        make_card(other, f"other-{number}", stage="screen", stages=["screen"])
    alice_client.post("/plan/", values(minutes=30))
    alice_client.post("/plan/", values(minutes=2, deck="any", day=day(20)))

    page = shown(alice_client.get("/plan/?deck=stripe"))

    assert 'name="minutes-0" value="2"' in page
    assert foretold(alice_client)[0] == foretold(alice_client)[1]


def test_the_page_opens_on_the_nearest_interview_or_the_track_that_is_studied(alice, alice_client, track, clock):
    """Not on the track that happens to be the first, or on that of an interview that is over."""
    other = make_deck("any", title="Any", about=STAGES, position=9)
    make_card(other, "other", stage="screen", stages=["screen"])

    def opened():
        return alice_client.get("/plan/").context["deck"].slug

    assert opened() == "stripe"
    enrolled(alice, other)
    assert opened() == "any"
    alice_client.post("/plan/", values(day=day(5)))
    assert opened() == "stripe"
    alice_client.post("/plan/", values(deck="any", day=day(9)))
    assert opened() == "stripe"
    clock.shift(7 * 24 * 3600)
    assert opened() == "any"


def test_readiness_beside_a_plan_weighs_the_rounds_as_the_learner_does(alice, alice_client, track):
    alice_client.post("/plan/", values())
    review(alice, alice.schedule_set.first().card, GOOD)
    weigh_stages(alice, track, {"design": 9}, key=uuid.uuid4(), now=NOW)

    assert "90 % of the loop" in shown(alice_client.get("/plan/"))


def add_topics(deck, names="abcdefgh", cards=6):
    """The first half of the topics are of the heavier stage; each has cards of all levels."""
    for place, name in enumerate(names):
        stage = "design" if place < len(names) / 2 else "screen"
        topic = Topic.objects.create(deck=deck, slug=f"topic-{name}", title=f"Topic {name}", position=place)
        for number in range(cards):
            make_card(deck, f"{name}-{number}", stage=stage, stages=[stage], level=1 + number % 3, topic=topic)


@pytest.fixture
def topics(clock):
    stages = [
        {"slug": slug, "title": slug.title(), "weight": weight} for slug, weight in (("screen", 1), ("design", 3))
    ]
    deck = make_deck("stripe", title="Stripe", about={"stages": stages})
    add_topics(deck)
    return deck


TIGHT = {"minutes": 5, "day": day(8)}


def change_topics(client, sent=None, **changes):
    return client.post("/plan/topics/", (sent or values(**TIGHT)) | {"topics_key": uuid.uuid4()} | changes)


def test_what_does_not_fit_is_named_with_the_topics_without_which_the_rest_does(alice_client, topics):
    response = alice_client.post("/plan/look/", values(**TIGHT))
    expected = response.context["expected"]

    assert sum(topic.unseen for topic in expected.unmet) == expected.unseen > 0
    assert {topic.cards for topic in expected.unmet} == {6}
    assert [topic.stage for topic in expected.unmet] == sorted((topic.stage for topic in expected.unmet), reverse=True)
    gone = expected.fewer.topics
    assert gone == expected.unmet[: len(gone)]
    assert expected.fewer.percent > expected.percent
    for topic in gone:
        assert f'name="leave" value="{topic.slug}"' in response.text


def test_without_these_topics_the_plan_comes_to_what_was_foretold(alice, alice_client, topics):
    fewer = alice_client.post("/plan/look/", values(**TIGHT)).context["expected"].fewer
    sent = values(**TIGHT) | {"topics_key": uuid.uuid4(), "leave": fewer.slugs}
    for _ in "sent twice":
        response = change_topics(alice_client, sent, topics_key=sent["topics_key"])

    expected = response.context["expected"]
    assert (expected.unseen, expected.percent) == (0, fewer.percent)
    assert expected.cards == 48 - 6 * len(fewer.topics)
    assert not Plan.objects.exists()  # what was typed is still only looked at
    assert f'value="{TIGHT["day"]}"' in response.text

    alice_client.post("/plan/", sent)
    assert alice_client.get("/plan/").context["expected"].unseen == 0
    alice.refresh_from_db()
    assert alice.knows == {"stages": [], "topics": sorted(fewer.slugs.split(","))}
    assert check_learner(alice) == []


def test_a_topic_is_left_out_of_a_plan_under_way_and_asked_again(alice, alice_client, bob, bob_client, topics):
    alice.knows = {"stages": [], "topics": ["of-another-deck"]}
    alice.save()
    sent = values(**TIGHT)
    alice_client.post("/plan/", sent)
    before = list(Schedule.objects.of(alice).order_by("pk").values())
    agreed = alice_client.get("/plan/").context["expected"]

    response = change_topics(alice_client, leave="topic-a")
    assert response.context["expected"].cards == agreed.cards - 6
    assert response.context["changed"].named == ["Topic a"]
    assert Schedule.objects.of(alice).filter(card__topic__slug="topic-a", is_shelved=True).count() == 6
    assert [topic.slug for topic in alice_client.get("/plan/").context["left_out"]] == ["topic-a"]
    alice.refresh_from_db()
    assert alice.pace.expected > agreed.percent  # Today's line too
    assert check_learner(alice) == []

    change_topics(bob_client, ask="topic-a")
    change_topics(alice_client, ask="topic-a")
    now = alice_client.get("/plan/").context
    alice.refresh_from_db()
    bob.refresh_from_db()
    assert (now["expected"], now["left_out"]) == (agreed, [])
    assert list(Schedule.objects.of(alice).order_by("pk").values()) == before
    assert (alice.knows["topics"], bob.known.topics) == (["of-another-deck"], frozenset())


@pytest.mark.parametrize(
    "changes", [{"leave": ""}, {"leave": "elsewhere"}, {"leave": "topic-a,\0"}, {"leave": "topic-a", "topics_key": "x"}]
)
def test_no_topic_of_another_track_is_left_out(alice, alice_client, topics, changes):
    make_deck("other")
    response = change_topics(alice_client, **changes)

    alice.refresh_from_db()
    assert (response.status_code, alice.known.topics) == (303, frozenset())


def test_a_topic_is_left_out_also_while_a_field_is_wrong(alice, alice_client, topics):
    response = change_topics(alice_client, values(**TIGHT) | {"day": "soon"}, leave="topic-a")

    alice.refresh_from_db()
    assert (response.status_code, alice.known.topics) == (422, frozenset({"topic-a"}))


def test_who_only_visits_leaves_nothing_out(client, topics):
    response = change_topics(client, leave="topic-a")

    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_what_would_fit_costs_a_bounded_number_of_queries_and_lines(alice, alice_client, topics):
    def look():
        with CaptureQueriesContext(connection) as queries:
            response = alice_client.post("/plan/look/", values(**TIGHT))
        return len(queries), response.text.count('name="leave"')

    few, _ = look()
    add_topics(topics, [f"more-{number}" for number in range(40)], cards=3)
    many, lines = look()

    assert many <= few <= 30
    assert lines <= 31


def test_a_plan_whose_track_is_paused_says_so_on_its_page_and_goes_on(alice, alice_client, topics):
    """Also where its cards are asked through another track, which has them too."""
    pack = make_deck("pack", is_pack=True)
    make_card(pack, "shared", stage="design", stages=["design"])
    other = make_deck("globex", about=topics.about)
    for deck in (topics, other):
        deck.packs.add(pack)
    enrolled(alice, other)
    alice_client.post("/plan/", values())
    alice_client.post("/decks/stripe/pause/", {"key": uuid.uuid4()})

    page = alice_client.get("/plan/?deck=stripe")
    assert page.context["is_paused"]
    assert page.context["expected"].cards == 49
    alice.refresh_from_db()
    assert alice.pace is None

    alice_client.post("/decks/stripe/enrol/", {"key": uuid.uuid4()})
    assert not alice_client.get("/plan/?deck=stripe").context["is_paused"]


def test_no_remedy_leaves_out_more_than_half(alice_client, topics):
    expected = alice_client.post("/plan/look/", values(minutes=3, day=day(8))).context["expected"]

    assert expected.unmet
    assert expected.fewer is None


@pytest.fixture
def two_tracks(alice, clock):
    """An interview in three days, for which two minutes a day are too little, and one in sixty whose cards fit."""
    for slug, number, ahead in (("near", 120, 3), ("far", 6, 60)):
        deck = make_deck(slug, title=slug, about=STAGES)
        topic = Topic.objects.create(deck=deck, slug=f"t-{slug}", title=f"Topic {slug}", position=1)
        for place in range(number):
            make_card(deck, f"{slug}-{place}", stage="design", stages=["design"], level=1, topic=topic)
        days = {"design": TODAY + timedelta(days=ahead)}
        agree_on_plan(alice, deck, days, [2] * 7, key=uuid.uuid4(), now=NOW)
    alice.refresh_from_db()


def test_of_several_interviews_each_page_tells_its_own_day(alice_client, two_tracks):
    response = alice_client.get("/plan/?deck=far")

    assert "Fri 22 Jan, <a" in shown(response)
    rows = [(stage.day, stage.cards, stage.seen) for stage in response.context["outcome"].expected.stages]
    assert [row[:2] for row in rows] == [(TODAY + timedelta(days=3), 120), (TODAY + timedelta(days=60), 6)]
    assert rows[1][2] == 6  # what is over takes no place of theirs


def test_a_plan_that_is_over_is_not_told_by_the_day_of_another(alice_client, two_tracks, clock):
    clock.move_to(days_later(4))
    alice_client.get("/")

    response = alice_client.get("/plan/?deck=near")

    assert response.context["outcome"].expected.on is None
    assert "Fri 22 Jan, <a" not in shown(response)


def test_only_topics_of_its_own_track_are_to_be_left_out(alice_client, two_tracks):
    near, far = (alice_client.get(f"/plan/?deck={slug}").context["outcome"].expected for slug in ("near", "far"))

    assert ([topic.slug for topic in near.unmet], far.unmet) == (["t-near"], [])
