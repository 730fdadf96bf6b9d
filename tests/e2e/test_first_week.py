"""A new learner's first seven study days, from the sign-up on: by keyboard at a desk, by thumb on a phone."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from cards.models import Learner, Review, StudyDay
from cards.operations.check_learner import check_learner
from tests.conftest import PASSWORD
from tests.e2e.conftest import NARROW, WIDE
from tests.factories import NOW

pytestmark = pytest.mark.django_db(transaction=True)
FORGOTTEN = 8  # every eighth answer
MOST = 60  # answers a day: a learner's first week stays far below


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("size", "tracks"),
    [
        (WIDE, ["Stripe Backend Engineer"]),
        (NARROW, ["Stripe Backend Engineer", "Backend Engineer, any company"]),
        (NARROW, []),
    ],
)
def test_the_first_seven_days(page, clock, accessible, size, tracks):
    page.set_viewport_size(size)
    call_command("load_decks", verbosity=0)
    sign_up(page)
    for track in tracks:
        page.goto("/decks/")
        page.get_by_role("link", name=track, exact=True).click()
        page.get_by_role("button", name="Enrol", exact=True).first.click()
        expect(page.get_by_text(f"You study {track}")).to_be_visible()
    if not tracks:
        for number in range(9):
            write_a_card(page, number)
    learner = Learner.objects.get()
    told = []

    for day in range(7):
        clock.move_to(NOW + timedelta(days=day), tick=False)
        page.goto("/")
        to_review, new = figures(page)
        if day in {0, 6}:
            accessible(page)
        asked = study(page, by_thumb=size is NARROW) if to_review + new else 0
        of_today = StudyDay.objects.of(learner).filter(day=(NOW + timedelta(days=day)).date()).first()

        # What Today promised is what was asked; what was forgotten came back on top of it.
        assert (of_today.due_done, of_today.new) == (to_review, new) if asked else not of_today
        told.append((to_review, new, asked))
        if asked:
            expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
            page.goto("/")
            expect(page.get_by_text("Done for today.")).to_be_visible()
            assert figures(page) == (0, 0)

    assert sum(asked for *_, asked in told) == Review.objects.of(learner).count(), told
    assert told[0][2] >= told[0][1] > 0, told
    assert list(check_learner(learner)) == []
    page.goto("/progress/")
    expect(page.get_by_text("day streak").first).to_be_visible()
    accessible(page)


def sign_up(page):
    page.goto("/accounts/signup/")
    page.get_by_label("Username").fill("carol")
    page.get_by_label("Email", exact=True).fill("carol@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label(re.compile("again", re.I)).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.locator(".site-header summary")).to_contain_text("carol")


def write_a_card(page, number):
    page.goto("/cards/new/")
    page.get_by_label("Question", exact=True).fill(f"What is rule {number}?")
    page.get_by_label("Answer", exact=True).fill(f"It is rule {number}.")
    page.keyboard.press("Control+Enter")
    # The preview has the same words: the card is saved when the list says so.
    expect(page.locator(".card-list").get_by_text(f"What is rule {number}?", exact=True).first).to_be_visible()
    page.wait_for_load_state("networkidle")


def figures(page):
    """(to review, new) as Today says it."""
    texts = page.locator(".tile .figure").all_inner_texts()
    return tuple(int(text) for text in texts[:2])


def study(page, *, by_thumb):
    """Everything that is asked today. Returns how many answers that were."""
    page.get_by_role("link", name=re.compile("Start reviewing|Continue")).click()
    expect(page.locator("#card")).to_be_visible()
    page.wait_for_load_state()
    answers = 0
    while page.locator("#grading").count():
        assert answers < MOST
        key = page.locator("#grading input[name=review]").get_attribute("value")
        open_answer(page, by_thumb=by_thumb)
        name = "Again" if answers % FORGOTTEN == FORGOTTEN - 1 else "Good"
        if by_thumb:
            page.locator(".grades").get_by_role("button", name=name).click()
        else:
            page.keyboard.press({"Again": "1", "Good": "3"}[name])
        expect(page.locator(f"#grading input[value='{key}']")).to_have_count(0)
        answers += 1
    return answers


def open_answer(page, *, by_thumb):
    primer = page.locator("details.primer[open]")
    if primer.count():
        primer.locator("summary").click() if by_thumb else page.keyboard.press("Space")
        expect(primer).to_have_count(0)
    if by_thumb:
        page.get_by_text("Show answer").click()
    else:
        page.keyboard.press("Space")
    expect(page.locator("[data-answer]")).to_have_attribute("open", "")
