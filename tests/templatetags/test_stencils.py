"""Parts that are drawn once for each shape, and filled."""

import pytest
from django.template import Context, Template, TemplateSyntaxError

PART = (
    "{% stencil own=card.own only=only with pk=card.pk title=title %}"
    '<a href="/{{ pk }}/">{% if own %}Edit{% else %}Note{% endif %} {{ title }}, 100% of {{ pk }}{{ hidden }}</a>'
    "{% endstencil %}"
)


def drawn(part, **values):
    return part.render(Context(values))


def test_one_shape_is_filled_with_each_card():
    part = Template(PART)
    assert drawn(part, card={"own": True, "pk": 7}, title="a") == '<a href="/7/">Edit a, 100% of 7</a>'
    assert drawn(part, card={"own": True, "pk": 8}, title="b") == '<a href="/8/">Edit b, 100% of 8</a>'
    assert drawn(part, card={"own": False, "pk": 8}, title="b") == '<a href="/8/">Note b, 100% of 8</a>'


def test_what_fills_it_is_escaped_once():
    part = Template(PART)
    for _ in "twice":
        assert "&lt;b&gt; &amp; %(pk)s, 100%" in drawn(part, card={"own": True, "pk": 7}, title="<b> & %(pk)s")


def test_true_and_none_fill_it_as_they_are_printed():
    part = Template(PART)
    assert "Edit True, 100% of None" in drawn(part, card={"own": True, "pk": None}, title=True)


def test_nothing_else_of_the_page_is_seen_inside():
    """Or the first page that draws a shape would be seen on all that follow."""
    assert "secret" not in drawn(Template(PART), card={"own": True, "pk": 7}, title="", hidden="secret")


def test_shapes_are_kept_within_bounds():
    part = Template(PART)
    for only in range(1000):
        drawn(part, card={"own": True, "pk": 7}, title="a", only=only)
    assert len(part.nodelist[0].cut) <= 256


@pytest.mark.parametrize("tag", ["stencil card", "stencil with pk"])
def test_a_name_without_a_value_is_an_error(tag):
    with pytest.raises(TemplateSyntaxError):
        Template(f"{{% {tag} %}}{{% endstencil %}}")
