"""The style sheets and templates keep the promises of the design: contrast, weight, nothing inline."""

import itertools
import re
from pathlib import Path

import brotli
import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static" / "css"
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))
COLOUR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)")
TOKENS = {name: pair for name, *pair in COLOUR.findall((CSS / "tokens.css").read_text())}
TEXT = ["ink", "muted", "accent", "again", "hard", "good", "easy"]
GROUNDS = ["paper", "surface", "sunk"]
SCHEMES = [pytest.param(0, id="light"), pytest.param(1, id="dark")]


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted([luminance(one), luminance(other)], reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_has_the_contrast_that_wcag_gives():
    assert contrast("#000", "#fff") == 21


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), [*itertools.product(TEXT, GROUNDS), ("on-accent", "accent")])
def test_text_can_be_read_on_every_ground(text, ground, scheme):
    assert contrast(TOKENS[text][scheme], TOKENS[ground][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("ground", ["paper", "surface"])
def test_the_edge_of_a_control_can_be_seen(ground, scheme):
    assert contrast(TOKENS["edge"][scheme], TOKENS[ground][scheme]) >= 3


def test_accent_can_be_read_on_its_soft_ground():
    assert min(contrast(*colours) for colours in zip(TOKENS["accent"], TOKENS["accent-soft"], strict=True)) >= 4.5


def test_the_review_page_loads_at_most_9_kib_of_styles():
    sheets = [CSS / f"{name}.css" for name in ("tokens", "base", "review", "code", "diagram")]

    assert sum(len(brotli.compress(sheet.read_bytes(), quality=9)) for sheet in sheets) <= 9 * 1024


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR)))
def test_nothing_is_inline(template: Path):
    """What the content security policy would block: it shows only in a browser otherwise."""
    html = re.sub(r"{%.*?%}", "", template.read_text())

    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|\shx-on|javascript:", html)
    for script in re.findall(r"<script[^>]*>", html):
        assert "src=" in script or 'type="application/json"' in script


def test_what_scrolls_sideways_can_be_reached_by_keyboard_and_has_a_name():
    opened = [
        tag for path in TEMPLATES for tag in re.findall(r"<\w+[^>]*\bclass=\"[^\"]*\bscroll\b[^>]*>", path.read_text())
    ]

    assert len(opened) > 10
    named = re.compile(r"tabindex=\"0\" role=\"(group|region)\" aria-label(ledby)?=\"[^\"]+\"")
    assert [tag for tag in opened if not named.search(tag)] == []


def test_every_class_of_a_template_has_a_style():
    sheets = "".join(re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S) for sheet in CSS.rglob("*.css"))
    styled = set(re.findall(r"\.([a-z][\w-]*)", sheets))
    used = {
        (name, template.name)
        for template in TEMPLATES
        for names in re.findall(r'\bclass="([^"]*)"', template.read_text())
        for name in re.sub(r"\w*\{\{.*?\}\}|\{%.*?%\}", " ", names).split()
    }

    assert {(name, template) for name, template in used if name not in styled} == set()
