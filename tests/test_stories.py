"""How long a story takes, what it lacks, and which question it answers: the arithmetic beside each."""

import pytest

from cards.stories import fits, problem, shown_by, telling, times, words_in

GOOD = {
    "situation": "In 2025 our payout service served 40 merchants. " * 5,  # 8 words each
    "task": "I had to stop the double payouts before Friday. " * 3,
    "action": "I chose a unique key instead of a lock, because it holds after a crash. " * 14,
    "result": "Double payouts fell from 12 a week to none. " * 3,
    "learning": "Now every job has one, and a check runs nightly. " * 3,
}


def test_words_are_those_that_are_spoken():
    assert words_in("**Two** words") == 2
    assert words_in("# We don’t count 3,000 marks, `code` and [links](x)") == 9
    assert words_in("a well-known e.g. — \n\n---\n") == 3
    assert words_in("") == 0


def test_a_good_story_takes_two_to_three_minutes_and_lacks_nothing():
    told = telling("story", GOOD)

    assert told.words == 5 * 8 + 3 * 9 + 14 * 15 + 3 * 9 + 3 * 10
    assert told.seconds == round(told.words * 60 / 150)
    assert (told.warnings, told.is_sound) == ((), True)


def test_nothing_written_lacks_nothing_yet():
    assert telling("story", {}).warnings == ()
    assert not telling("story", {}).is_sound


@pytest.mark.parametrize(
    ("change", "warning"),
    [
        ({"result": "It was much better then. " * 6}, "no result with a number"),
        ({"result": ""}, "nothing under “Result”"),
        ({"action": "We chose a key instead. We tested it. We went on. I slept. " * 10}, "“we” 30 times, “I” 13 times"),
        ({"action": "I wrote a unique key, and it holds after a crash. " * 20}, "no alternative that you decided"),
        ({"action": "I chose it."}, "what you did is 2 % of it; half is usual"),
        ({"action": "I chose it over a lock. " * 60}, "14 s too long"),
        ({"action": "I chose it over a lock. " * 200}, "5:50 min too long"),
    ],
)
def test_what_it_lacks_is_said_in_words(change, warning):
    assert [said for said in telling("story", GOOD | change).warnings if said.startswith(warning)], telling(
        "story", GOOD | change
    )


def test_we_is_fine_where_i_is_said_as_often():
    assert not [
        said for said in telling("story", GOOD | {"learning": "We, we and we; I, I, I."}).warnings if "we" in said
    ]


@pytest.mark.parametrize(
    ("purpose", "words", "length"),
    [
        ("pitch", 225, ""),
        ("pitch", 300, "20 s too long"),
        ("pitch", 100, "30 s too short"),
        ("why", 225, ""),
        ("story", 225, "30 s too short"),
    ],
)
def test_each_purpose_has_its_own_length(purpose, words, length):
    assert telling(purpose, {"action": "word " * words}).length == length


def test_times_are_words_up_to_twelve():
    assert [times(number) for number in (0, 1, 2, 12, 13)] == ["never", "once", "twice", "twelve times", "13 times"]


def test_a_story_fits_a_question_of_which_it_shows_the_first_and_half():
    assert fits(["failure", "ownership"], ["failure"])
    assert fits(["failure", "ownership", "conflict"], ["conflict", "failure"])
    assert not fits(["failure", "ownership", "conflict"], ["failure"])
    assert not fits(["failure", "ownership"], ["ownership"])
    assert not fits([], ["ownership"])


def test_a_pitch_shows_what_pitches_show():
    assert shown_by("pitch", {"competencies": ["failure"]}) == ("pitch",)
    assert shown_by("story", {"competencies": ["correctness", "ownership"]}) == ("ownership", "correctness")


def test_what_can_be_stored_is_known():
    assert problem("story", GOOD | {"title": "Payout", "scope": "team", "competencies": ["failure"]}) == ""
    assert problem("joke", {"title": "x"}) == "is for 'joke', which there is none of"
