"""Code typed into a drill is lost nowhere: on two devices, without a connection, after a crash, on leaving."""

import re
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Error, expect

from cards.models import Attempt, Deck, Snapshot
from cards.services.practice import begin_practice
from tests.e2e.conftest import NARROW, WIDE
from tests.e2e.test_drills import LONG, write
from tests.factories import enrolled, make_deck, make_drill

pytestmark = pytest.mark.django_db(transaction=True)
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"
ROOM = "/practice/drill/"


@pytest.fixture
def room(alice):
    """Alice has begun a drill."""
    begun(alice, "coding")


def begun(alice, family):
    drill = make_drill(make_deck("demo"), "drill", family=family)
    now = datetime.now(UTC)
    enrolled(alice, Deck.objects.get(slug="demo"), now)
    begin_practice(alice, drill.pk, key="7d3f0f43-0b6c-4d55-9f37-3c8f1d1b5e11", now=now)


@pytest.fixture
def new_device(new_context, alice, sign_in):
    """`new_device()`: a new one, on which she is signed in. It has no WebAssembly, so that it does not load Python."""

    def new_device():
        context = new_context()
        context.add_init_script("delete window.WebAssembly")
        page = context.new_page()
        sign_in(page, alice)
        return page

    return new_device


def saved(page, said="Saved"):
    expect(page.locator("[data-kept]")).to_have_text(said, timeout=LONG)


def write_offline(page, text):
    page.context.set_offline(True)
    write(page, text)
    saved(page, "No connection: this device has your code.")


def without_its_script(page, go, *where):
    """The page, whose script comes when what is returned is called."""
    held = []
    page.route("**/js/drill/room.js", lambda route: held.append(route), times=1)
    with page.expect_request("**/js/drill/room.js"):
        go(*where, wait_until="commit")
    return lambda: held[0].continue_()


def crash(page):
    """The page's process is gone. One that is only closed may send its last words, also while it is kept offline."""
    with page.expect_event("crash"), suppress(Error):
        page.goto("chrome://crash")
    page.close()


def code(why):
    return [files["cache.py"] for files in Snapshot.objects.filter(why=why).values_list("files", flat=True)]


def test_the_newer_of_two_devices_wins_and_the_other_is_kept_and_can_be_gone_on_from(new_device, room, complaints):
    laptop, phone = new_device(), new_device()
    laptop.goto(ROOM)
    phone.goto(ROOM)
    expect(laptop.locator("[data-python]")).to_contain_text("no WebAssembly. “Work in my own editor” has everything.")
    write(laptop, "x = 'laptop'")
    saved(laptop)

    write(phone, "x = 'phone'")
    saved(phone, "Saved. What another device had written is among your attempts")
    assert (code("kept"), code("elsewhere")) == (["x = 'phone'"], ["x = 'laptop'"])

    laptop.reload()
    expect(laptop.locator(".cm-content")).to_have_text("x = 'phone'")
    laptop.get_by_role("link", name="All attempts").click()
    expect(laptop.get_by_role("heading", name="Attempts")).to_be_visible()
    laptop.set_viewport_size(NARROW)
    assert laptop.locator(".scroll").evaluate("(table) => table.scrollWidth <= table.clientWidth")
    laptop.set_viewport_size(WIDE)
    laptop.locator("tr", has_text="From another device").get_by_role("link").click()
    laptop.get_by_role("button", name="Go on from here").click()
    expect(laptop.locator(".cm-content")).to_have_text("x = 'laptop'")
    assert sorted(code("elsewhere")) == ["x = 'laptop'", "x = 'phone'"]

    Attempt.objects.all().delete()  # left on the phone
    write(laptop, "x = 'too late'")
    expect(laptop.locator("[data-kept]")).to_contain_text("This attempt has ended, in another tab or on another device")
    Session.objects.all().delete()
    write(laptop, "x = 'signed out'")
    expect(laptop.locator("[data-kept]")).to_contain_text("You are signed out. This device has your code")
    assert laptop.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length") == 1
    complaints[:] = [each for each in complaints if not re.search(r"status of 40[14]", each)]


def test_what_is_typed_without_a_connection_is_saved_when_it_is_back_also_after_a_crash(new_device, room, complaints):
    phone = new_device()
    context = phone.context
    phone.goto(ROOM)
    write_offline(phone, "x = 'in a tunnel'")
    context.set_offline(False)
    saved(phone)
    assert code("kept") == ["x = 'in a tunnel'"]

    write_offline(phone, "x = 'before a crash'")
    crash(phone)
    context.set_offline(False)
    phone = context.new_page()
    phone.goto(ROOM)
    expect(phone.get_by_text("This device had newer code than the server")).to_be_visible()
    saved(phone)
    assert (code("kept"), code("elsewhere")) == (["x = 'before a crash'"], [])

    write_offline(phone, "x = 'then at home'")
    crash(phone)
    laptop = new_device()
    laptop.goto(ROOM)
    write(laptop, "x = 'at home'")
    saved(laptop)
    context.set_offline(False)
    phone = context.new_page()
    phone.goto(ROOM)
    expect(phone.get_by_text("it is among your attempts now")).to_be_visible()
    expect(phone.locator(".cm-content")).to_have_text("x = 'at home'")
    assert code("elsewhere") == ["x = 'then at home'"]
    phone.get_by_role("button", name="Use that").click()
    saved(phone, "Saved. What another device had written is among your attempts")
    assert code("kept") == ["x = 'then at home'"]
    complaints[:] = [each for each in complaints if OFFLINE not in each]


def test_a_hunts_sentences_survive_a_closed_page(new_device, alice):
    begun(alice, "hunt")
    page = new_device()
    let_it_come = without_its_script(page, page.goto, ROOM)
    page.get_by_label("Your hypothesis").fill("The clock.")
    let_it_come()
    page.wait_for_function("() => JSON.stringify(localStorage).includes('The clock.')")

    page.reload()
    expect(page.get_by_label("Your hypothesis")).to_have_value("The clock.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("[data-said]")).to_contain_text("Your hypothesis is written down.")
    page.get_by_text("Give up: the solution").click()
    page.get_by_label("The root cause").fill("It was set back.")

    with page.expect_response(lambda response: "cause" in (response.request.post_data or "")):
        page.reload()  # at once, before the server has it
    expect(page.get_by_label("The root cause")).to_have_value("It was set back.")
    page.reload()
    expect(page.get_by_label("The root cause")).to_have_value("It was set back.")
    expect(page.get_by_label("Your hypothesis")).to_have_value("The clock.")

    let_it_come = without_its_script(page, page.reload)
    page.get_by_text("Give up: the solution").click()
    page.get_by_label("The root cause").fill("It was set back twice.")
    with page.expect_response(lambda response: "twice" in (response.request.post_data or "")):
        let_it_come()
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.startsWith('draft:'))")


def test_signing_out_and_leaving_wait_for_the_last_words(new_device, room, complaints):
    page = new_device()
    page.goto(ROOM)
    write(page, "x = 'last words'")
    page.context.set_offline(True)
    page.get_by_text("Leave this drill").click()
    page.get_by_role("button", name="Leave without a grade").click()
    expect(page.locator("[data-said]")).to_have_text("Your code is not on the server yet: try again in a moment.")

    page.context.set_offline(False)
    page.locator("summary", has_text="alice").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert code("kept") == ["x = 'last words'"]
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))") == []
    complaints[:] = [each for each in complaints if OFFLINE not in each]
