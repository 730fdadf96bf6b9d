"""What was typed into a search, where a text says it, and which word was meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.searching import LINE, Phrase, line, marked, nearest, read, text_of
from cards.spelling import searchable

MOST = 20


def shown(pieces):
    return "".join(f"<{piece.text}>" if piece.is_found else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("typed", "groups"),
    [
        ("retry safe", [["retry*"], ["safe*"]]),
        ("Retry retry", [["retry*"]]),
        ('"retry is safe"', [["retry is safe"]]),
        ('"retry is saf', [["retry is saf*"]]),
        ("idempotency-key", [["idempotency-key*"]]),
        ("for_update_skip_locked", [["for_update_skip_locked*"]]),
        ("100%", [["100%"]]),
        ("PUT OR PATCH", [["put*", "patch*"]]),
        ("a AND b", [["a"], ["b"]]),
        ("OR x", [["x"]]),
        ("naïve CAFÉ", [["naive*"], ["cafe*"]]),
        ("数据库", [["数 据 库"]]),
        ("title:x NEAR(a b)", [["title:x"], ["near(a"], ["b)"]]),
        ("x\0y", [["x"], ["y"]]),
    ],
)
def test_what_was_typed_is_read(typed, groups):
    sought = read(typed, MOST)

    assert [[f"{each.text}{'*' * each.goes_on}" for each in group] for group in sought.groups] == groups


def test_words_that_must_not_be_there():
    sought = read('api -rest -"long poll" NOT soap well-known --force', MOST)

    assert [phrase.text for phrase in sought.without] == ["rest", "long poll", "soap"]
    assert [phrase.text for phrase in sought.phrases] == ["api", "well-known", "--force"]


def test_signs_are_looked_for_as_they_are():
    assert read("-> 🎉 !=", MOST).signs == ("->", "🎉", "!=")


def test_what_is_beyond_the_most_is_told():
    assert read("one two three Four", 2).left_out == ("three", "Four")


@given(st.text(max_size=300))
def test_nothing_that_can_be_typed_is_an_error(typed):
    sought = read(typed, MOST)

    assert sum(map(len, sought.groups)) + len(sought.without) <= MOST
    shown(line(typed, sought.phrases))


@given(st.text(max_size=300), st.text(max_size=20))
def test_marking_takes_nothing_away(text, typed):
    assert "".join(piece.text for piece in marked(text, read(typed, MOST).phrases)) == text


@pytest.mark.parametrize(
    ("typed", "text", "said"),
    [
        ("idem", "An Idempotency-Key is kept.", "An <Idempotency>-Key is kept."),
        ("idempotency-key", "An Idempotency-Key is kept.", "An <Idempotency-Key> is kept."),
        ('"the key"', "The key of the lock: keys.", "<The key> of the lock: keys."),
        ("naive", "A naïve retry", "A <naïve> retry"),
        ("数据", "分布式数据库", "分布式<数据>库"),
        ("<b>", "a <b> & b", "a <<b>> & <b>"),
        ("key", "monkey", "monkey"),
    ],
)
def test_what_is_found_is_marked(typed, text, said):
    assert shown(marked(text, read(typed, MOST).phrases)) == said


def test_the_line_is_where_most_words_are():
    text = "lock " + "and more of it " * 30 + "a lock that is held by a dead worker " + "and so on " * 30

    said = shown(line(text, read("lock dead", MOST).phrases))

    assert "<lock> that is held by a <dead> worker" in said
    assert said.startswith("… ")
    assert said.endswith(" …")
    assert len(said) < LINE + 20


def test_a_text_without_the_words_has_no_line():
    assert line("something else", [Phrase("lock")]) == []


def test_of_long_html_the_beginning_is_read_without_half_a_tag():
    text = text_of("<p>ab <b>c</b></p>" * 100_000)

    assert 5_000 < len(text) < 33_000
    assert set(text.split()) == {"ab", "c"}


def test_the_text_of_html_is_what_is_seen():
    html = '<p>a &lt;b&gt; <code>x</code></p>\n<p>c<math><mi>y</mi><annotation encoding="t">\\y</annotation></math></p>'

    assert text_of(html) == "a <b> x cy"


@pytest.mark.parametrize(
    ("word", "others", "first"),
    [
        ("idempotancy", ["idempotent", "idempotency", "independent"], "idempotency"),
        ("psotgres", ["postgres", "progress"], "postgres"),
        ("dedlock", ["redlock", "deadlock"], "deadlock"),
        ("kafak", ["kafka"], "kafka"),
    ],
)
def test_the_nearest_word_is_meant(word, others, first):
    assert nearest(word, others)[0] == first


@pytest.mark.parametrize(("word", "other"), [("put", "pat"), ("cat", "cut"), ("5432", "5433"), ("lock", "lick up")])
def test_short_words_and_numbers_are_meant_as_they_are(word, other):
    assert nearest(word, [other]) == []


@pytest.mark.parametrize(
    ("text", "as_searched"),
    [("naïve", "naive"), ("Größe", "grosse"), ("API数据库 x", "api 数 据 库 x"), ("ガ", "ガ"), ("й", "и")],
)
def test_how_a_text_is_searched(text, as_searched):
    assert searchable(text) == as_searched


@given(st.text())
def test_searchable_changes_nothing_the_second_time(text):
    assert searchable(searchable(text)) == searchable(text)
