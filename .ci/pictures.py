#!/usr/bin/env python
"""The pictures of docs/pictures, and those of the landing page: the demo learner's pages in Chromium, at one moment
that never changes.

The learner, the server and the browser all take MOMENT for now, and the database is a new one each time, so that a
picture differs from the last only where the page, the decks or the fonts do.
"""

import argparse
import base64
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any

import time_machine
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "pictures"
# A Monday morning, before the demo learner's hour: the whole day is still to do.
MOMENT = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
NAME, PASSWORD = "demo", "a long password for a picture"  # of a learner who lives as long as this script
DESK = {"viewport": {"width": 1280, "height": 900}}
# A phone has more pixels than points. At a desk they would only make files three times as large.
PHONE = {"viewport": {"width": 390, "height": 780}, "device_scale_factor": 2, "has_touch": True, "is_mobile": True}
SIZES, SCHEMES = (("desk", DESK), ("phone", PHONE)), ("light", "dark")
LARGEST = 200_000  # bytes
# Of the landing page: a part of a page, in both colours, at two pixels a point, as WebP that Chromium itself makes.
LANDING = ROOT / "static" / "img" / "landing"
PIXELS = 2  # a point
LARGEST_OF_LANDING, QUALITIES = 40 * 1024, (0.85, 0.75, 0.65)
AS_WEBP = """async ([png, quality]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    canvas.getContext("2d").drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", quality).split(",")[1];
}"""

DESIGN, MINUTES = "sd-rate-limiter", 19
HUNT = "hunt-lost-update"
HYPOTHESIS = (
    "Both read the row before either writes. The second write should be refused, and the counter says it never is."
)
# What was written below the headings of its outline, and how each point of its rubric is ticked.
ANSWER = (
    "Protect every customer from the one who sends too much. By **account**: 100 a second, in bursts up to 200.",
    "A million keys of 100 bytes are 100 MB, so memory is no problem. 50,000 checks a second are: four shards.",
    "Token bucket: the rate is the long run, the capacity the burst. A fixed window lets twice the limit through.",
    "Check and spend in one script, by the store's clock. Keys expire when the bucket would be full.",
    "429 with `Retry-After` and the name of the limit.",
    "No answer in 5 ms: let it through and count it. Sign-in fails closed.",
    "A week that only counts, then 1 %, then all.",
)
TICKS = ("said", "said", "said", "said", "", "said", "said", "named")


def set_up_django() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prep.settings")
    # Playwright's loop runs in this thread, which makes Django take every query for one in asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    import django

    django.setup()


def make_data() -> None:
    from django.core.management import call_command

    from cards.operations.demo import make_demo

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("load_decks", verbosity=0)
    make_demo(NAME, PASSWORD, "stripe-backend", now=MOMENT)


@contextmanager
def serving() -> Iterator[str]:
    """prep in a thread of this process, which has the set clock. Yields its address."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

    from prep.wsgi import application

    class Silent(WSGIRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadedWSGIServer(("127.0.0.1", 0), Silent)
    server.set_app(application)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def signed_in(browser: Browser, address: str) -> Any:
    """What the browser keeps of a sign-in, for each page to begin with."""
    with browser.new_context(base_url=address) as context:
        page = context.new_page()
        page.goto("/accounts/login/")
        page.get_by_label("Username or email").fill(NAME)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_url(f"{address}/")
        return context.storage_state()


def today(page: Page) -> None:
    page.goto("/")


def deck(page: Page) -> None:
    page.goto("/decks/stripe-backend/")


def progress(page: Page) -> None:
    page.goto("/progress/")


def search(page: Page) -> None:
    page.goto("/search/?q=idempotancy")


def review(page: Page) -> None:
    """The day's first card with its answer open."""
    page.goto("/review/")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Good")).to_be_visible()


def design(page: Page) -> None:
    """A rubric, ticked beside what was written."""
    from cards.models import Attempt

    page.goto(f"/practice/{DESIGN}/")
    if not Attempt.objects.exists():
        page.get_by_role("button", name="Start", exact=True).click()
        for number, part in enumerate(ANSWER):
            page.locator(f"#part-{number}").fill(part)
        page.get_by_role("button", name="I’m done").click()
        expect(page.locator(".ticks")).to_be_visible()
        Attempt.objects.update(seconds=60 * MINUTES)
        page.reload()
    for number, mark in enumerate(TICKS):
        page.locator(f'[name="detail.points.{number}"][value="{mark}"]').check()


def drill(page: Page) -> None:
    """A bug hunt: what is suspected, and the test that fails."""
    from cards.models import Attempt

    page.goto(f"/drills/{HUNT}/")
    if page.get_by_role("button", name="Start", exact=True).is_visible():
        page.get_by_role("button", name="Start", exact=True).click()
        expect(page.get_by_role("button", name="Run tests")).to_be_visible()
        attempt = Attempt.objects.get(card__key=HUNT)
        attempt.detail |= {"hypothesis": HYPOTHESIS, "seconds": 60 * MINUTES}
        attempt.save(update_fields=["detail"])
        page.reload()
    if (code := page.get_by_role("button", name="Code", exact=True)).is_visible():
        code.click()
    page.get_by_role("button", name="Run tests").click()
    expect(page.locator("[data-said]")).to_contain_text("visible tests pass", timeout=60_000)
    page.locator("[data-task]").evaluate("""(task) => {
        const top = (element) => element.getBoundingClientRect().top;
        task.scrollTop += top(task.querySelector("[data-hypothesis]")) - top(task) - 16;
    }""")


def plan(page: Page) -> None:
    """What a plan of eighteen days would come to, before it is agreed on."""
    page.goto("/plan/")
    page.get_by_label("Day of the interview").fill("2026-12-11")
    page.keyboard.press("Tab")
    expect(page.locator("#outcome").get_by_role("heading")).to_contain_text("recalled on the day")


def stories(page: Page) -> None:
    page.goto("/stories/")


PAGES: dict[str, Callable[[Page], None]] = {
    "today": today,
    "review": review,
    "design": design,
    "drill": drill,
    "plan": plan,
    "stories": stories,
    "deck": deck,
    "progress": progress,
    "search": search,
}


@dataclass(frozen=True)
class Shot:
    """A part of a page for the landing page, in points: its panel, from `above` the top of an element on."""

    page_of: Callable[[Page], None]
    part: str
    viewport: int = 560
    width: int = 520
    above: int = 0


SHOTS = {
    "rubric": Shot(design, ".tick:nth-last-child(2)", viewport=640, width=600, above=8),
    "code": Shot(drill, "[data-said]", above=44),
    "stories": Shot(stories, ".matrix", viewport=1280, width=600, above=60),
    "plan": Shot(plan, "#outcome"),
}
SHOWN = (520, 400)  # points, as the landing page shows each


def shoot(browser: Browser, shot: Shot, path: Path, look: dict[str, Any]) -> None:
    scale, height = SHOWN[0] / shot.width, SHOWN[1] * shot.width / SHOWN[0]
    size = {"viewport": {"width": shot.viewport, "height": 3000}, "device_scale_factor": PIXELS * scale}
    with browser.new_context(locale="en-GB", timezone_id="UTC", **size, **look) as context:
        context.clock.set_fixed_time(MOMENT)
        page = context.new_page()
        shot.page_of(page)
        page.wait_for_load_state("networkidle")
        page.evaluate("document.activeElement.blur()")
        box = page.locator(shot.part).first.bounding_box()
        panels = page.locator(".panel, [data-task]")
        panel = (
            panels.filter(has=page.locator(shot.part)).or_(panels.and_(page.locator(shot.part))).first.bounding_box()
        )
        left = panel["x"] + (panel["width"] - shot.width) / 2
        clip = {"x": left, "y": box["y"] - shot.above, "width": shot.width, "height": height}
        png = base64.b64encode(page.screenshot(clip=clip, animations="disabled", caret="hide")).decode()
        page.goto("about:blank")
        for quality in QUALITIES:
            webp = base64.b64decode(page.evaluate(AS_WEBP, [png, quality]))
            if len(webp) <= LARGEST_OF_LANDING:
                break
        else:
            raise SystemExit(f"{path} has {len(webp):,} bytes at the lowest quality")
    path.write_bytes(webp)
    print(f"{path.name:<24}{len(webp):>9,} bytes, quality {quality}", flush=True)


def take(browser: Browser, page_of: Callable[[Page], None], path: Path, look: dict[str, Any]) -> None:
    with browser.new_context(locale="en-GB", timezone_id="UTC", **look) as context:
        context.clock.set_fixed_time(MOMENT)
        page = context.new_page()
        page_of(page)
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        page.screenshot(path=path, animations="disabled", caret="hide")
    size = path.stat().st_size
    print(f"{path.name:<24}{size:>9,} bytes", flush=True)
    if size > LARGEST:
        raise SystemExit(f"{path} has more than {LARGEST:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--all", type=Path, metavar="FOLDER", help="take each page at both widths, light and dark, to look at them"
    )
    parser.add_argument("--landing", action="store_true", help="only those of the landing page")
    options = parser.parse_args()
    folder = options.all
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        looks = {f"{width}-{scheme}": size | {"color_scheme": scheme} for width, size in SIZES for scheme in SCHEMES}
        wanted = [(name, folder / f"{name}-{look}.png", looks[look]) for name in PAGES for look in looks]
    else:
        wanted = [(name, FOLDER / f"{name}.png", DESK) for name in PAGES]
        wanted.append(("review", FOLDER / "review-phone.png", PHONE | {"color_scheme": "dark"}))
    with tempfile.TemporaryDirectory() as data, time_machine.travel(MOMENT, tick=False):
        os.environ["DATA_DIR"] = data
        set_up_django()
        make_data()
        with serving() as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            always = {"base_url": address, "storage_state": signed_in(browser, address)}
            for name, path, look in [] if options.landing else wanted:
                take(browser, PAGES[name], path, look | always)
            for name, shot in () if folder else SHOTS.items():
                for scheme in SCHEMES:
                    shoot(browser, shot, LANDING / f"{name}-{scheme}.webp", {"color_scheme": scheme} | always)
            browser.close()


if __name__ == "__main__":
    main()
