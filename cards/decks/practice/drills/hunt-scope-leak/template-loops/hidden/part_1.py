from lib.checks import raises
from tmpl.engine import render, render_with
from tmpl.names import NoSuchName
from tmpl.parser import BadTemplate


def test_nested_loops_with_the_same_name():
    source = "{% for row in rows %}{% for row in row.cells %}{{ row }} {% endfor %}{{ row.name }};{% endfor %}"
    rows = [{"name": "first", "cells": [1, 2]}, {"name": "second", "cells": [3]}]

    assert render(source, rows=rows) == "1 2 first;3 second;"


def test_the_name_of_a_loop_is_gone_after_it():
    with raises(NoSuchName):
        render("{% for x in xs %}{% endfor %}{{ x }}", xs=[1])
    with raises(NoSuchName):
        render("{% for x in xs %}{% endfor %}{{ loop.index }}", xs=[1])


def test_loop_is_that_of_the_innermost_loop_and_comes_back():
    source = (
        "{% for x in xs %}{{ loop.index }}({% for y in ys %}{{ loop.index }}{% endfor %}){{ loop.index }} {% endfor %}"
    )

    assert render(source, xs="ab", ys="cde") == "1(123)1 2(123)2 "


def test_a_callers_own_loop_survives():
    assert render("{% for x in xs %}{{ loop.index }}{% endfor %}{{ loop }}", xs="ab", loop="mine") == "12mine"


def test_what_the_caller_passed_is_never_changed():
    names = {"xs": [1, 2], "x": "outer", "a": {"b": [3]}}
    source = "{% for x in xs %}{% for y in a.b %}{{ y }}{% endfor %}{% endfor %}{% with z = x %}{{ z }}{% endwith %}"

    assert render_with(source, names) == render_with(source, names) == "33outer"
    assert names == {"xs": [1, 2], "x": "outer", "a": {"b": [3]}}


def test_also_when_the_body_fails():
    names = {"xs": [1, 2], "x": "outer"}

    with raises(NoSuchName):
        render_with("{% for x in xs %}{{ missing }}{% endfor %}", names)

    assert names == {"xs": [1, 2], "x": "outer"}


def test_an_empty_loop_changes_nothing():
    assert render("{% for x in xs %}{{ x }}{% endfor %}{{ x }}", xs=[], x=7) == "7"


def test_the_list_may_have_the_name_of_the_item():
    assert render("{% for x in x %}{{ x }}{% endfor %}{{ x|length }}", x=["a", "b"]) == "ab2"


def test_blocks_inside_a_loop_see_its_names():
    source = (
        "{% for x in xs %}{% if x.on %}{% with n = x.name %}{{ n }}{{ loop.index }}{% endwith %}{% endif %}{% endfor %}"
    )

    assert (
        render(source, xs=[{"on": True, "name": "a"}, {"on": False, "name": "b"}, {"on": True, "name": "c"}]) == "a1c3"
    )


def test_with_inside_and_around_loops():
    source = "{% with x = y %}{% for x in xs %}{{ x }}{% endfor %}{{ x }}{% endwith %}{{ x }}"

    assert render(source, xs="ab", y=1, x=2) == "ab12"


def test_a_template_can_be_drawn_again_with_other_names():
    source = "{% for x in xs %}{{ x }}{% endfor %}"

    assert [render(source, xs=xs) for xs in ("ab", "", "c")] == ["ab", "", "c"]


def test_the_last_one_knows_it():
    assert (
        render("{% for x in xs %}{{ x }}{% if loop.last %}.{% else %}, {% endif %}{% endfor %}", xs="abc") == "a, b, c."
    )


def test_crossed_blocks_are_refused():
    with raises(BadTemplate):
        render("{% for x in xs %}{% if x %}{% endfor %}{% endif %}", xs=[1])


def test_what_is_no_tag_stays_a_text_and_an_empty_one_is_refused():
    assert render("{{ x", x=1) == "{{ x"
    assert render("{{ x }}{% if", x=1) == "1{% if"
    for source in ("{% %}", "a {% %} b"):
        with raises(BadTemplate):
            render(source)


def test_money_that_is_owed():
    assert render("{{ cents|money }}", cents=-5) == "-0.05"
