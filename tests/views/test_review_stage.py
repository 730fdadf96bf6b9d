"""The sessions that readiness leads to: so many cards of one stage, and no others."""

import uuid
from datetime import date

import pytest

from cards.models import Review, Schedule
from cards.queries.queue import next_ahead
from cards.queries.readiness import next_of_stage
from cards.scheduling import AGAIN, GOOD
from cards.views.ahead import NOTHING_OF_STAGE
from tests.factories import days_later, enrolled, make_card, make_deck, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = date(2026, 11, 23)
STAGES = {"stages": [{"slug": slug, "title": slug.title(), "weight": 1} for slug in ("screen", "coding")]}
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture
def track(alice):
    """Three cards of coding, and one before, between and after them of the screen."""
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    for number, stage in enumerate(("screen", "coding", "coding", "screen", "coding", "screen")):
        make_card(deck, f"{stage}-{number}", stage=stage, stages=[stage])
    enrolled(alice, deck)
    return deck


def grade(client, page, quality=GOOD, headers=HTMX):
    name = page.split('name="ahead" value="')[1].split('"')[0]
    card = page.split('name="card" value="')[1].split('"')[0]
    version = page.split('name="version" value="')[1].split('"')[0]
    form = {"review": uuid.uuid4(), "card": card, "quality": quality, "version": version, "ahead": name}
    return client.post("/review/grade/", form, headers=headers)


def graded(learner):
    return list(Review.objects.of(learner).order_by("pk").values_list("card__key", flat=True))


def test_a_session_asks_new_cards_of_its_stage_alone_and_then_ends(alice, alice_client, track):
    page = alice_client.get("/review/stage/stripe/coding/new/2/").content.decode()
    assert "Coding" in page
    assert "2 left" in page

    page = grade(alice_client, page).content.decode()
    assert "1 left" in page
    end = grade(alice_client, page, AGAIN)

    assert graded(alice) == ["coding-1", "coding-2"]
    assert end.context["ahead"] is None
    assert "Coding rounds" in end.text


def test_without_htmx_the_next_card_is_a_page_of_its_own(alice, alice_client, track):
    page = alice_client.get("/review/stage/stripe/coding/new/2/").content.decode()

    response = grade(alice_client, page, headers={})

    assert (response.status_code, response.url) == (303, "/review/stage/stripe/coding/new/1/")
    assert "1 left" in alice_client.get(response.url).content.decode()


def test_the_least_sure_of_the_stage_come_first(alice, track):
    for days, key in ((-9, "coding-4"), (-3, "coding-1"), (-30, "screen-0")):
        review(alice, Schedule.objects.get(card__key=key).card, GOOD, days_later(days))

    def following():
        return Schedule.objects.get(pk=next_of_stage(alice, track, "coding", "again", TODAY)).card

    assert following().key == "coding-4"
    review(alice, following(), AGAIN)
    assert following().key == "coding-1"
    review(alice, following(), GOOD)
    assert next_of_stage(alice, track, "coding", "again", TODAY) is None


def test_where_nothing_of_the_kind_is_left_the_review_says_so(alice, alice_client, track):
    response = alice_client.get("/review/stage/stripe/coding/again/3/", follow=True)

    assert response.redirect_chain == [("/review/", 302)]
    assert NOTHING_OF_STAGE in response.content.decode()


@pytest.mark.parametrize(
    "path", ["stripe/lunch/new/2", "stripe/coding/old/2", "stripe/coding/new/1000", "none/coding/new/2"]
)
def test_what_is_no_session_is_not_found(alice_client, track, path):
    assert alice_client.get(f"/review/stage/{path}/").status_code == 404


def test_of_a_track_that_is_not_studied_there_is_nothing(bob_client, track):
    assert bob_client.get("/review/stage/stripe/coding/new/2/").status_code == 302


def test_a_name_that_no_form_has_is_the_ordinary_review(alice, alice_client, track):
    page = alice_client.get("/review/?ahead=new.x.stripe.coding").content.decode()

    assert 'name="ahead"' not in page


def ahead_in(page):
    return page.text.split('name="ahead" value="')[1].split('"')[0]


def test_a_card_whose_grade_is_taken_back_is_asked_in_it_again_beside_the_others(alice, alice_client, track):
    page = grade(alice_client, alice_client.get("/review/stage/stripe/coding/new/2/").text)
    form = {"undo": uuid.uuid4(), "ahead": ahead_in(page)}

    page = alice_client.post("/review/undo/", form, headers=HTMX)
    assert ahead_in(page) == "new.2.stripe.coding"
    page = grade(alice_client, page.text)
    assert "1 left" in page.text
    grade(alice_client, page.text)

    assert graded(alice) == ["coding-1", "coding-1", "coding-2"]
    assert ahead_in(alice_client.post("/review/undo/", form | {"ahead": "new.1.stripe.coding"}, headers=HTMX))


def test_an_undo_that_takes_nothing_back_leaves_it_as_it_is(alice_client, track):
    form = {"undo": uuid.uuid4(), "ahead": "new.2.stripe.coding"}

    assert ahead_in(alice_client.post("/review/undo/", form, headers=HTMX)) == "new.2.stripe.coding"


def test_a_grade_that_is_refused_ends_no_session(alice, alice_client, track):
    page = alice_client.get("/review/stage/stripe/coding/new/2/").text
    review(alice, Schedule.objects.get(card__key="coding-1").card, GOOD)  # in another tab

    response = grade(alice_client, page)

    assert response.status_code == 409
    assert ahead_in(response) == "new.2.stripe.coding"
    assert "2 left" in response.text


def test_of_a_text_it_asks_one_gap_a_day(alice, alice_client):
    deck = make_deck("stripe", title="Stripe", about=STAGES)
    content = {"text": "{{c1::Redis}} is {{c2::single-threaded}}.", "notes": ""}
    for ordinal in (1, 2):
        make_card(deck, "gaps", kind="cloze", content=content, ordinal=ordinal, stage="coding", stages=["coding"])
    enrolled(alice, deck)
    first = Schedule.objects.get(card__ordinal=1)
    review(alice, first.card, GOOD)

    assert next_of_stage(alice, deck, "coding", "new", TODAY) is None
    assert next_of_stage(alice, deck, "coding", "new", days_later(1).date()) is not None
    Schedule.objects.exclude(pk=first.pk).update(
        due=days_later(3).date(), planned_for=days_later(3).date(), interval=6, repetitions=2
    )
    assert next_ahead(alice, TODAY) is None
    assert next_ahead(alice, days_later(1).date()) is not None
