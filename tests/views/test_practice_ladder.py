"""Going on as the interviewer would: a question alone, its answer folded, and what came of it. All without scripts."""

import re
import uuid

import pytest

from cards.models import Attempt, Rung
from tests.factories import days_later, enrolled, make_deck, make_design, review

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
LADDER, RESULT = "/practice/limiter/ladder/", "/practice/limiter/result/"


@pytest.fixture
def card(alice):
    deck = make_deck("demo")
    card = make_design(deck)
    card.content["probes"] = [{"ask": f"Question `{number}`?", "answer": f"Answer {number}."} for number in "123"]
    card.save(update_fields=["content"])
    enrolled(alice, deck)
    review(alice, card, 4)
    return card


def typed(page):
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


def say(client, had):
    return client.post(f"{LADDER}answer/", typed(client.get(LADDER).text) | {"had": had})


def test_it_is_offered_after_the_grade_and_asks_one_question_at_a_time(alice_client, card):
    result, page = alice_client.get(RESULT).text, alice_client.get(LADDER).text

    assert re.search(r"3 questions that follow, one by one", result)
    assert f'href="{LADDER}" data-climb' in result
    assert "Question <code>1</code>?" in page
    assert re.search(r"<details class=\"answer\" data-answer>.*Answer 1\..*I had it.*</details>", page, re.DOTALL)
    assert "<code>2</code>" not in page + result


def test_had_it_goes_on_and_a_miss_ends_it_with_what_was_asked(alice_client, card):
    on = say(alice_client, "yes")
    second = alice_client.get(LADDER).text
    say(alice_client, "no")
    over = alice_client.get(LADDER)
    result = alice_client.get(RESULT).text

    assert (on.status_code, on.url) == (303, LADDER)
    assert "Question <b>2</b> of 3" in second
    assert (over.status_code, over.url) == (302, RESULT)
    assert "You reached 1 of 3 questions." in result
    assert "Answer 2." in result
    assert "<code>3</code>" not in result
    assert "data-climb" not in result


def test_who_stops_may_go_on_and_the_next_time_begins_one_lower(alice, alice_client, card, clock):
    for _ in range(2):
        say(alice_client, "yes")
    stopped = alice_client.get(RESULT).text
    clock.move_to(days_later(6))
    review(alice, card, 4, days_later(6))
    again = alice_client.get(RESULT).text
    first = alice_client.get(LADDER).text
    say(alice_client, "yes")
    say(alice_client, "yes")
    top = alice_client.get(RESULT).text

    assert "Go on with question 3" in stopped
    assert re.search(r"Last time you reached 2: you begin with\s+question 2\.", again)
    assert "Question <b>2</b> of 3" in first
    assert re.search(r"You reached the top: 3 of 3 questions; last time\s+2\.", top)
    assert "Next time it begins with question 2." in top


@pytest.mark.parametrize("wrong", [{"rung": "x"}, {"had": "maybe"}, {"key": ""}, {"rung": "2"}])
def test_what_cannot_be_is_refused_in_words_and_asked_again(alice_client, card, wrong):
    answer = alice_client.post(f"{LADDER}answer/", typed(alice_client.get(LADDER).text) | {"had": "yes"} | wrong)
    page = alice_client.get(answer.url).text

    assert answer.status_code == 303
    assert 'class="notice error"' in page
    assert "Question <b>1</b> of 3" in page
    assert not Rung.objects.exists()


def test_a_new_answer_under_way_comes_first(alice_client, card):
    alice_client.post("/practice/limiter/begin/", {"key": uuid.uuid4()})

    assert alice_client.get(LADDER, follow=True).wsgi_request.path == "/practice/limiter/"
    assert Attempt.objects.exists()


def test_a_card_without_a_ladder_offers_none(alice_client, card):
    card.content["probes"] = []
    card.save(update_fields=["content"])

    assert "interviewer" not in alice_client.get(RESULT).text
    assert alice_client.get(LADDER).url == RESULT


def test_bob_finds_none_of_it(bob_client, card):
    assert bob_client.get(LADDER).status_code == 404
    assert bob_client.post(f"{LADDER}answer/", {"key": uuid.uuid4()}).status_code == 404


def test_the_answers_so_far_tell_how_far_each_came(alice_client, card):
    before = alice_client.get("/practice/limiter/").text
    say(alice_client, "yes")
    say(alice_client, "no")

    after = alice_client.get("/practice/limiter/").text

    assert "Asked next" not in before
    assert re.search(r'<td class="number"[^>]*>1 of\s+3</td>', after)
