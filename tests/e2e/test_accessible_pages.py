"""axe, light and dark, and no scrolling sideways: on a phone, on the pages that no other journey visits."""

import uuid
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from cards.models import Card, Topic
from cards.operations.reminders import stop_token
from cards.services.practice import begin_practice
from cards.services.stories import edit_story
from tests.conftest import PASSWORD
from tests.e2e.conftest import NARROW
from tests.factories import enrolled, make_behavioural, make_card, make_deck, make_story, review

pytestmark = pytest.mark.django_db(transaction=True)

FOR_VISITORS = ["/", "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"]
FOR_VISITORS += ["/accounts/password/reset/done/", "/accounts/confirm-email/", "/decks/", "/decks/demo/"]
FOR_A_NEWCOMER = ["/", "/review/", "/decks/", "/cards/", "/cards/new/", "/cards/deleted/", "/progress/"]
DECK = ["/decks/", "/decks/demo/", "/decks/demo/start/", "/decks/demo/cards/?topic=locks", "/cards/?state=leech"]
DECK += ["/review/missed/", "/review/free/?deck=demo", "/progress/missed/", "/cards/?print=1000", "/cards/{card}/"]
DECK += ["/about/", "/privacy/", "/keyboard/"]
STUDY = ["/", "/progress/", "/progress/?days=365", "/cards/?all=on", "/cards/?deck=own", "/cards/deleted/"]
STUDY += [
    "/cards/new/",
    "/cards/{card}/",
    "/cards/{card}/edit/",
    "/cards/{card}/note/",
    "/review/?card={card}",
    "/review/ahead/",
]
ACCOUNT = ["/settings/", "/accounts/email/", "/accounts/password/change/", "/accounts/sessions/", "/accounts/logout/"]
ACCOUNT += ["/accounts/2fa/", "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/recovery-codes/"]
ACCOUNT += ["/accounts/2fa/recovery-codes/generate/", "/accounts/2fa/totp/deactivate/", "/reminders/stop/{token}/"]
ERRORS = ["400", "403", "403_csrf", "404", "429", "500", "503"]
CONTENT = {
    "question": "Which `isolation level` prevents it?\n\n| level | prevents |\n| --- | --- |\n| serializable | all |",
    "answer": "```python\nreturn 1\n```\n\n$x^2$ and [a link](https://example.org).",
    "points": [{"text": "first", "critical": True}, {"text": "second", "critical": False}],
    "notes": "Read again.",
}


@pytest.fixture
def built_in(transactional_db):
    deck = make_deck(company="Acme", role="Backend Engineer")
    topic = Topic.objects.create(deck=deck, slug="locks", title="Locks", primer_html="<p>Read this once.</p>")
    make_card(deck, "lock", topic=topic, stage="screen", content=CONTENT)
    return deck


@pytest.fixture
def studying(alice, built_in):
    """Alice with cards of both kinds, reviews of two days, a note of what she deleted; her card."""
    own = make_deck("own", owner=alice)
    card = make_card(own, "mine", content=CONTENT, tags=["sql"])
    text = {"text": "A {{c1::lock}} waits.", "points": [], "notes": ""}
    make_card(own, "text", kind="cloze", content=text, ordinal=1)
    make_card(own, "gone", status=Card.Status.DELETED)
    for deck in (built_in, own):
        enrolled(alice, deck, timezone.now() - timedelta(days=3))
    for days, quality in ((1, 2), (0, 4)):
        review(alice, card, quality, timezone.now() - timedelta(days=days))
    return card


# Links, buttons, fields and what unfolds; not links within a sentence, what only a keyboard reaches, or the
# caption that is left of an answer's button once it is open. A field is hit
# by its label too.
SMALL = """() => {
  const isInText = (link) => {
    if (getComputedStyle(link).display !== "inline") return false;
    const block = link.closest("p, li, td, dd, dt, th, figcaption, label, .help, .notice") ?? link.parentElement;
    if (block.matches("nav, nav *")) return false;
    return [...block.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[a-z]{3}/i.test(node.textContent));
  };
  const height = (target) => {
    const boxes = [target, ...(target.labels ?? [])].map((part) => part.getBoundingClientRect());
    return Math.max(...boxes.map((box) => box.bottom)) - Math.min(...boxes.map((box) => box.top));
  };
  const isAimedAt = (target) => target.checkVisibility({ visibilityProperty: true })
    && getComputedStyle(target).clipPath === "none"
    && !target.closest(".visually-hidden, .skip, .answer[open] > summary")
    && !(target.matches("a") && isInText(target));
  document.querySelectorAll("details:not(.answer)").forEach((folded) => { folded.open = true; });
  return [...document.querySelectorAll("a[href], button, summary, select, textarea, input:not([type=hidden])")]
    .filter((target) => isAimedAt(target) && height(target) < 43.9)
    .map((target) => `${target.localName} ${target.textContent.trim() || target.name}: ${height(target)}`);
}"""


@pytest.fixture
def look(page, accessible, narrow):
    """`look(address)`: the page is there, no wider than the screen, axe finds nothing, and a thumb can hit everything:
    what it aims at is 44 pixels high."""

    def look(address):
        answer = page.goto(address)
        assert answer.ok, f"{address}: {answer.status}"
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"], address
        accessible(page)
        assert page.evaluate(SMALL) == [], address

    return look


def test_what_a_visitor_sees(look, built_in):
    for address in FOR_VISITORS:
        look(address)


def test_what_a_newcomer_sees(look, page, sign_in, alice, built_in):
    sign_in(page, alice)
    for address in FOR_A_NEWCOMER:
        look(address)


def test_what_a_learner_sees(look, page, sign_in, alice, studying):
    sign_in(page, alice)
    for address in STUDY:
        look(address.format(card=studying.pk))


def test_what_a_learner_sees_of_decks_and_of_what_is_missed(look, page, sign_in, alice, studying):
    for days in (2, 1):
        review(alice, studying, 2, timezone.now() - timedelta(days=days))
    sign_in(page, alice)
    for address in DECK:
        look(address.format(card=studying.pk))


def test_what_a_learner_sees_of_stories(look, page, sign_in, alice, built_in):
    make_behavioural(built_in)
    make_behavioural(built_in, "quarrel", ["conflict"])
    enrolled(alice, built_in)
    story = make_story(alice, action="We *went* on. " * 9, competencies=["failure"], numbers="12 a week")
    edit_story(alice, story.pk, {"title": "A new name"}, version=1, key=uuid.uuid4(), now=timezone.now())
    begin_practice(alice, Card.objects.get(key="mistake").pk, key=uuid.uuid4(), now=timezone.now())
    sign_in(page, alice)
    for address in (
        "",
        "new/?question=quarrel",
        "new/?purpose=pitch",
        "{story}/",
        "{story}/edit/",
        "{story}/versions/1/",
    ):
        look(f"/stories/{address.format(story=story.pk)}")
    look("/practice/mistake/")
    page.set_viewport_size({"width": 768, "height": 1024})  # a tablet is touched too
    page.goto("/stories/")
    heights = page.locator(".matrix tbody a").evaluate_all("links => links.map(each => each.offsetHeight)")
    assert len(heights) >= 3
    assert min(heights) >= 44


def test_what_a_learner_sees_of_the_account(look, page, sign_in, alice):
    EmailAddress.objects.create(user=alice, email=alice.email, verified=True, primary=True)
    EmailAddress.objects.create(user=alice, email="second@example.org")
    sign_in(page, alice)
    look("/accounts/reauthenticate/")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    page.wait_for_url("**/")
    look("/accounts/2fa/totp/activate/")
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    key = {"name": "Key", "credential": {}}
    passkey = Authenticator.objects.create(user=alice, type=Authenticator.Type.WEBAUTHN, data=key)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        look(reverse(name, args=[passkey.pk]))
    passkey.delete()  # no browser made it: allauth's other pages cannot read it

    for address in ACCOUNT:
        look(address.format(token=stop_token(alice)))


def test_what_is_said_when_something_is_wrong(look, page, transactional_db):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    for name in ERRORS:
        html = render_to_string(f"{name}.html", request=request)
        page.route(f"**/{name}/", answering(html))

        look(f"/{name}/")


def answering(html):
    return lambda route: route.fulfill(body=html, content_type="text/html")


def test_what_wrong_input_gets(page, accessible, narrow, sign_in, alice):
    """The forms' errors, and that what was typed stays."""
    page.goto("/accounts/signup/")
    page.locator("main form").evaluate("(form) => { form.noValidate = true; }")
    page.get_by_label("Username").fill("carol")
    page.get_by_label("Email", exact=True).fill("nonsense")
    page.get_by_label("Password", exact=True).fill("short")
    page.get_by_role("button", name="Create account").click()
    page.get_by_text("Enter a valid email address.").wait_for()
    assert page.get_by_label("Username").input_value() == "carol"
    accessible(page)

    sign_in(page, alice)
    page.goto("/cards/new/")
    page.get_by_label("Answer", exact=True).fill("Kept.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("Must not be empty", exact=True).wait_for()
    assert page.get_by_label("Answer", exact=True).input_value() == "Kept."
    accessible(page)
