"""The pages of practice: begun, written, laid beside the rubric, graded, and what came of it. All without scripts."""

import re
import uuid
from html import unescape

import pytest

from cards.models import Attempt, Learner, Review, Schedule
from cards.views.practice import KEPT_ELSEWHERE
from cards.views.review import UNDONE
from tests.factories import NOW, days_later, enrolled, make_card, make_cards, make_deck, make_design, review
from tests.pages import notices_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
URL = "/practice/limiter/"
JSON = {"Accept": "application/json"}


@pytest.fixture
def card(alice):
    deck = make_deck("demo")
    make_cards(deck, 2)
    card = make_design(deck)
    enrolled(alice, deck)
    return card


def begin(client, url=URL):
    return client.post(f"{url}begin/", {"key": uuid.uuid4()})


def typed(page, **more):
    """The form of the page as it stands, with what was typed."""
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    return hidden | {"seconds": "", "sketch": ""} | more


def write(client, url=URL, **more):
    begin(client, url)
    return typed(client.get(url).text, **more)


def done(client, url=URL, **more):
    client.post(f"{url}done/", write(client, url, **more))
    return client.get(url).text


def grade(client, page, url=URL, **more):
    return client.post(f"{url}grade/", typed(page) | {"quality": ""} | more)


def test_before_it_begins_neither_rubric_nor_model_answer_is_on_the_page(alice_client, card):
    page = alice_client.get(URL).text

    assert "Design a limiter: many users." in page
    assert "25 min" in page
    assert "Start" in page
    assert "what happens when it is down" not in page
    assert "guarantee" not in page


def test_it_is_written_under_the_headings_of_its_card_or_as_one_text(alice_client, card):
    form = write(alice_client)
    kept = alice_client.post(f"{URL}keep/", form | {"part.0": "Say 100 a second.", "part.1": "", "as": "text"})
    page = alice_client.get(kept.url).text

    assert (kept.status_code, kept.url) == (303, f"{URL}?as=text")
    assert Attempt.objects.get().detail == {"text": "## 1. Requirements\n\nSay 100 a second."}
    assert ">## 1. Requirements\n\nSay 100 a second.</textarea>" in page
    assert "rubric" not in page.replace("show the rubric", "").lower()

    alice_client.post(f"{URL}keep/", typed(page, text="## 2. Numbers\n\n5 a day", **{"as": "outline"}))
    page = alice_client.get(URL).text

    assert re.search(r'name="part.1"[^>]*>5 a day</textarea>', page)


def test_one_text_is_one_text_again_for_who_comes_back(alice_client, card):
    form = write(alice_client)
    alice_client.post(f"{URL}keep/", form | {"text": "First the guarantee.", "as": "text"})

    assert ">First the guarantee.</textarea>" in alice_client.get(URL).text
    assert 'name="text"' in alice_client.get(URL).text

    kept = alice_client.post(f"{URL}keep/", typed(alice_client.get(URL).text, text="Only this.", **{"as": "outline"}))
    assert kept.url == f"{URL}?as=outline"
    assert re.search(r'name="part.0"[^>]*>Only this.</textarea>', alice_client.get(kept.url).text)


def test_a_refused_change_of_form_leaves_it_as_it_was_typed(alice_client, card):
    form = write(alice_client)

    refused = alice_client.post(f"{URL}keep/", form | {"part.1": "5 a day", "version": "7", "as": "text"})
    as_text = alice_client.post(f"{URL}keep/", form | {"text": "5 a day", "version": "7", "as": "outline"})

    assert (refused.status_code, as_text.status_code) == (409, 409)
    assert re.search(r'name="part.1"[^>]*>5 a day</textarea>', refused.text)
    assert ">5 a day</textarea>" in as_text.text
    assert 'name="part.0"' not in as_text.text


def test_a_form_that_was_kept_says_so_and_where_the_same_is_written_otherwise(alice_client, card):
    kept = alice_client.post(f"{URL}keep/", write(alice_client) | {"part.0": "So.", "as": "text"}, follow=True).text

    assert 'class="notice success">What you wrote so far is kept.' in kept  # drafts.js forgets what it kept by then
    assert f'data-other="{URL}?as=outline"' in kept
    assert f'data-other="{URL}?as=text"' in alice_client.get(URL).text


def test_a_reload_and_a_new_session_find_what_was_kept(alice, alice_client, client, card):
    form = write(alice_client)
    answer = alice_client.post(f"{URL}keep/", form | {"part.0": "Kept.", "seconds": "95"}, headers=JSON)
    client.force_login(alice)

    page = client.get(URL).text

    assert answer.json() == {"kept": True}
    assert ">Kept.</textarea>" in page
    assert 'data-before="95"' in page
    assert f'data-writer="{form["writer"]}"' in page  # by which a device knows whether its draft was overtaken


def test_what_a_device_keeps_of_an_answer_is_of_that_answer_alone(alice_client, card):
    def draft():
        return re.search(r'data-draft="([^"]+)"', alice_client.get(URL).text)[1]

    form = write(alice_client)
    first = draft()
    alice_client.post(f"{URL}keep/", form | {"part.0": "Kept."})
    later = draft()
    alice_client.post(f"{URL}give-up/", typed(alice_client.get(URL).text))
    begin(alice_client)

    assert later == first
    assert draft() != first


def test_a_page_that_stayed_open_changes_no_later_answer(alice_client, card):
    """Nothing was written on either: both are of version 0."""
    form = write(alice_client)
    alice_client.post(f"{URL}give-up/", form)
    begin(alice_client)

    for action in ("keep", "hint", "done"):
        sent = form | {"part.0": "Of the first.", "hint": str(uuid.uuid4())}
        refused = alice_client.post(f"{URL}{action}/", sent)
        assert (refused.status_code, "Of the first." in refused.text) == (409, True)  # it stays in its field
    assert alice_client.post(f"{URL}keep/", form | {"only": "time", "seconds": 900}).status_code == 204

    later = Attempt.objects.get()
    assert (later.version, later.detail, later.seconds, later.is_answered) == (0, {}, 0, False)


def test_a_page_that_is_left_tells_its_time_alone(alice_client, bob_client, card):
    form = write(alice_client)
    alice_client.post(f"{URL}keep/", form | {"part.0": "Kept.", "seconds": "95"}, headers=JSON)
    left = {name: form[name] for name in ("writer", "version")} | {"only": "time"}

    for seconds, known in ((130, 130), (100, 130)):  # never fewer
        assert alice_client.post(f"{URL}keep/", left | {"seconds": seconds}).status_code == 204
        assert Attempt.objects.get().seconds == known
    assert (Attempt.objects.get().version, "Kept." in str(Attempt.objects.get().detail)) == (1, True)

    other = {"writer": str(uuid.uuid4()), "version": 0}  # a page that was overtaken
    assert alice_client.post(f"{URL}keep/", left | other | {"seconds": 900}).status_code == 204
    assert alice_client.post(f"{URL}keep/", {"only": "time", "seconds": 900}).status_code == 422
    assert bob_client.post(f"{URL}keep/", left | {"seconds": 900}).status_code == 404
    assert Attempt.objects.get().seconds == 130

    alice_client.post(f"{URL}done/", form | {"part.0": "Kept.", "seconds": "140"})
    alice_client.post(f"{URL}keep/", left | {"seconds": 900})  # arrived late: the answer was over
    assert Attempt.objects.get().seconds == 140


def test_what_is_not_kept_is_said_and_stays_in_its_field(alice_client, card):
    form = write(alice_client)
    long = alice_client.post(f"{URL}keep/", form | {"part.0": "x" * 30_000})
    told = alice_client.post(f"{URL}keep/", form | {"part.0": "x" * 30_000}, headers=JSON)
    unreadable = alice_client.post(f"{URL}keep/", form | {"writer": "x", "part.0": "Still here."})

    assert (long.status_code, told.status_code, unreadable.status_code) == (422, 422, 422)
    assert "x" * 30_000 in long.text
    assert "at most 24,000 can be kept" in told.json()["said"]
    assert "Still here." in unreadable.text


def test_another_device_is_not_overwritten_and_what_was_typed_stays(alice_client, card):
    laptop, phone = write(alice_client), write(alice_client)
    alice_client.post(f"{URL}keep/", laptop | {"part.0": "Laptop."})

    answer = alice_client.post(f"{URL}done/", phone | {"part.0": "Phone."})

    assert answer.status_code == 409
    assert KEPT_ELSEWHERE in answer.text
    assert "Phone." in answer.text
    assert Attempt.objects.get().detail == {"text": "## 1. Requirements\n\nLaptop."}


def test_the_rubric_opens_beside_what_was_written_with_the_sketch_drawn(alice_client, card):
    sketch = "title: Mine\nboxes\nrow: a = Client | b = API\na -> b: POST"

    page = done(alice_client, seconds="61", sketch=sketch, **{"part.0": "It is **down**."})

    assert "It is <strong>down</strong>." in page
    assert "<title>Mine</title>" in page
    assert "in 1:01" in page
    assert "Says what happens when it is down" in page
    assert "begin</strong> with the guarantee" in page
    assert "0 of 100: blank." in page


def test_ticks_are_kept_and_tell_the_grade_with_and_without_scripts(alice_client, card):
    page = done(alice_client)
    ticks = typed(page) | {"detail.points.0": "said", "detail.points.1": "named"}

    swapped = alice_client.post(f"{URL}keep/", ticks, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    plain = alice_client.post(f"{URL}keep/", ticks, follow=True)

    for answer in (swapped, plain):
        assert "75 of 100, nothing critical missing: would pass with a nudge." in answer.text
        assert re.search(r"Grade 4\s+<small>6 days</small>", answer.text)
        assert "What you wrote so far" not in answer.text
    assert "<html" not in swapped.text
    assert re.search(r'name="detail.points.1" value="named"\s+checked', plain.text)
    # Without scripts a tick after that leaves the page's 4 behind, so the button says what it does.
    assert '<span class="no-scripts">Grade by what is ticked</span>' in plain.text


@pytest.mark.parametrize(
    ("sent", "status"), [({"writer": "x"}, 422), ({"version": "7"}, 409), ({"detail.points.9": "said"}, 422)]
)
def test_a_tick_that_is_refused_leaves_the_grade_and_what_was_ticked(alice_client, card, sent, status):
    page = done(alice_client)
    ticks = typed(page) | {"writer": uuid.uuid4(), "detail.points.0": "said"} | sent

    answer = alice_client.post(f"{URL}keep/", ticks, headers={"HX-Request": "true", "HX-Request-Type": "partial"})

    assert answer.status_code == status
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text
    assert "60 of 100" in answer.text
    assert re.search(r"Grade 2\s+<small>2 days</small>", answer.text)


def test_the_keys_that_are_told_are_those_of_the_rubrics_points(alice_client, card):
    few = done(alice_client)
    card.content["rubric"] *= 4
    card.save(update_fields=["content"])

    many = alice_client.get(URL).text

    assert "<kbd>1</kbd>–<kbd>3</kbd>," in few
    assert "for the tenth" not in few
    assert "<kbd>1</kbd>–<kbd>9</kbd>, <kbd>0</kbd>\n          for the tenth" in many


def test_the_points_grade_it(alice_client, card):
    page = done(alice_client, seconds="600", **{"part.0": "So."})

    answer = grade(alice_client, page, **{"detail.points.0": "said", "detail.points.1": "said"})

    assert (answer.status_code, answer.url) == (303, f"{URL}result/")
    stored = Review.objects.get()
    assert (stored.quality, stored.seconds) == (5, 600)
    assert stored.detail == {"points": {"0": "said", "1": "said"}, "text": "## 1. Requirements\n\nSo."}
    assert not Attempt.objects.exists()


def test_what_another_grade_means_can_be_read_and_not_only_pointed_at(alice_client, card):
    page = done(alice_client)
    others = re.findall(r'<button [^>]*name="quality" value="(\d)">(.*?)</button>', page, re.DOTALL)
    told = {quality: " ".join(re.sub(r"<[^>]+>", " ", text).split()) for quality, text in others}

    assert told["5"] == "5 would pass, fluent 6 days"
    assert told["2"] == "2 would not pass, though the answer looked familiar 2 days"
    assert sorted(told) == list("012345")
    assert "title=" not in page


def test_another_grade_may_be_chosen_and_a_second_press_counts_once(alice_client, card):
    page = done(alice_client)

    for _ in range(2):
        answer = grade(alice_client, page, quality="3", **{"detail.points.0": "said"})
        assert answer.status_code == 303

    assert Review.objects.get().quality == 3


@pytest.mark.parametrize("more", [{"detail.points.9": "said"}, {"quality": "7"}, {"review": "x"}, {"schedule": ""}])
def test_a_grade_that_cannot_be_is_refused_and_the_ticks_stay(alice_client, card, more):
    page = done(alice_client)

    answer = grade(alice_client, page, **{"detail.points.1": "said"} | more)

    assert answer.status_code == 422
    assert not Review.objects.exists()
    assert re.search(r'name="detail.points.1" value="said"\s+checked', answer.text)


def test_the_result_tells_what_was_missed_and_what_is_asked_next(alice_client, card):
    make_card(card.deck, "fail-open")
    card.content["rubric"][0]["card"] = "fail-open"
    card.save(update_fields=["content"])
    grade(alice_client, done(alice_client, **{"part.0": "So."}), **{"detail.points.1": "said"})

    page = alice_client.get(f"{URL}result/").text

    assert "30 of 100" in page
    assert re.search(r"Graded 1: it comes back\s+on Wednesday", page)
    assert 'class="critical" dir="auto">Says what happens when it is down' in page
    assert '/decks/card/fail-open/">Learn it' in page
    assert 'href="/practice/limiter/ladder/"' in page
    assert "<p>So.</p>" in page


def test_what_was_missed_last_time_is_told_after_the_answer_only(alice_client, card, clock):
    grade(alice_client, done(alice_client, **{"part.0": "Old words."}), **{"detail.points.1": "said"})
    clock.move_to(days_later(7))

    before = alice_client.get(URL).text
    form = write(alice_client, **{"part.0": "New words."})
    meanwhile = alice_client.get(URL).text
    alice_client.post(f"{URL}done/", form)
    after = alice_client.get(URL).text

    for page in (before, meanwhile, alice_client.get("/").text):
        assert "Old words." not in page
        assert "what happens when it is down" not in page
    assert "You missed" in after
    assert "Old words." in after
    assert "New words." in after


def test_given_up_nothing_is_graded(alice_client, card):
    form = write(alice_client)

    answer = alice_client.post(f"{URL}give-up/", form, follow=True)

    assert "Nothing was graded" in answer.text
    assert not Attempt.objects.exists()
    assert Schedule.objects.get(card=card).due is None


def test_a_sketch_is_drawn_while_it_is_typed_or_says_what_keeps_it(alice_client):
    drawn = alice_client.post("/practice/sketch/", {"sketch": "title: <b>\nboxes\nrow: a | b"})
    wrong = alice_client.post("/practice/sketch/", {"sketch": "title: x\nboxes\nrow: a | b\na -> c: ?"})
    empty = alice_client.post("/practice/sketch/", {"sketch": " "})

    assert "<title>&lt;b&gt;</title>" in drawn.text
    assert "Line 4:" in unescape(wrong.text)
    assert "<svg" not in empty.text


def test_who_sends_very_much_is_told_to_wait_and_keeps_what_was_typed(alice_client, card, settings):
    form = write(alice_client)
    settings.READING_SECONDS = 0

    answer = alice_client.post(f"{URL}keep/", form | {"part.0": "Still here."})

    assert answer.status_code == 429
    assert "Still here." in answer.text
    assert "wait a minute" in alice_client.post("/practice/sketch/", {"sketch": "title: x"}).text


def test_bob_finds_none_of_it(alice_client, bob_client, bob, card):
    begin(alice_client)

    for path in ("", "result/"):
        assert bob_client.get(f"{URL}{path}").status_code == 404
    for action in ("begin", "keep", "done", "grade", "give-up", "not-today"):
        assert bob_client.post(f"{URL}{action}/", {"key": uuid.uuid4()}).status_code == 404


# Lists and Today ------------------------------------------------------------------------------------------------------


def test_all_practice_and_the_points_missed_have_their_pages(alice_client, card):
    assert '<div class="empty">' in alice_client.get("/practice/points/").text
    grade(alice_client, done(alice_client), **{"detail.points.1": "said"})

    listed, missed = alice_client.get("/practice/").text, alice_client.get("/practice/points/").text

    assert "Design a limiter" in listed
    assert "Last time 30 of 100" in listed
    assert "Failure and recovery" in missed
    assert f'href="{URL}result/#model">How it is answered</a>' in missed  # where no card teaches it
    assert 'id="model"' in alice_client.get(f"{URL}result/").text
    assert "Says what happens when it is down" in missed
    assert "Works out the load" not in missed


def test_without_practice_the_page_says_where_there_is_some(bob_client):
    assert "Nothing to practise yet" in bob_client.get("/practice/").text


def test_today_offers_one_beside_the_cards(alice_client, card):
    page = alice_client.get("/")

    assert 'action="/practice/limiter/begin/"' in page.text
    assert "Later today" in page.text
    assert "0 of 90 min" in page.text
    assert (page.context["queue"].new, page.context["queue"].due) == (2, 0)


def test_later_today_puts_it_below_the_cards_and_not_today_to_another_day(alice_client, card, clock):
    alice_client.post("/practice/later/", {"key": uuid.uuid4()})
    later = alice_client.get("/").text
    alice_client.post(f"{URL}not-today/", {"key": uuid.uuid4()})
    gone = alice_client.get("/").text
    clock.move_to(days_later(1))

    assert "Practice, after your cards" in later
    assert "begin/" not in later
    assert "Practice" not in gone
    assert 'action="/practice/limiter/begin/"' in alice_client.get("/").text


def test_what_was_begun_is_gone_on_with(alice_client, card):
    write(alice_client)

    assert "Go on" in alice_client.get("/").text


def test_once_a_day_is_enough(alice_client, card):
    grade(alice_client, done(alice_client), **{"detail.points.0": "said"})

    assert "Done for today." in alice_client.get("/").text


def test_today_without_practice_has_no_panel_for_it(bob, bob_client):
    deck = make_deck("cards")
    make_cards(deck, 2)
    enrolled(bob, deck)

    page = bob_client.get("/").text

    assert "Practice" not in page
    assert "practice.css" not in page


def test_the_minutes_of_a_week_are_a_setting(alice, alice_client):
    page = alice_client.get("/settings/").text
    values = typed(page) | {"time_zone": "UTC", "rollover_hour": "4", "new_per_day": "5", "reviews_per_day": "200"}

    answer = alice_client.post("/settings/", values | {"grades_shown": "4", "practice_minutes_per_week": "0"})

    assert answer.status_code == 302
    assert Learner.objects.get().practice_minutes_per_week == 0


def test_the_review_page_never_opens_it(alice_client, card):
    assert "Design a limiter" not in alice_client.get(f"/review/?card={card.pk}").text


def test_its_card_page_leads_to_it(alice_client, card):
    page = alice_client.get("/decks/demo/cards/limiter/").text

    assert 'href="/practice/limiter/">Practise it' in page


# A grade that is refused or taken back --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"schedule": "9"}, 409),
        ({"detail.points.0": "shouted"}, 422),
        ({"detail.points.0": "\0"}, 422),
    ],
)
def test_a_refused_grade_leaves_the_ticks_on_the_page(alice_client, card, sent, status):
    page = done(alice_client, **{"part.0": "Kept."})

    answer = grade(alice_client, page, **{"detail.points.0": "", "detail.points.1": "named"} | sent)

    assert answer.status_code == status
    assert "Kept." in answer.text
    assert re.search(r'name="detail.points.1" value="named"[^>]* checked', answer.text)
    assert not Review.objects.exists()


def test_a_grade_that_is_taken_back_opens_the_answer_again(alice_client, card):
    grade(alice_client, done(alice_client, **{"part.0": "Long thought."}), **{"detail.points.0": "said"})

    said = alice_client.post("/review/undo/", {"undo": uuid.uuid4()}, follow=True)

    assert UNDONE["practice"] in said.text
    page = alice_client.get(URL).text
    assert "Long thought." in page
    assert re.search(r'name="detail.points.0" value="said"[^>]* checked', page)


def undo_of(page):
    """The form that takes back the grade of a result."""
    form = re.search(r'<form [^>]*action="/review/undo/">.*?</form>', page, re.DOTALL)
    return form and dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))


def test_the_result_takes_its_grade_back_and_the_rubric_is_open_again(alice_client, bob_client, client, card):
    grade(alice_client, done(alice_client, **{"part.0": "Long thought."}), **{"detail.points.0": "said"})
    form = undo_of(alice_client.get(f"{URL}result/").text)

    bob_client.post("/review/undo/", form)
    assert client.post("/review/undo/", form).url.startswith("/accounts/login/")
    assert Review.objects.get().undone_at is None

    answer = alice_client.post("/review/undo/", form)
    page = alice_client.get(answer.url)
    assert answer.url == URL
    assert notices_of(page) == ["success"]
    assert re.search(r'name="detail.points.0" value="said"[^>]* checked', page.text)
    undone_at = Review.objects.get().undone_at

    assert alice_client.post("/review/undo/", form).url == URL  # pressed twice
    assert (Review.objects.get().undone_at, Attempt.objects.count()) == (undone_at, 1)


def test_the_result_takes_back_no_other_grade(alice, alice_client, card):
    grade(alice_client, done(alice_client), **{"detail.points.0": "said"})
    form = undo_of(alice_client.get(f"{URL}result/").text)
    review(alice, card.deck.cards.get(key="card-0"), 4)

    alice_client.post("/review/undo/", form)

    assert Review.objects.counted().count() == 2
    assert undo_of(alice_client.get(f"{URL}result/").text) is None


def test_a_graded_attempt_that_was_left_over_is_not_under_way_and_a_new_one_takes_its_place(alice, alice_client, card):
    page = done(alice_client)
    attempt = Attempt.objects.get()
    grade(alice_client, page, **{"detail.points.0": "said"})
    attempt.pk = None
    attempt.save(force_insert=True)

    opened, listed, today = (alice_client.get(path).text for path in (URL, "/practice/", "/"))

    assert "Start" in opened
    assert "Begun" not in listed
    assert "Go on" not in today
    assert Attempt.objects.get().key == attempt.key  # a look at a page writes nothing
    begin(alice_client)
    assert Attempt.objects.get().key != attempt.key
    assert Review.objects.filter(reviewed_at=NOW).count() == 1


# Hints ----------------------------------------------------------------------------------------------------------------


def test_a_hint_says_its_price_first_and_keeps_what_was_typed(alice_client, card):
    form = write(alice_client, **{"part.0": "Typed."})
    before = alice_client.get(URL).text
    assert "A hint costs: the point that it leads to counts half at most." in before
    assert "What about failure?" not in before

    answer = alice_client.post(f"{URL}hint/", form)
    again = alice_client.post(f"{URL}hint/", form, follow=True)  # pressed twice

    assert (answer.status_code, answer.url) == (303, f"{URL}#hints")
    assert "What about failure?" in again.text
    assert "numbers to that" not in again.text
    assert ">Typed.</textarea>" in again.text

    part = alice_client.post(
        f"{URL}hint/", typed(again.text), headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    ).text

    assert "<html" not in part
    assert part.index("What about failure?") < part.index("Can you put numbers to that?")
    assert "<button" not in part  # there is no more


def test_what_a_hint_led_to_counts_half_beside_the_rubric_in_the_result_and_next_time(alice_client, card, clock):
    alice_client.post(f"{URL}hint/", write(alice_client))
    alice_client.post(f"{URL}done/", typed(alice_client.get(URL).text))
    page = alice_client.get(URL).text
    assert page.count("after a hint: half at most") == 1

    ticks = typed(page) | {"detail.points.0": "said", "detail.points.1": "said"}
    verdict = alice_client.post(f"{URL}keep/", ticks, headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert "60 of 100" in verdict.text
    assert "1 hint: its point counts half at" in verdict.text

    result = alice_client.post(f"{URL}grade/", ticks | {"quality": ""}, follow=True).text
    assert result.count("after a hint") == 1
    clock.move_to(days_later(7))
    again = " ".join(done(alice_client).split())
    assert "60 of 100, with 1 hint. You missed" in again
    assert "After a hint" in again


def test_a_hint_that_cannot_be_given_leaves_what_was_typed(alice_client, card):
    laptop, phone = write(alice_client), write(alice_client, **{"part.0": "Phone."})
    alice_client.post(f"{URL}hint/", laptop | {"part.0": "Laptop."})

    whole = alice_client.post(f"{URL}hint/", phone)
    part = alice_client.post(
        f"{URL}hint/", phone | {"hint": "x"}, headers={"HX-Request": "true", "HX-Request-Type": "partial"}
    )

    assert (whole.status_code, part.status_code) == (409, 422)
    assert "Phone." in whole.text
    for answer in (whole, part):
        assert "What about failure?" in answer.text
        assert 'role="alert"' in answer.text
    assert Attempt.objects.get().detail["hints"] == [0]
