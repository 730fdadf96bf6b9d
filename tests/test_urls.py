"""Every address of prep: who may go there, by which methods, and what everybody else is told.

An address that is not in the table fails the first test. To add one: find the kind of its view below, add a line, and,
if it names or is sent something of a learner's, say so with `private`, so that Bob is tried on what is Alice's.
"""

import re
import uuid
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import connection, transaction
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import Resolver404, URLPattern, get_resolver, resolve, reverse

from cards.addresses import is_action
from cards.models import Attempt, Card, Deck, Learner, Mock, Review, Snapshot
from cards.operations.reminders import stop_token
from cards.services.decks import add_schedules
from cards.services.drills import finish_drill
from cards.services.practice import begin_practice
from tests.conftest import PASSWORD, signed_in
from tests.factories import NOW, enrolled, make_card, make_deck, make_design, make_drill, make_story, review

pytestmark = pytest.mark.django_db


class Kind(Enum):
    PUBLIC = auto()  # a page for everybody: GET
    PUBLIC_FORM = auto()  # a page for everybody that also takes a form: GET and POST
    PAGE = auto()  # a page of a signed-in learner: GET
    FORM = auto()  # the same with a form: GET and POST
    ACTION = auto()  # what a form of another page is sent to: POST
    PUBLIC_ACTION = auto()  # the same where that page is everybody's
    ACCOUNT_PUBLIC = auto()  # allauth's, for everybody
    ACCOUNT = auto()  # allauth's, for who is signed in
    STAFF = auto()  # the admin


PUBLIC, PUBLIC_FORM, PAGE, FORM, ACTION, PUBLIC_ACTION, ACCOUNT_PUBLIC, ACCOUNT, STAFF = Kind
OURS = {PUBLIC, PUBLIC_FORM, PAGE, FORM, ACTION, PUBLIC_ACTION}
SIGNED_IN = {PAGE, FORM, ACTION, ACCOUNT, STAFF}


@dataclass(frozen=True)
class Address:
    """`{names}` in arguments, query and data stand for the rows of the fixture `rows`."""

    kind: Kind
    private: bool = False  # answers 404 to Bob when he asks with what is Alice's
    arguments: dict[str, str] = field(default_factory=dict)  # where they are not simply called as in the pattern
    query: str = ""
    data: dict[str, str] = field(default_factory=dict)


KEY = {"key": "{uuid}"}
PLAN = {"deck": "{slug}", "day": "2026-12-11", **{f"minutes-{weekday}": "30" for weekday in range(7)}}
CARD = {"card": "{card_id}", **KEY}
PRACTISED = {"key": "{practised}"}
DRILLED = {"key": "{drilled}"}
CODE = {"writer": "{uuid}", "version": "0", "files": '{{"cache.py": ""}}'}
RESULTS = {"results": '{{"visible": [2, 1], "hidden": 4}}', "submission": "on"}
TYPED = {"visible": "3", "first": "4", "hidden": "4", "submissions": "1", "minutes": "20"}
WRITTEN = {"writer": "{uuid}", "version": "0", "text": "I begin with the guarantee."}
STORY = {**KEY, "title": "The double payout", "scope": "own", "action": "I asked."}
CARD_TEXT = {**KEY, "kind": "recall", "question": "Why?", "answer": "Because.", "deck": "{own_slug}"}

ADDRESSES = {
    "today": Address(PUBLIC),
    "about": Address(PUBLIC),
    "privacy": Address(PUBLIC),
    "keyboard": Address(PUBLIC),
    "runtime": Address(PUBLIC),
    "healthz": Address(PUBLIC),
    "readyz": Address(PUBLIC),
    "stop-reminders": Address(PUBLIC_FORM),
    "review": Address(PAGE, private=True, query="deck={deck_id}"),
    "review-ahead": Address(PAGE),
    "review-missed": Address(PAGE),
    "review-points": Address(PAGE),
    "review-stage": Address(PAGE, private=True, arguments={"stage": "design", "what": "new", "number": "3"}),
    "review-spare-time": Address(PAGE),
    "review-time": Address(PAGE, arguments={"number": "3"}),
    "review-free": Address(PAGE, private=True, query="deck={own_slug}&own=on"),
    "review-grade": Address(
        ACTION,
        private=True,
        data={"review": "{uuid}", "card": "{card_id}", "quality": "4", "version": "0", "seconds": "9"},
    ),
    "review-undo": Address(ACTION, data={"undo": "{uuid}"}),
    "review-bury": Address(ACTION, private=True, data=CARD),
    "review-suspend": Address(ACTION, private=True, data=CARD),
    "review-more": Address(ACTION, data=KEY),
    "review-backlog": Address(FORM, data=KEY | {"how": "spread"}),
    "review-flag": Address(ACTION, private=True, data=CARD | {"flagged": "on"}),
    "decks": Address(PUBLIC),
    "deck": Address(PUBLIC, private=True),
    "card-by-key": Address(PAGE, private=True),
    "deck-enrol": Address(ACTION, private=True, data=KEY),
    "deck-pause": Address(ACTION, private=True, data=KEY),
    "deck-suspend": Address(ACTION, private=True, data=KEY | {"part": "stage=design"}),
    "deck-resume": Address(ACTION, private=True, data=KEY | {"part": "stage=design"}),
    "deck-start": Address(FORM, private=True, data=KEY | {"new_per_day": "5"}),
    "deck-rehearsals": Address(PAGE, private=True),
    "deck-rehearse": Address(ACTION, private=True, data=KEY | {"stage": "design"}),
    "mock-begin": Address(ACTION, private=True, data=KEY),
    "mock": Address(PAGE, private=True, arguments={"mock_id": "{mock}"}),
    "mock-hold": Address(ACTION, private=True, arguments={"mock_id": "{mock}"}, data=KEY | {"place": "0"}),
    "mock-talk": Address(
        ACTION, private=True, arguments={"mock_id": "{talk}", "slug": "other"}, data=KEY | WRITTEN | {"place": "0"}
    ),
    "mock-keep": Address(
        ACTION, private=True, arguments={"mock_id": "{talk}", "slug": "other"}, data=KEY | WRITTEN | {"place": "0"}
    ),
    "mock-grade": Address(
        ACTION,
        private=True,
        arguments={"mock_id": "{talked}"},
        data={"review": "{uuid}", "card": "{shown_card}", "quality": "4", "version": "0"},
    ),
    "mock-end": Address(ACTION, private=True, arguments={"mock_id": "{mock}"}, data=KEY),
    "deck-debrief": Address(FORM, private=True, data=KEY | {"asked": "Why us?"}),
    "deck-weigh": Address(ACTION, private=True, data=KEY | {"weight.design": "4"}),
    "deck-cards": Address(PAGE, private=True),
    "deck-card": Address(PAGE, private=True),
    "practice": Address(PAGE),
    "practice-points": Address(PAGE),
    "practice-missed": Address(PAGE),
    "practice-later": Address(ACTION, data=KEY),
    "practice-sketch": Address(ACTION, data={"sketch": "title: x"}),
    "practise": Address(PAGE, private=True, arguments=PRACTISED),
    "practice-begin": Address(ACTION, private=True, arguments=PRACTISED, data=KEY),
    "practice-keep": Address(ACTION, private=True, arguments=PRACTISED, data=WRITTEN),
    "practice-hint": Address(ACTION, private=True, arguments=PRACTISED, data=WRITTEN | {"hint": "{uuid}"}),
    "practice-done": Address(ACTION, private=True, arguments=PRACTISED, data=WRITTEN),
    "practice-grade": Address(
        ACTION, private=True, arguments=PRACTISED, data={"review": "{attempt}", "schedule": "0", "quality": "4"}
    ),
    "practice-give-up": Address(ACTION, private=True, arguments=PRACTISED, data=KEY),
    "practice-not-today": Address(ACTION, private=True, arguments=PRACTISED, data=KEY | {"card": "{practised_card}"}),
    "practice-result": Address(PAGE, private=True, arguments=PRACTISED),
    "practice-ladder": Address(PAGE, private=True, arguments=PRACTISED),
    "practice-rung": Address(
        ACTION,
        private=True,
        arguments={"key": "{climbed}"},
        data=KEY | {"review": "{climbed_review}", "rung": "0", "had": "yes"},
    ),
    "stories": Address(PAGE),
    "story-new": Address(FORM, data=STORY),
    "story-count": Address(ACTION, data=STORY),
    "story": Address(PAGE, private=True),
    "story-edit": Address(FORM, private=True, data=STORY | {"version": "1"}),
    "story-version": Address(PAGE, private=True, arguments={"number": "1"}),
    "story-restore": Address(ACTION, private=True, data=KEY | {"number": "1"}),
    "story-delete": Address(ACTION, private=True, data=KEY),
    "plan": Address(FORM, data=KEY | PLAN),
    "plan-look": Address(ACTION, data=PLAN),
    "plan-today": Address(ACTION, data=KEY | {"minutes": "more"}),
    "plan-topics": Address(ACTION, data=PLAN | {"topics_key": "{uuid}", "leave": "no-topic"}),
    "plan-end": Address(ACTION, data=KEY | {"deck": "{slug}"}),
    "plan-undo": Address(ACTION, data=KEY),
    "plan-away": Address(FORM, data=KEY | {"first": "2026-12-20"}),
    "plan-away-remove": Address(ACTION, data=KEY | {"first": "2026-12-20"}),
    "plan-away-undo": Address(ACTION, data=KEY),
    "drill": Address(PAGE, private=True, arguments=DRILLED),
    "drill-begin": Address(ACTION, private=True, arguments=DRILLED, data=KEY),
    "drill-keep": Address(ACTION, private=True, arguments=DRILLED, data=CODE),
    "drill-run": Address(ACTION, private=True, arguments=DRILLED, data=KEY | CODE | RESULTS),
    "drill-hint": Address(ACTION, private=True, arguments=DRILLED, data=KEY),
    "drill-finish": Address(ACTION, private=True, arguments=DRILLED, data=KEY),
    "drill-typed": Address(ACTION, private=True, arguments=DRILLED, data=KEY | TYPED),
    "drill-grade": Address(
        ACTION,
        private=True,
        arguments={"key": "{solved}"},
        data={"review": "{solving}", "schedule": "0", "quality": "4"},
    ),
    "drill-leave": Address(ACTION, private=True, arguments=DRILLED, data=KEY),
    "drill-result": Address(PAGE, private=True, arguments=DRILLED),
    "drill-attempts": Address(PAGE, private=True, arguments=DRILLED),
    "drill-attempt": Address(PAGE, private=True, arguments=DRILLED | {"snapshot": "{snapshot}"}),
    "drill-restore": Address(ACTION, private=True, arguments=DRILLED | {"snapshot": "{snapshot}"}, data=KEY),
    "drill-zip": Address(PAGE, private=True, arguments=DRILLED),
    "search": Address(PAGE, query="q=why"),
    "progress": Address(PAGE),
    "memory": Address(PAGE),
    "memory-fit": Address(ACTION, data=KEY),
    "memory-weights": Address(ACTION, data=KEY | {"weights": "usual"}),
    "missed": Address(PAGE),
    "cards": Address(PAGE),
    "cards-deleted": Address(PAGE),
    "card-new": Address(FORM, data=CARD_TEXT),
    "card-preview": Address(ACTION, private=True, data=CARD_TEXT | {"card": "{card_id}"}),
    "cards-suspend": Address(ACTION, data=KEY | {"back": "deck={own_slug}"}),
    "cards-resume": Address(ACTION, data=KEY | {"back": "deck={own_slug}"}),
    "card-move": Address(ACTION, private=True, data={**KEY, "cards": "{card_id}", "deck": "{target}"}),
    "card-tag": Address(ACTION, private=True, data={**KEY, "cards": "{card_id}", "name": "sql"}),
    "card": Address(PAGE, private=True),
    "card-flag": Address(ACTION, private=True, data=KEY | {"flagged": "on"}),
    "card-edit": Address(FORM, private=True, data=CARD_TEXT | {"version": "1"}),
    "card-note": Address(FORM, private=True, data={**KEY, "note": "Mind the gap."}),
    "card-delete": Address(ACTION, private=True, data=KEY),
    "card-restore": Address(ACTION, private=True, data=KEY, arguments={"card_id": "{deleted_card}"}),
    "card-suspend": Address(ACTION, private=True, data=KEY),
    "card-resume": Address(ACTION, private=True, data=KEY),
    "own-deck-new": Address(ACTION, data={**KEY, "title": "Second deck"}),
    "own-deck-rename": Address(ACTION, private=True, data={**KEY, "title": "Another name"}),
    "own-deck-pause": Address(ACTION, private=True, data=KEY),
    "own-deck-resume": Address(ACTION, private=True, data=KEY),
    "own-deck-delete": Address(ACTION, private=True, data=KEY),
    "own-deck-restore": Address(ACTION, private=True, data=KEY, arguments={"deck_id": "{deleted_deck}"}),
    "theme": Address(PUBLIC_ACTION, data={"theme": "dark"}),
    "settings": Address(FORM),
    "settings-scheduler": Address(ACTION, data=KEY | {"scheduler": "fsrs"}),
    "export": Address(ACTION),
    "delete_account": Address(FORM),
    "account_login": Address(ACCOUNT_PUBLIC),
    "account_logout": Address(ACCOUNT_PUBLIC),
    "account_inactive": Address(ACCOUNT_PUBLIC),
    "account_signup": Address(ACCOUNT_PUBLIC),
    "account_email_verification_sent": Address(ACCOUNT_PUBLIC),
    "account_confirm_email": Address(ACCOUNT_PUBLIC, arguments={"key": "no-such-key"}),
    "account_reset_password": Address(ACCOUNT_PUBLIC),
    "account_reset_password_done": Address(ACCOUNT_PUBLIC),
    "account_reset_password_from_key": Address(ACCOUNT_PUBLIC, arguments={"uidb36": "1", "key": "no-such-key"}),
    "account_reset_password_from_key_done": Address(ACCOUNT_PUBLIC),
    "account_confirm_login_code": Address(ACCOUNT_PUBLIC),
    "mfa_authenticate": Address(ACCOUNT_PUBLIC),
    "mfa_login_webauthn": Address(ACCOUNT_PUBLIC),
    "account_reauthenticate": Address(ACCOUNT),
    "account_request_reauthentication_code": Address(ACCOUNT),
    "account_confirm_reauthentication_code": Address(ACCOUNT),
    "account_email": Address(ACCOUNT),
    "account_change_password": Address(ACCOUNT),
    "account_set_password": Address(ACCOUNT),
    "mfa_index": Address(ACCOUNT),
    "mfa_reauthenticate": Address(ACCOUNT),
    "mfa_activate_totp": Address(ACCOUNT),
    "mfa_deactivate_totp": Address(ACCOUNT),
    "mfa_view_recovery_codes": Address(ACCOUNT),
    "mfa_generate_recovery_codes": Address(ACCOUNT),
    "mfa_download_recovery_codes": Address(ACCOUNT),
    "mfa_list_webauthn": Address(ACCOUNT),
    "mfa_add_webauthn": Address(ACCOUNT),
    "mfa_reauthenticate_webauthn": Address(ACCOUNT),
    "mfa_remove_webauthn": Address(ACCOUNT, private=True, arguments={"pk": "{passkey}"}),
    "mfa_edit_webauthn": Address(ACCOUNT, private=True, arguments={"pk": "{passkey}"}),
    "usersessions_list": Address(ACCOUNT),
    "admin:login": Address(ACCOUNT_PUBLIC),
    "admin:index": Address(STAFF),
    "admin:logout": Address(STAFF),
    "admin:password_change": Address(STAFF),
    "admin:password_change_done": Address(STAFF),
    "admin:autocomplete": Address(STAFF),
    "admin:jsi18n": Address(STAFF),
    "admin:view_on_site": Address(STAFF, arguments={"content_type_id": "1", "object_id": "1"}),
    "admin:app_list": Address(STAFF, arguments={"app_label": "cards"}),
    "admin:auth_user_password_change": Address(STAFF, arguments={"id": "1"}),
}
MODELS_IN_THE_ADMIN = [
    "account_emailaddress",
    "auth_group",
    "cards_card",
    "cards_deck",
    "cards_enrolment",
    "cards_learner",
    "cards_leaving",
    "cards_review",
    "cards_schedule",
    "cards_studyday",
    "cards_receipt",
    "mfa_authenticator",
    "usersessions_usersession",
]
for model in MODELS_IN_THE_ADMIN:
    ADDRESSES |= {f"admin:{model}_{page}": Address(STAFF) for page in ("changelist", "add")}
    ADDRESSES |= {
        f"admin:{model}_{page}": Address(STAFF, arguments={"object_id": "1"})
        for page in ("change", "delete", "history")
    }


def patterns(found=None, namespace=""):
    """(name with its namespace, pattern) of every address, however deep it is included."""
    for pattern in get_resolver().url_patterns if found is None else found:
        if isinstance(pattern, URLPattern):
            yield pattern.name and namespace + pattern.name, pattern
        else:
            yield from patterns(
                pattern.url_patterns, f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            )


PATTERNS = dict(patterns())


def test_every_address_is_in_the_table():
    missing = sorted({name for name, _ in patterns() if name} - ADDRESSES.keys())

    assert missing == [], "Classify these in ADDRESSES of tests/test_urls.py: who may go there, and by which methods?"


def test_the_table_names_no_address_that_is_gone():
    gone = sorted(ADDRESSES.keys() - PATTERNS.keys())

    assert gone == [], "Nothing answers there any more: take these out of ADDRESSES in tests/test_urls.py."


def test_an_address_without_a_name_is_one_of_the_admins():
    """Which has two: the old address of a row, and the rest, which leads to its sign-in."""
    unnamed = {pattern.callback.__module__ for name, pattern in patterns() if not name}

    assert unnamed == {"django.contrib.admin.sites", "django.views.generic.base"}, "Give the new address a name."


def test_only_what_the_table_calls_public_is_open():
    """The mark on the view and the table say the same, without asking any view."""
    opened = {name for name, pattern in patterns() if name and not getattr(pattern.callback, "login_required", True)}

    assert opened == {name for name, address in ADDRESSES.items() if address.kind not in SIGNED_IN}


# What there is to ask for ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker):
    """The rows, for every test here: each undoes what it did to them."""
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), transaction.atomic():
        with time_machine.travel(NOW, tick=False), override_settings(PASSWORD_HASHERS=hashers):
            alice = Learner.objects.create_user("alice", "alice@example.org", PASSWORD)
            rows = rows_of(alice)
            cookies = {name: cookie.value for name, cookie in just_proved(alice).cookies.items()}
        yield rows, cookies
        transaction.set_rollback(True)


@pytest.fixture
def alice(made, db):
    return Learner.objects.get(username="alice")


@pytest.fixture
def rows(made, db, clock):
    """By what the addresses call them."""
    return made[0]


@pytest.fixture
def proved(made, db, clock):
    """Makes clients of Alice, who typed the password a moment ago."""

    def proved():
        client = Client()
        client.cookies.load(made[1])
        return client

    return proved


def rows_of(alice):
    """Alice's deck and cards, and a built-in deck that she studies."""
    built_in = make_deck("demo", about={"stages": [{"slug": "design", "title": "Design", "what": "", "judged": ""}]})
    own = make_deck("own", owner=alice)
    shown, card = make_card(built_in, "shown"), make_card(own, "mine")
    deleted = make_card(own, "gone", status=Card.Status.DELETED)
    enrolled(alice, built_in)
    design, climbed, of_loop = (make_design(own, key) for key in ("designed", "climbed", "of-a-loop"))
    enrolled(alice, own)
    review(alice, climbed, 4)
    begin_practice(alice, design.pk, key=uuid.uuid4(), now=NOW)
    drill, solved = make_drill(own, "drilled"), make_drill(own, "solved")
    add_schedules(alice, [drill, solved])
    for each in (drill, solved):
        begin_practice(alice, each.pk, key=uuid.uuid4(), now=NOW)
    finish_drill(alice, solved.pk, {}, key=uuid.uuid4(), now=NOW)
    snapshot = Snapshot.objects.create(
        learner=alice, card=drill, key=uuid.uuid4(), variant="ttl", why="run", files={}, size=0, made_at=NOW
    )
    asked = {"stage": "design", "minutes": 5}
    talked = asked | {"cards": [shown.pk], "said": {}, "said_at": NOW.isoformat()}
    other = make_deck("other")
    mock, talk, talked = (
        Mock.objects.create(learner=alice, deck=deck, rounds=[each], begun_at=NOW, ended_at=ended)
        for deck, each, ended in (
            (built_in, asked | {"card": of_loop.pk}, None),
            (other, asked | {"cards": [shown.pk]}, None),
            (built_in, talked, NOW),
        )
    )
    passkey = Authenticator.objects.create(
        user=alice, type=Authenticator.Type.WEBAUTHN, data={"name": "Key", "credential": {}}
    )
    TOTP.activate(alice, generate_totp_secret())
    RecoveryCodes.activate(alice)
    return {
        "slug": built_in.slug,
        "key": shown.key,
        "deck_id": own.pk,
        "own_slug": own.slug,
        "target": own.slug,
        "own_key": card.key,
        "shown_card": shown.pk,
        "mock": mock.pk,
        "talk": talk.pk,
        "talked": talked.pk,
        "card_id": card.pk,
        "practised": design.key,
        "practised_card": design.pk,
        "drilled": drill.key,
        "solved": solved.key,
        "solving": Attempt.objects.get(card=solved).key,
        "snapshot": snapshot.key,
        "attempt": Attempt.objects.get(card=design).key,
        "climbed": climbed.key,
        "climbed_review": Review.objects.get().key,
        "deleted_card": deleted.pk,
        "deleted_deck": make_deck("thrown-away", owner=alice, is_retired=True).pk,
        "story_id": make_story(alice).pk,
        "passkey": passkey.pk,
        "token": stop_token(alice),
        "uuid": uuid.uuid4(),
    }


@pytest.fixture
def alices_rows_for_bob(rows, bob):
    """The same where every address names something that is Alice's alone; only the deck to move to is Bob's."""
    target = make_deck("bobs", owner=bob).slug
    return rows | {"slug": rows["own_slug"], "key": rows["own_key"], "target": target}


def url_of(name, rows):
    address = ADDRESSES[name]
    names = PATTERNS[name].pattern.converters or PATTERNS[name].pattern.regex.groupindex
    arguments = {argument: rows.get(argument) for argument in names} | filled(address.arguments, rows)
    return reverse(name, kwargs=arguments) + (f"?{address.query.format(**rows)}" if address.query else "")


def filled(values, rows):
    return {name: value.format(**rows) for name, value in values.items()}


def methods_of(name):
    return {ACTION: ["POST"], PUBLIC_ACTION: ["POST"], FORM: ["GET", "POST"], PUBLIC_FORM: ["GET", "POST"]}.get(
        ADDRESSES[name].kind, ["GET"]
    )


def ask(client, method, name, rows, **options):
    data = filled(ADDRESSES[name].data, rows) if method == "POST" else None
    return getattr(client, method.lower())(url_of(name, rows), data, **options)


def just_proved(learner):
    """A client of the learner, who typed the password a moment ago."""
    client = signed_in(learner)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def of_kind(*kinds, private=None):
    return [
        pytest.param(name, id=name)
        for name, address in ADDRESSES.items()
        if address.kind in kinds and private in {None, address.private}
    ]


# Who is not signed in -------------------------------------------------------------------------------------------------


def next_of(url):
    """Where the sign-in page leads to."""
    address = urlsplit(url)
    assert address.path == "/accounts/login/"
    return parse_qs(address.query)["next"][0]


@pytest.mark.parametrize("name", of_kind(PAGE, FORM, ACCOUNT))
def test_a_visitor_signs_in_and_comes_back_to_the_page(client, rows, name):
    response = client.get(url_of(name, rows))

    assert response.status_code == 302
    assert next_of(response.url) == url_of(name, rows)


@pytest.mark.parametrize("name", of_kind(ACTION, FORM))
def test_a_visitors_form_leads_to_the_sign_in_page_and_back_to_the_page_it_was_on(client, rows, name):
    plain = ask(client, "POST", name, rows, headers={"referer": "http://testserver/cards/?q=sql"})
    lost = ask(client, "POST", name, rows)
    foreign = ask(client, "POST", name, rows, headers={"referer": "https://evil.example/cards/"})

    assert [response.status_code for response in (plain, lost, foreign)] == [302, 302, 302]
    assert [next_of(response.url) for response in (plain, lost, foreign)] == ["/cards/?q=sql", "/", "/"]


@pytest.mark.parametrize("name", of_kind(*OURS))
def test_it_is_known_of_every_address_whether_it_is_a_page(rows, name):
    assert is_action(url_of(name, rows)) == (ADDRESSES[name].kind in {ACTION, PUBLIC_ACTION})


@pytest.mark.parametrize("name", of_kind(ACTION))
def test_a_visitor_of_an_actions_address_signs_in_to_the_page_above_it(client, alice, rows, name):
    action = url_of(name, rows)

    opened = client.get(action)
    drawn_there = ask(client, "POST", name, rows, headers={"referer": f"http://testserver{action}"})
    swapped = ask(client, "POST", name, rows, headers={"HX-Request": "true", "HX-Current-URL": action})

    page = next_of(opened.url)
    assert action.startswith(page)
    assert next_of(drawn_there.url) == next_of(swapped["HX-Redirect"]) == page
    assert signed_in(alice).get(page, follow=True).status_code == 200


@pytest.mark.parametrize(
    ("action", "page"),
    [
        ("/review/bury/?x=1", "/review/"),
        ("/cards/7/delete/", "/cards/7/"),
        ("/cards/decks/7/delete/", "/cards/"),
        ("/decks/demo/enrol/", "/decks/demo/"),
    ],
)
def test_the_page_of_an_action_is_the_nearest_one_above_it(client, action, page):
    assert next_of(client.get(action).url) == page


def test_signing_in_leads_to_no_action_even_where_the_address_says_so(client, bob):
    form = {"login": "bob", "password": PASSWORD}

    response = client.post("/accounts/login/?next=/review/bury/", form)

    assert response.url == "/"


@pytest.mark.parametrize("name", of_kind(PAGE, FORM, ACTION))
def test_a_visitors_swap_goes_to_the_sign_in_page_whole(client, rows, name):
    for method in methods_of(name):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/progress/"}

        response = ask(client, method, name, rows, headers=headers)

        assert "Location" not in response
        assert next_of(response["HX-Redirect"]) == "/progress/"


@pytest.mark.parametrize("name", of_kind(PUBLIC, PUBLIC_FORM, private=False))
def test_a_visitor_sees_what_is_public(client, rows, name):
    for method in methods_of(name):
        assert ask(client, method, name, rows).status_code == 200


@pytest.mark.parametrize("name", of_kind(PUBLIC, private=True))
def test_a_visitor_sees_built_in_decks_and_nobodys_own(client, rows, alices_rows_for_bob, name):
    assert client.get(url_of(name, rows)).status_code == 200
    assert client.get(url_of(name, alices_rows_for_bob)).status_code == 404


@pytest.mark.parametrize("name", of_kind(ACCOUNT_PUBLIC))
def test_a_visitor_may_go_where_accounts_begin(client, rows, name):
    response = client.get(url_of(name, rows), follow=True)

    assert response.status_code == 200
    assert response.wsgi_request.path in {"/", "/accounts/login/", urlsplit(url_of(name, rows)).path} or (
        response.wsgi_request.path.startswith("/accounts/password/reset/key/")
    )


# Who is signed in -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", of_kind(*OURS))
def test_other_methods_are_refused(proved, rows, name):
    client = proved()
    refused = {"GET", "POST", "PUT", "PATCH", "DELETE"} - set(methods_of(name))

    answers = {method: ask(client, method, name, rows).status_code for method in refused}

    assert answers == dict.fromkeys(refused, 405)


@pytest.mark.parametrize("name", of_kind(PUBLIC, PUBLIC_FORM, PAGE, FORM))
def test_asking_for_the_head_of_a_page_is_asking_for_the_page(proved, rows, name):
    client = proved()

    assert client.head(url_of(name, rows)).status_code == client.get(url_of(name, rows)).status_code


@pytest.mark.parametrize("name", of_kind(*OURS, ACCOUNT))
def test_alice_gets_what_is_hers(proved, rows, name):
    expected = (
        {200, 302, 303} if name not in {"settings", "delete_account"} else {200, 422}
    )  # they are sent nothing here
    if "{passkey}" not in ADDRESSES[name].arguments.values():
        Authenticator.objects.filter(pk=rows["passkey"]).delete()  # no browser made it: it has no more than a name

    for method in methods_of(name):
        with CaptureQueriesContext(connection) as queries:
            response = ask(proved(), method, name, rows)

        assert response.status_code in expected
        if ADDRESSES[name].kind is not ACCOUNT:
            assert asked_twice(queries, method) == []
        assert not response.get("Location", "").startswith("/accounts/login/")
        if ADDRESSES[name].kind is ACTION:
            assert response.status_code in (
                {200}
                if name in {"card-preview", "export", "plan-look", "practice-sketch", "story-count"}
                else {302, 303}
            )


def asked_twice(queries, method):
    """What a page asks the database again. A write reads again what it locks, but the learner no more than once."""
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    if method == "POST":
        asked = [sql for sql in asked if 'FROM "cards_learner"' in sql and " JOIN " not in sql][1:]
    return [sql for sql, times in Counter(asked).items() if times > 1]


@pytest.mark.parametrize("name", of_kind(*OURS, ACCOUNT, private=True))
def test_bob_gets_nothing_that_is_alices(bob, alices_rows_for_bob, name):
    before = everything_of_alice()

    for method in methods_of(name):
        assert ask(just_proved(bob), method, name, alices_rows_for_bob).status_code == 404

    assert everything_of_alice() == before


def everything_of_alice():
    decks = Deck.objects.filter(owner__username="alice")
    return [
        list(decks.values()),
        list(Card.objects.filter(deck__in=decks).values()),
        list(Authenticator.objects.values("pk", "data")),
    ]


@pytest.mark.parametrize("name", of_kind(PAGE, FORM, ACTION))
def test_pages_of_a_learner_are_kept_by_no_cache(proved, rows, name):
    for method in methods_of(name):
        assert ask(proved(), method, name, rows)["Cache-Control"] == "private, no-store"


# The admin ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", of_kind(STAFF))
def test_a_visitor_of_the_admin_signs_in_where_everybody_does(client, rows, name):
    response = client.get(url_of(name, rows))

    if response.url.startswith("/admin/login/"):
        response = client.get(response.url)
    assert response.status_code == 302
    assert next_of(response.url) == url_of(name, rows)


@pytest.mark.parametrize("name", of_kind(STAFF))
def test_a_learner_sees_nothing_of_the_admin(alice_client, rows, name):
    for method in (alice_client.get, alice_client.post):
        response = method(url_of(name, rows))

        assert response.status_code in {302, 403}


def test_addresses_that_templates_write_out_lead_somewhere():
    """Pages that are drawn often do without `{% url %}`; a renamed address must not leave a dead link in them."""
    template = Path(__file__).resolve().parent.parent / "templates"
    attribute = re.compile(r'\b(?:href|action|formaction|hx-get|hx-post)="(/[^"{?#]*(?:\{\{[^}]*\}\}[^"{?#]*)*)')
    written = {
        (path.name, re.sub(r"\{\{[^}]*\}\}", "1", address))
        for path in template.rglob("*.html")
        for address in attribute.findall(path.read_text())
    }

    assert ("base.html", "/accounts/logout/") in written
    assert ("today.html", "/decks/1/") in written
    for name, address in sorted(written):
        try:
            resolve(address)
        except Resolver404:
            pytest.fail(f"{name}: {address} leads nowhere")
