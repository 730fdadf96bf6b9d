from lib.checks import raises
from tmpl.engine import render
from tmpl.names import NoSuchName
from tmpl.parser import BadTemplate


def test_a_loop_draws_its_body_for_each_item():
    assert render("{% for x in xs %}{{ loop.index }}:{{ x }} {% endfor %}", xs=["a", "b"]) == "1:a 2:b "


def test_a_name_outside_a_loop_keeps_its_value():
    source = "{{ title }} {% for title in titles %}[{{ title }}]{% endfor %} {{ title }}"

    assert render(source, title="Shop", titles=["A", "B"]) == "Shop [A][B] Shop"


def test_a_name_of_with_ends_with_its_block():
    assert render("{% with x = a.b %}{{ x }}{% endwith %}{{ x }}", a={"b": 1}, x=2) == "12"


def test_if_and_else():
    source = "{% if paid %}paid{% else %}open{% endif %}"

    assert render(source, paid=True) == "paid"
    assert render(source, paid=False) == "open"


def test_values_are_escaped_and_filtered():
    assert render("{{ name|upper }} {{ cents|money }}", name="<b>", cents=1250) == "&lt;B&gt; 12.50"


def test_a_name_that_nobody_has_given():
    with raises(NoSuchName):
        render("{{ missing }}")


def test_a_block_that_is_not_closed():
    with raises(BadTemplate):
        render("{% for x in xs %}", xs=[])
