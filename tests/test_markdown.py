"""Card Markdown: what it can say, and that nothing in it can do anything."""

import re
from html import escape, unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cards.kinds import KINDS, render_card
from cards.markdown import CODE_CLASSES, SafeHTML, plain, render, render_line, stored
from tests.safe_html import unsafe_parts

DATA = Path(__file__).parent / "data"
# ␤ stands for a line break in a payload.
PAYLOADS = [line.replace("␤", "\n") for line in (DATA / "xss_payloads.txt").read_text().split("\n") if line]


def test_paragraphs_emphasis_and_code():
    html = render("A *b* **c** ~~d~~ `e < f`")

    assert html == "<p>A <em>b</em> <strong>c</strong> <s>d</s> <code>e &lt; f</code></p>\n"


def test_raw_html_is_shown_as_text():
    assert render("<b>x</b>") == "<p>&lt;b&gt;x&lt;/b&gt;</p>\n"


def test_headings_stay_below_those_of_the_page():
    assert render("# One\n\n### Three\n\n#### Four") == "<h4>One</h4>\n<h6>Three</h6>\n<h6>Four</h6>\n"


def test_links_lead_out_and_tell_nothing():
    html = render('[docs](https://example.org/a?b=1&c=2 "title") and <mailto:a@example.org>')

    assert html == (
        '<p><a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">docs</a> and '
        '<a href="mailto:a@example.org" rel="noopener noreferrer nofollow">mailto:a@example.org</a></p>\n'
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "/settings/", "//example.org", "ftp://x"])
def test_other_addresses_are_no_links(url):
    assert "<a" not in render(f"[x]({url})")


def test_an_image_is_its_alternative_text():
    assert render("![a <b> diagram](https://example.org/x.png)") == "<p>a &lt;b&gt; diagram</p>\n"


def test_a_table_can_be_scrolled_and_aligns_without_style():
    html = render("| a | b |\n| --- | --: |\n| 1 | 2 |")

    assert html.startswith('<div class="table-scroll" tabindex="0" role="group" aria-label="Table"><table>\n<thead>')
    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_code_has_colours_by_class_and_can_take_the_focus():
    html = render("```sql\nSELECT 'a' -- b\n```")

    assert html == (
        '<pre tabindex="0"><code><span class="k">SELECT</span> <span class="s">\'a\'</span> '
        '<span class="c">-- b\n</span></code></pre>\n'
    )


@pytest.mark.parametrize("language", ["python", "sql", "json", "http", "bash", "shell", "console"])
def test_each_language_keeps_every_character_of_the_code(language):
    code = '\n\nGET /a?b=1 HTTP/1.1\n  x = f"{y}" \t# <z> & "c"\n\n{"k": [1, null]}\n\n'

    html = render(f"```{language}\n{code}```")

    assert unsafe_parts(html) == []
    assert _text(html) == code + "\n"


def test_unknown_languages_and_long_code_stay_plain():
    assert render("```cobol\nx = 1\n```") == '<pre tabindex="0"><code>x = 1\n</code></pre>\n'
    assert "span" not in render("```python\n" + "x = 1\n" * 2000 + "```")


def test_the_style_sheet_knows_every_class_of_code():
    css = Path("static/css/code.css").read_text()

    assert {name for name in CODE_CLASSES.values() if f"& .{name} " not in css} == set()


@pytest.mark.parametrize(("scheme", "sunk"), [(0, "#f3f1ec"), (1, "#101012")])
def test_code_colours_have_enough_contrast(scheme, sunk):
    css = Path("static/css/code.css").read_text()
    colours = [pair[scheme] for pair in re.findall(r"light-dark\((#\w{6}), (#\w{6})\)", css)]

    assert len(colours) == 8
    assert min(_contrast(colour, sunk) for colour in colours) >= 4.5


def test_formulas_become_mathml():
    html = render(r"so $\frac{a}{b}$")

    assert html == (
        '<p>so <math display="inline"><mrow><mfrac><mrow><mi>a</mi></mrow><mrow><mi>b</mi></mrow></mfrac>'
        "</mrow></math></p>\n"
    )
    assert render("$$\nx^2\n$$").startswith(
        '<div class="math-scroll" tabindex="0" role="group" aria-label="Formula"><math'
    )


@pytest.mark.parametrize(
    "text",
    [
        "$2^{10}$ is 1024",
        "- $O(1)$ since Python 3",
        "1. $O(1)$ since Python 3",
        "> $O(1)$ since Python 3",
        "# $E=mc^2$ from 1905",
        "$E=mc^2$ from 1905\n===",
        "| a |\n| - |\n| $O(1)$ since Python 3 |",
        "| $O(1)$ since 3 |\n| - |",
        "**$x$ and 5**",
        "$x$ ends with a backslash\\\\",
        "in [$x$](https://e.com) 5",
        "$$x$$ and 5",
    ],
)
def test_a_formula_may_come_first_whatever_comes_last(text):
    html = render(text)

    assert html.count("<math") == 1
    assert "$" not in html


LATEX_PARTS = [
    *"abx12+-=()[]{}^_&|,. '", r"\\", r"\frac", r"\sqrt", r"\begin{", r"\end{", "matrix}", "pmatrix}",
    "aligned}", "cases}", r"\left(", r"\right)", r"\sum", r"\text{",
    r"\mathbf{", r"\overline", r"\hat", r"\limits", r"\binom", r"\int",
    r"\not", r"\begin{aligned}a&b\end{aligned}", r"\begin{pmatrix}a\end{pmatrix}", r"\underbrace{a}", r"\stackrel",
    r"\pmod",
]  # fmt: skip
LATEX = st.lists(st.sampled_from(LATEX_PARTS), max_size=12).map("".join)


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"O(n \log n)", "O(n log n)"),
        (r"\frac{m}{n} = \frac{-\ln p}{(\ln 2)^2}", "m/n = (−ln p)/((ln 2)²)"),
        (r"\sum_{i=1}^{n} x_i", "∑ᵢ₌₁ⁿ xᵢ"),
        (r"\max_{i<n} a_i", "max_(i < n) aᵢ"),
        (r"e^{-\lambda t} \le \sqrt{n}", "e^(−λt) ≤ √n"),
        (r"\sqrt[3]{a+b}", "³√(a + b)"),
        (r"10^{-6} + W > N", "10⁻⁶ + W > N"),
        (r"\binom{n}{k}", "(n choose k)"),
        (r"\begin{pmatrix}1 & 2\\3 & 4\end{pmatrix}", "(1 2; 3 4)"),
        (r"f'(x) = \hat{y}, -1", "f′(x) = ŷ, −1"),
        (r"\text{hit rate} = \log_2 n", "hit rate = log₂ n"),
        (r"\unknown{x}", r"\unknown{x}"),
    ],
)
def test_a_formula_in_a_list_reads_without_latex(latex, words):
    assert plain(f"so ${latex}$") == f"so {words}"
    assert plain(f"$$\n{latex}\n$$") == words


def test_what_is_too_much_of_formulas_is_listed_by_its_source():
    words = plain("$" + r"\alpha " * 1_500 + "x$")

    assert words.startswith(r"\alpha")


@given(LATEX)
@settings(max_examples=200, deadline=None)
def test_whatever_is_drawn_has_words(latex):
    html, words = render(f"so ${latex}$ it is"), plain(f"so ${latex}$ it is")

    assert words.startswith("so ")
    assert ("<math" in html) <= ("$" not in words)


def test_signs_in_an_index_stand_close_and_functions_apart():
    html = render(r"$\sum_{i=1}^n a + n \log n$")

    assert '<mi>i</mi><mo lspace="0" rspace="0">=</mo><mn>1</mn>' in html
    assert "<mi>a</mi><mo>+</mo>" in html
    assert '<mspace width="0.167em"></mspace><mi>log</mi><mspace width="0.167em"></mspace>' in html


def test_a_formula_over_several_lines_ends_with_its_item():
    assert render("- a\n\n  $$\n  x\n  $$\n- b").count("<math") == 1
    assert render("- $$\n  x\n- b\n\ny\n$$").count("<li>") == 2
    assert "<math" not in render("- $$\n  x\n- b\n\ny\n$$")


@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"\begin{aligned} a &= b \\ c &= d \end{aligned}", "<mtable"),
        (r"\begin{gathered} a \\ b \end{gathered}", "<mtable"),
        (r"\begin{equation} a = b \end{equation}", "<mi>a</mi><mo>=</mo>"),
        (r"\begin{pmatrix}a & b\end{pmatrix}^{-1}", "<msup><mrow><mo>(</mo><mtable>"),
        (r"\begin{pmatrix}1 & 2\end{pmatrix}_k^T", "<msubsup><mrow><mo>(</mo><mtable>"),
        (r"\frac{1}{\begin{bmatrix}a\end{bmatrix}}", "<mfrac>"),
        (r"\begin{cases} a & b \\ c & d \end{cases}", "<mtable"),
        (r"\textbf{x}", "<mtext>𝐱</mtext>"),
        (r"\mathbf x", "<mi>𝐱</mi>"),
        (r"\texttt{a1}", "<mtext>𝚊𝟷</mtext>"),
        (r"\boldsymbol{\alpha}", "<mi>𝜶</mi>"),
        (r"\text{a & b}", "a&nbsp;&amp;&nbsp;b"),
        (r"\left. x \right|_0", "<msub><mrow>"),
    ],
)
def test_latex_beyond_the_plainest_is_drawn_rightly(latex, expected):
    html = render(f"${latex}$")

    assert expected in html
    assert wrong_formulas(html) == []


@pytest.mark.parametrize(
    "latex",
    [
        "a & b", r"\frac{a}", r"\frac{a}{b", r"a}", r"\binom{n}{k}^2", r"\pmod{n}^2", r"x\\y", r"\left( x", "x_",
        r"\sqrt", r"\begin{tikzpicture}x\end{tikzpicture}", r"\begin{aligned}a", r"\unknown",
    ],
)  # fmt: skip
def test_latex_that_would_be_drawn_wrongly_shows_its_source(latex):
    assert render(f"${latex}$") == f"<p><code>{escape(latex)}</code></p>\n"


@given(LATEX)
@settings(max_examples=400, deadline=None)
def test_no_formula_has_the_wrong_number_of_parts(latex):
    assert wrong_formulas(render(f"$${latex}$$")) == []


def wrong_formulas(html):
    """What is amiss in the MathML of this HTML: bare ampersands, elements with too many or too few children."""
    parts = {"mfrac": 2, "mover": 2, "mroot": 2, "msub": 2, "msubsup": 3, "msup": 2, "munder": 2, "munderover": 3}
    found = []
    for math in re.findall(r"<math.*?</math>", html, re.DOTALL):
        for element in ElementTree.fromstring(math.replace("&nbsp;", "\xa0")).iter():
            if len(element) != parts.get(element.tag, len(element)):
                found.append(f"{element.tag} with {len(element)} children")
            if element.tag in ("mi", "mo", "mn") and (element.text or "") in ("&", "{&", "\\\\"):
                found.append(element.text)
    return found


@pytest.mark.parametrize("price", ["from $5 to $6", "$5-$6", "a $ b $ c", "it costs $100.", "5$ to 6$"])
def test_money_is_no_formula(price):
    assert render(price) == f"<p>{price}</p>\n"


@pytest.mark.parametrize(
    "latex", [r"\frac{", r"\unknown{x}", r"\def\a{b}\a", r"\newcommand{\a}{b}\a", "x" * 2001, "{" * 999 + "}" * 999]
)
def test_latex_that_cannot_be_drawn_shows_its_source(latex):
    assert render(f"${latex}$") == f"<p><code>{latex}</code></p>\n"


def test_too_many_formulas_show_their_source():
    html = render(("$" + "x" * 1000 + "$ ") * 12)

    assert html.count("<math") == 10
    assert html.count("<code>xxx") == 2


def test_too_many_short_formulas_show_their_source_too():
    html = render(" ".join(f"$x_{number}$" for number in range(2_000)))

    assert 500 < html.count("<math") < 1_000
    assert "<code>x_1999</code>" in html


def test_html_in_a_formula_is_text():
    html = render(r"$\text{<img src=x onerror=alert(1)>}$")

    assert "<mtext>&lt;img" in html


def test_a_text_over_64_kib_is_refused():
    render("é" * 32 * 1024)

    with pytest.raises(ValueError, match="longer than 64 KiB"):
        render("é" * 32 * 1024 + "x")


def test_a_text_that_runs_from_right_to_left_says_so_block_by_block():
    html = render("السلام عليكم\n\n- أ\n- ب\n\n> ج\n\nEnglish\n\n| د | a |\n| - | - |\n| ه | b |\n\n# و")

    assert '<p dir="auto">السلام' in html
    assert html.count('<li dir="rtl">') == 2
    for tag in ("ul", "blockquote", "table"):
        assert f'<{tag} dir="rtl">' in html
    for block in ('<h4 dir="auto">', '<th dir="auto">', '<td dir="auto">', '<p dir="auto">English'):
        assert block in html


def test_a_text_without_such_letters_has_no_directions():
    assert "dir=" not in render("# a\n\n- é\n\n太字")


def test_one_line_has_no_paragraph():
    assert render_line("a **b**") == "a <strong>b</strong>"


def test_rendered_html_says_that_it_is_safe_until_it_is_joined_with_other_text():
    html = render("x")

    assert html.__html__() is html
    assert isinstance(stored(str(html)), SafeHTML)
    assert not isinstance(html + "<b>", SafeHTML)


def test_plain_text_has_the_words_only():
    source = (
        "# A\n\n*b* [c](https://x) `d`\ne ![f](https://x/g.png)\n\n- h\n\n| i |\n| - |\n| j |\n\n"
        "```python\nk\n```\n\n$l$ <m>"
    )

    assert plain(source) == "A b c d e f h i j k l <m>"


def test_there_are_at_least_750_different_payloads():
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 750


POSITIONS = {
    "on its own": "{}",
    "in a sentence": "before {} after",
    "in a code fence": "```python\n{}\n```",
    "in an HTTP fence": "```http\nHTTP/1.1 200 OK\nContent-Type: text/html\n\n{}\n```",
    "as the fence's language": "```{}\nx\n```",
    "in a code span": "`{}`",
    "in a table cell": "| a | b |\n| --- | --- |\n| {} | x |",
    "in a heading": "# {}",
    "as the text of a link": "[{}](https://example.org)",
    "as the address of a link": "[x]({})",
    "as the title of a link": '[x](https://example.org "{}")',
    "in a formula": r"$\text{{{}}}$",
    "as the title of a diagram": "```diagram\ntitle: {}\nboxes\nrow: a\n```",
    "as a box": "```diagram\ntitle: t\nboxes\nrow: b\nrow: a = {}\nb -> a\n```",
    "as what an arrow says": "```diagram\ntitle: t\nboxes\nrow: a\nrow: b\na -> b: {}\n```",
    "in a timeline": "```diagram\ntitle: t\ntimeline\nlanes: a | b\na -> b: {}\n@[{}] a: {}\n```",
    "as a lane": "```diagram\ntitle: t\ntimeline\nlanes: {} | b\n```",
    "on a ring": "```diagram\ntitle: t\nring\nnode {} @ 10\nkey {} @ 90\nnote: {}\n```",
    "as a whole diagram": "```diagram\n{}\n```",
}


@pytest.mark.parametrize("position", POSITIONS)
def test_no_payload_gets_through(position):
    got_through = {}
    for payload in PAYLOADS:
        found = unsafe_parts(render(POSITIONS[position].format(*[payload] * 3)))
        if found:
            got_through[payload] = found

    assert got_through == {}


CLOZE_POSITIONS = {
    "as the answer": "a {{{{c1::{}}}}} b",
    "as the hint": "a {{{{c1::x::{}}}}} b",
    "as another answer": "a {{{{c1::x}}}} {{{{c2::{}}}}} b",
    "around a gap": "{} {{{{c1::x}}}} {}",
    "in a diagram with a gap": "```diagram\ntitle: t\nboxes\nrow: {} {{{{c1::x::{}}}}}\n```",
    "around a gap with a diagram": "{{{{c1::{}\n```diagram\ntitle: {}\nboxes\nrow: a\n```\n}}}}",
    "in code with a gap": "```sql\n{} {{{{c1::x::{}}}}}\n```",
}


@pytest.mark.parametrize("position", CLOZE_POSITIONS)
def test_no_payload_gets_through_a_gap(position):
    got_through = {}
    for payload in PAYLOADS:
        content = {"text": CLOZE_POSITIONS[position].format(payload, payload), "points": [], "notes": ""}
        html = render_card("cloze", content, 1)
        found = unsafe_parts(html["question"]) + unsafe_parts(html["answer"])
        if found:
            got_through[payload] = found

    assert got_through == {}


def test_no_payload_gets_through_points_and_notes():
    for payload in PAYLOADS:
        points = [{"text": payload, "critical": True}]
        html = render_card("recall", {"question": "q", "answer": "a", "points": points, "notes": payload}, 0)

        assert unsafe_parts(html["points"]) + unsafe_parts(html["notes"]) == []


MARKDOWN_LIKE = st.lists(
    st.sampled_from(
        [*"<>\"'&`*_~[]()!#|\\$ \n\t{}:-=/", "```python\n", "{{c1::", "::", "}}", "$$", "](", "onclick=", "<script>"]
    )
    | st.sampled_from(
        [r"\text{", r"\frac", "javascript:", "https://x", "&lt;", "&#x3c;", "| - |\n", "⸨", "⸩", "\U000f0000"]
    )
    | st.text(max_size=5),
    max_size=40,
).map("".join)


@given(st.text() | MARKDOWN_LIKE)
@settings(max_examples=300, deadline=None)
def test_any_text_renders_to_safe_html(source):
    assert unsafe_parts(render(source)) == []
    plain(source)


@given(st.text() | MARKDOWN_LIKE)
@settings(max_examples=300, deadline=None)
def test_any_cloze_text_renders_to_safe_html(text):
    content = {"text": f"{text} {{{{c1::x}}}}", "points": [{"text": text, "critical": False}], "notes": text}
    KINDS["cloze"].check(content)
    for ordinal in KINDS["cloze"].ordinals(content):
        html = render_card("cloze", content, ordinal)

        assert [part for field in html.values() for part in unsafe_parts(field)] == []


def _text(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


def _contrast(first: str, second: str) -> float:
    """WCAG 2.2 contrast of two colours like #1a2b3c."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_a_link_holds_no_other_link():
    html = render("[see <https://e.com> here](https://example.org)")

    assert html.count("<a ") == html.count("</a>") == 1
    assert ">see https://e.com here</a>" in html
