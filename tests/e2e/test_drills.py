"""A drill is done in the browser: Python runs in the page, code survives a reload, and the tests grade it."""

from datetime import UTC, datetime

import pytest
from django.templatetags.static import static
from playwright.sync_api import expect

from cards.models import Deck, DrillVariant, Review, Snapshot
from cards.operations.builtin_decks import load_decks
from tests.deck_folders import builtin_decks
from tests.factories import enrolled

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 60_000  # milliseconds: the first start of Python on a busy machine
PASTE = """(code) => {
  const data = new DataTransfer();
  data.setData("text/plain", code);
  document.querySelector("[data-editor]").shadowRoot.querySelector(".cm-content").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""

# Saves, then notes a run; `typed` is what the learner goes on to type while the answer to the run is under way.
NOTING = """async ([module, typed]) => {
  const { startKeeping } = await import(module);
  const sent = [];
  let code = "ran";
  let keeping = null;
  window.fetch = async (where, { body }) => {
    sent.push([where, body.get("files")]);
    if (where === "run" && typed) { code = typed; keeping.edited(); }
    return new Response('{"kept": true, "version": 2}', { headers: { "Content-Type": "application/json" } });
  };
  const options = { address: "keep", token: "", files: () => code, seconds: () => 1, say: () => {} };
  keeping = startKeeping({ card: "x", variant: "x", version: 1, writer: "x" }, options);
  keeping.edited();
  const edit = keeping.edit();
  await keeping.post("run", { files: JSON.stringify(code) });
  await keeping.settled(edit);
  const isHere = localStorage.getItem(`draft:${document.body.dataset.learner}:drill-x`) !== null;
  await keeping.send();
  return { isHere, sent };
}"""


# The most requests that are under way at once, of a save and of a run that is noted meanwhile.
AT_ONCE = """async (module) => {
  const { startKeeping } = await import(module);
  let [now, most] = [0, 0];
  window.fetch = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise((done) => setTimeout(done));
    now -= 1;
    return new Response('{"kept": true, "version": 2}', { headers: { "Content-Type": "application/json" } });
  };
  const options = { address: "keep", token: "", files: () => "code", seconds: () => 1, say: () => {} };
  const keeping = startKeeping({ card: "x", variant: "x", version: 1, writer: "x" }, options);
  keeping.edited();
  await Promise.all([keeping.send(), keeping.post("run", { files: "code" })]);
  return most;
}"""


@pytest.fixture
def drills(alice):
    decks = builtin_decks()
    now = datetime.now(UTC)
    load_decks([deck for deck in decks if deck.slug == "practice"], now=now)
    return enrolled(alice, Deck.objects.get(slug="practice"), now)


# Of the button, while it is shown how much of Python has come, and after that.
PLACES = """() => [false, true].map((isHidden) => {
    document.querySelector("[data-progress]").hidden = isHidden;
    return document.querySelector("[data-run]").getBoundingClientRect().top;
})"""


def write(page, code):
    """Everything in the open file becomes this, as if it was pasted."""
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.evaluate(PASTE, code)


def test_a_drill_is_solved_and_graded(page, alice, sign_in, drills, accessible):
    payload = DrillVariant.objects.get(slug="ttl").payload
    solution, hidden = payload["solution"]["cache.py"], sum(count for _, count in payload["counts"])
    said = page.locator("[data-said]")
    sign_in(page, alice)
    page.goto("/practice/drill-lru-cache/")
    page.get_by_role("button", name="Start").click()
    expect(page.get_by_text("opens when the tests of part 1 pass")).to_be_visible()

    expect(page.get_by_role("button", name="Run tests")).to_be_enabled()  # the room stands
    shown, hidden_away = page.evaluate(PLACES)
    assert shown == hidden_away  # while Python loads the button stays under the hand
    height = page.evaluate("document.documentElement.scrollHeight")
    page.get_by_role("button", name="Run tests").click()
    expect(said).to_have_text("0 of 3 visible tests pass.", timeout=LONG)
    assert page.evaluate("document.documentElement.scrollHeight") == height
    page.get_by_role("button", name="cache.py:9").first.click()
    accessible(page)

    write(page, solution)
    expect(page.locator("[data-kept]")).to_have_text("Saved", timeout=LONG)
    assert Snapshot.objects.get(why="kept").files == {"cache.py": solution}
    held = []
    page.route("**/runtime/", lambda route: held.append(route), times=1)
    with page.expect_request("**/runtime/"):
        page.reload()
    expect(page.locator(".cm-content")).to_contain_text("OrderedDict")
    page.get_by_role("button", name="Run tests").click()
    page.get_by_role("button", name="Stop").click()  # before there is a Python
    for route in held:
        route.continue_()
    expect(said).to_have_text("Stopped. This run does not count.", timeout=LONG)
    page.get_by_label("Name of a new file").fill("tests.py")  # which hides no tests
    page.get_by_role("button", name="Add a file").click()
    page.locator(".cm-content").click()
    page.keyboard.press("ControlOrMeta+Enter")
    expect(said).to_contain_text("3 of 3 visible tests pass. Part 2 is open.", timeout=LONG)
    page.keyboard.press("ControlOrMeta+Shift+Enter")
    expect(said).to_contain_text(f"7 of 7 visible tests pass, {hidden} of {hidden} hidden ones", timeout=LONG)

    page.get_by_role("button", name="Show the solution").click()
    expect(page.get_by_text("All hidden tests on the first submission")).to_be_visible()
    page.get_by_role("button", name="Grade 5").click()
    expect(page.get_by_text("bounded cache comes back")).to_be_visible()
    assert Review.objects.get().detail["hidden"] == [hidden, hidden]


def test_a_hunt_begins_with_a_hypothesis_also_on_a_phone(page, narrow, alice, sign_in, drills, accessible):
    sign_in(page, alice)
    page.goto("/practice/hunt-lost-update/")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Code", exact=True).click()
    page.locator(".cm-content").click()
    page.keyboard.type("x")
    expect(page.get_by_label("Your hypothesis")).to_be_focused()
    expect(page.get_by_label("Your hypothesis")).to_have_value("")
    expect(page.get_by_text("First your hypothesis")).to_be_visible()
    page.get_by_label("Your hypothesis").fill("The comparison of versions is the wrong way round.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_label("Your hypothesis")).not_to_be_editable()
    expect(page.get_by_text("Your hypothesis is written down.")).to_be_visible()
    expect(page.get_by_role("button", name="Code", exact=True)).to_be_focused()
    page.get_by_role("button", name="A hint: costs one grade").click()
    expect(page.locator("#hints li")).to_have_count(1)
    expect(page.get_by_role("button", name="Another hint")).to_be_focused()
    accessible(page)

    page.get_by_text("What a run has, and what is simulated").click()
    page.get_by_role("button", name="lib/interleave.py").click()
    expect(page.locator(".cm-content")).to_contain_text("Workers without threads")
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Tests").click()
    expect(page.get_by_role("button", name="Run tests")).to_be_visible()
    expect(page.get_by_text("Give up: the solution")).to_be_visible()
    page.get_by_role("button", name="Code", exact=True).click()
    page.get_by_role("button", name="deposits.py").click()
    page.locator(".cm-content").click()
    page.keyboard.type("# mine ")
    expect(page.locator("[data-kept]")).to_have_text("Saved", timeout=LONG)
    assert "# mine" in Snapshot.objects.get(why="kept").files["bank/deposits.py"]
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator(".cm-content")).not_to_be_focused()


def test_what_is_typed_while_a_run_is_noted_is_saved_after_it(page, alice, sign_in):
    sign_in(page, alice)
    page.goto("/")

    module = static("js/drill/keeping.js")
    noted = page.evaluate(NOTING, [module, ""])
    went_on = page.evaluate(NOTING, [module, "typed since"])

    assert page.evaluate(AT_ONCE, module) == 1
    assert noted == {"isHere": False, "sent": [["run", '"ran"']]}
    assert went_on == {"isHere": True, "sent": [["run", '"ran"'], ["keep", '"typed since"']]}
