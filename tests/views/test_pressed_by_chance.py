"""A robot presses what pages offer, by chance: no error, nothing counted twice, no answer that a loop holds back."""

import random
import re
import uuid
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from cards.models import Attempt, Card, Enrolment, Mock, Plan, Rehearsal, Review, Story, Topic
from cards.operations.check_learner import check_learner
from cards.queries.holding import held_cards
from cards.services.content import set_content
from tests.factories import NOW, enrolled, make_behavioural, make_card, make_deck, make_design, make_drill, make_story

pytestmark = pytest.mark.django_db
LEARNERS, PRESSES = range(3), 150
STAGES = [
    {"slug": slug, "title": slug.title(), "weight": weight, "minutes": 45, "what": "", "judged": ""}
    for slug, weight in (("recruiter", 1), ("screen", 2), ("design", 3))
]
PAGES = [
    "/",
    "/plan/",
    "/plan/away/",
    "/review/",
    "/practice/",
    "/practice/limiter/",
    "/practice/points/",
    "/drills/cache/",
    "/progress/",
    "/stories/",
    "/progress/missed/",
    "/decks/one/",
    "/decks/one/rehearsals/",
    "/decks/one/debrief/",
    "/decks/one/cards/",
    "/decks/one/cards/k1/",
    "/cards/",
    "/search/?q=x",
    "/review/backlog/",
    "/settings/",
]
NOT_PRESSED = re.compile(r"accounts|delete|export|static|theme|zip|mailto")
RARELY = re.compile(r"suspend|resume|pause|tag|decks/new|settings|start/|weights")


class Page(HTMLParser):
    """The forms and links of a page. A form: where it goes, its fields, its buttons."""

    def __init__(self, url, text):
        super().__init__()
        self.url, self.links, self.forms, self.by_id = url, [], [], {}
        self.form = self.open = None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        each = dict(attributes)
        if tag == "a" and each.get("href", "").startswith("/"):
            self.links.append(each["href"])
        if tag == "form":
            self.form = {"to": each.get("action") or self.url, "fields": [], "buttons": [], "by": each.get("method")}
            self.forms.append(self.form)
            self.by_id[each.get("id")] = self.form
        form = self.by_id.get(each["form"]) if "form" in each else self.form
        if form is None:
            return
        if tag in {"input", "select", "textarea"} and each.get("name"):
            self.open = {"type": tag, "value": "", "options": []} | each
            form["fields"].append(self.open)
        elif tag == "option" and self.open:
            self.open["options"].append(each.get("value", ""))
        elif tag == "button" and each.get("type", "submit") == "submit" and "disabled" not in each:
            form["buttons"].append(each)

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None

    def handle_data(self, data):
        if self.open and self.open["type"] == "textarea" and self.get_starttag_text().startswith("<textarea"):
            self.open["value"] += data


def filled(form, luck, today):
    """What is sent of a form: as it stands, or something else that its fields take."""
    sent = {}
    for field in form["fields"]:
        name, kind, value = field["name"], field["type"], field["value"]
        if kind == "hidden":
            sent[name] = value
        elif kind in {"checkbox", "radio"}:
            if luck.random() < 0.5:
                sent[name] = value or "on"
        elif kind == "select":
            sent[name] = luck.choice(field["options"] or [""])
        elif kind == "date":
            sent[name] = luck.choice((value, (today + timedelta(days=luck.randint(-1, 15))).isoformat()))
        elif kind == "number":
            sent[name] = luck.choice((value, str(luck.randint(0, 30))))
        elif kind not in {"file", "submit"}:
            sent[name] = luck.choice((value, "I would say so."))
    return sent


class Robot:
    def __init__(self, learner, client, clock, secrets, seed):
        self.learner, self.client, self.clock, self.secrets = learner, client, clock, secrets
        self.luck = random.Random(seed)
        self.now, self.url, self.log, self.tabs = NOW, "/", [], []

    def live(self):
        days = self.luck.random() < 0.04
        self.now += timedelta(days=self.luck.choice((1, 3))) if days else timedelta(minutes=self.luck.choice((1, 9)))
        self.clock.move_to(self.now.isoformat())
        response = self.sent("get", self.url)
        is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
        page = Page(response.request["PATH_INFO"], response.text) if is_page else Page("/", "")
        mock = Mock.objects.of(self.learner).filter(ended_at=None).first()
        links = [link for link in page.links if not NOT_PRESSED.search(link)] or ["/"]
        self.url = self.luck.choice((self.luck.choice(links), self.luck.choice(PAGES)))
        if mock and self.luck.random() < 0.3:
            self.url = f"/decks/one/loop/{mock.pk}/"
        if not mock and self.luck.random() < 0.2:
            self.sent("post", "/decks/one/loop/begin/", {"key": uuid.uuid4()})
        forms = [form for form in page.forms if form["by"] == "post" and not NOT_PRESSED.search(form["to"])]
        if forms and self.luck.random() < 0.75:
            self.press(self.luck.choice(forms))

    def press(self, form):
        tab = form, filled(form, self.luck, self.learner.study_day(self.now))
        if self.luck.random() < 0.1:
            self.tabs.append(tab)  # and is pressed another day
            return
        form, sent = self.tabs.pop() if self.tabs and self.luck.random() < 0.1 else tab
        button = self.luck.choice(form["buttons"]) if form["buttons"] else {}
        to = button.get("formaction") or form["to"]
        if NOT_PRESSED.search(to) or (RARELY.search(to) and self.luck.random() < 0.8):
            return
        sent |= {button["name"]: button.get("value", "")} if "name" in button else {}
        self.sent("post", to, sent)
        self.learner.refresh_from_db()
        assert check_learner(self.learner) == [], self.log[-9:]
        if self.luck.random() < 0.3:
            before = self.counts()
            self.sent("post", to, sent)
            assert self.counts() == before, self.log[-9:]

    def sent(self, method, url, data=None):
        """What a page says must not be what a loop held back before and holds back still."""
        held = self.held()
        response = getattr(self.client, method)(url, data, follow=True)
        self.log.append((method, url, data, response.status_code))
        assert response.status_code < 500, self.log[-9:]
        text = b"".join(response.streaming_content).decode() if response.streaming else response.text
        shown = [secret for card in held & self.held() for secret in self.secrets[card] if secret in text]
        assert shown == [], self.log[-9:]
        return response

    def held(self):
        self.learner.refresh_from_db()
        return held_cards(self.learner, self.learner.study_day(self.now)).keys() & self.secrets.keys()

    def counts(self):
        models = (Plan, Card, Attempt, Mock, Rehearsal, Story, Enrolment, Review)
        return [*(model.objects.count() for model in models), Review.objects.filter(undone_at=None).count()]


@pytest.fixture
def secrets():
    """By card, what only its answer says."""
    deck = make_deck("one", about={"stages": STAGES})
    columns = {"topic": Topic.objects.create(deck=deck, slug="top", title="Top", position=1)}
    told = {}
    for number in range(9):
        stage = STAGES[number % 3]["slug"]
        content = {"question": f"Number {number}?", "answer": f"Sekret{number}x.", "points": [], "notes": ""}
        card = make_card(deck, f"k{number}", stage=stage, stages=[stage], content=content, **columns)
        told[card.pk] = [f"Sekret{number}x"]
    for name in ("limiter", "queue"):
        card = make_design(deck, name, **columns)
        set_content(card, "design", card.content | {"model": f"Sekret{name}x"})
        card.save()
        told[card.pk] = [f"Sekret{name}x", "Names a graph"]
    told[make_drill(deck, **columns).pk] = ["One dictionary."]
    told[make_behavioural(deck, stage="recruiter", stages=["recruiter"], **columns).pk] = ["Nobody learns by whom"]
    return told


@pytest.mark.parametrize("seed", LEARNERS)
def test_whatever_is_pressed(alice, alice_client, clock, secrets, seed):
    enrolled(alice, Card.objects.first().deck)
    make_story(alice)
    robot = Robot(alice, alice_client, clock, secrets, seed)
    for _ in range(PRESSES):
        robot.live()
    assert sum(method == "post" for method, *_ in robot.log) > PRESSES / 4
