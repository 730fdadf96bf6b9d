from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from cards.charts import Item, bar_chart, compact, heatmap, scale, shade_bounds

TODAY = date(2026, 11, 23)  # a Monday


@pytest.mark.parametrize(
    ("highest", "step", "top"),
    [(0, 1, 1), (1, 1, 1), (4, 1, 4), (5, 2, 6), (42, 20, 60), (401, 200, 600), (10**9 + 1, 5 * 10**8, 15 * 10**8)],
)
def test_gridlines_are_round_and_reach_the_highest(highest, step, top):
    assert scale(highest) == (step, top)


def test_round_numbers_are_short():
    assert [compact(number) for number in (0, 9_000, 20_000, 5_000_000)] == ["0", "9,000", "20k", "5M"]


def test_bars_stand_on_the_axis_as_high_as_their_count():
    chart = bar_chart([Item("Monday", "Mon", (10,)), Item("Tuesday", "Tue", (20,)), Item("Wednesday", "", ())], "Cards")

    monday, tuesday, wednesday = chart.columns
    assert monday.parts[0].y + monday.parts[0].height == pytest.approx(chart.bottom, abs=0.1)
    assert tuesday.parts[0].height == pytest.approx(2 * monday.parts[0].height, abs=0.2)
    assert wednesday.parts == ()
    assert tuesday.top == chart.gridlines[-1].at
    assert (chart.highest.name, chart.total) == ("Tuesday", 30)


def test_labels_stay_inside_the_chart():
    """Six characters of 7 px: their middle is at least 21 px from either edge."""
    days = [Item(f"{day} November", f"{day} Nov", (1,)) for day in range(10, 45)]

    chart = bar_chart(days, "Cards", width=360)

    assert (chart.columns[0].label_at, chart.columns[-1].label_at) == (21, 360 - 21)
    assert chart.columns[10].label_at == chart.columns[10].middle


def test_parts_are_stacked():
    lower, upper = bar_chart([Item("today", "", (3, 1))], "Cards").columns[0].parts

    assert (lower.place, upper.place) == (0, 1)
    assert upper.y + upper.height == pytest.approx(lower.y, abs=0.1)


def test_one_review_among_a_million_is_seen():
    small = bar_chart([Item("a", "", (1,)), Item("b", "", (1_000_000,))], "Reviews").columns[0]

    assert small.parts[0].height >= 1


def test_nothing_at_all_is_an_empty_chart():
    chart = bar_chart([Item("Monday", "Mon", (0,))], "Cards")

    assert (chart.highest, chart.total) == (None, 0)
    assert bar_chart([], "Cards").columns == ()


def test_a_capped_item_says_that_there_are_more():
    assert Item("today", "", (9_000, 1_000), capped=True).text == "10,000+"


def test_a_heatmap_is_a_year_up_to_today_and_nothing_after():
    year = heatmap({TODAY: 1, TODAY + timedelta(days=1): 5, TODAY - timedelta(days=365): 5}, TODAY)

    assert len(year.cells) == 365
    assert year.studied == 1
    assert year.cells[-1].name == "Monday 23 November 2026: 1 review"
    assert year.cells[0].name == "Monday 24 November 2025: 0 reviews"
    assert year.cells[-1].y == year.cells[0].y == min(cell.y for cell in year.cells)


def test_months_do_not_touch():
    for ahead in range(366):
        months = heatmap({}, TODAY + timedelta(days=ahead)).months
        assert len(months) >= 11
        assert all(later.at - month.at > 40 for month, later in pairwise(months))


def test_shades_follow_the_ordinary_busy_day_not_the_one_huge_day():
    counts = [*[10] * 5, *[20] * 5, *[40] * 10, 5_000]

    assert shade_bounds(counts) == (0, 10, 20, 30)


def test_few_reviews_still_have_four_shades():
    year = heatmap({TODAY: 1}, TODAY)

    assert year.levels == ("none", "1", "2", "3", "4 or more")
    assert year.cells[-1].level == 1


def test_a_chart_is_drawn_with_every_bar_named_and_its_text_escaped():
    chart = bar_chart([Item("A & B", "<b>", (2, 1)), Item("none", "", (0,))], "Cards", shows_values=True)

    marks = chart.marks

    assert ElementTree.fromstring(f"<svg>{marks}</svg>") is not None
    assert "<title>A &amp; B: 3</title>" in marks
    assert ">&lt;b&gt;</text>" in marks
    assert marks.count("<rect") == 2  # the parts of the first; the second has nothing to show
    assert marks.count('class="value') == 1
    assert marks.count("<title>") == 2
    assert marks.count('class="axis"') == 1


def test_the_table_behind_a_chart_has_a_row_for_each_bar():
    chart = bar_chart([Item("A & B", "", (1_200,)), Item("none", "", (0,))], "Cards")

    assert chart.rows.splitlines() == [
        '<tr><th scope="row">A &amp; B</th><td class="number">1,200</td></tr>',
        '<tr><th scope="row">none</th><td class="number">0</td></tr>',
    ]


def test_a_heatmap_is_a_square_for_each_day_and_says_which():
    today = date(2026, 11, 23)

    squares = heatmap({today: 4}, today).squares.splitlines()

    assert len(squares) == 365
    assert squares[-1].endswith("<title>Monday 23 November 2026: 4 reviews</title></rect>")
    assert 'class="h4"' in squares[-1]
    assert all('class="h0"' in square for square in squares[:-1])
