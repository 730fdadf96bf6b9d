"""A part of a page that is drawn once for each of its shapes, and from then on only filled.

    {% stencil own=card.is_own with pk=card.pk version=card.version %}
      <input name="card" value="{{ pk }}">{% if own %}…{% endif %}
    {% endstencil %}

What stands before `with` gives the part its shape, and a condition inside may ask for it. What stands behind it fills
the holes: inside it may only be printed, as often as one likes. Nothing else of the page is seen inside, so that what
is kept depends on nothing but the shape. Drawing the forms of the review page took a fifth of a grade's time.
"""

from collections.abc import Hashable

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token, token_kwargs
from django.utils.html import conditional_escape

register = template.Library()
MOST_SHAPES = 256
MARK = "\0{}\0"  # no text of prep's holds a NUL

Shape = tuple[Hashable, ...]


class Stencil(Node):
    child_nodelists = ("nodelist",)

    def __init__(
        self, nodelist: NodeList, shape: dict[str, FilterExpression], holes: dict[str, FilterExpression]
    ) -> None:
        self.nodelist, self.shape, self.holes = nodelist, shape, holes
        self.cut: dict[Shape, str] = {}

    def render(self, context: template.Context) -> str:
        shape = tuple([each.resolve(context) for each in self.shape.values()])
        cut = self.cut.get(shape)
        if cut is None:
            cut = self.drawn(context, shape)
        return cut % {name: _filling(each.resolve(context)) for name, each in self.holes.items()}

    def drawn(self, context: template.Context, shape: Shape) -> str:
        # Nothing in a mark would be escaped; what fills it is, when it does.
        marks = {name: MARK.format(name) for name in self.holes}
        text = self.nodelist.render(context.new(dict(zip(self.shape, shape, strict=True)) | marks))
        text = text.replace("%", "%%")
        for name, mark in marks.items():
            text = text.replace(mark, f"%({name})s")
        if len(self.cut) >= MOST_SHAPES:
            self.cut.clear()
        self.cut[shape] = text
        return text


def _filling(value: object) -> object:
    """Numbers have nothing to escape, and are half of what is filled in."""
    return value if type(value) is int else conditional_escape(value)


@register.tag
def stencil(parser: Parser, token: Token) -> Stencil:
    bits = token.split_contents()[1:]
    place = bits.index("with") if "with" in bits else len(bits)
    shape, holes = (token_kwargs(some, parser) for some in (bits[:place], bits[place + 1 :]))
    if len(shape) + len(holes) != len(bits) - (place < len(bits)):
        raise template.TemplateSyntaxError("{% stencil name=value … with name=value … %}")
    nodelist = parser.parse(("endstencil",))
    parser.delete_first_token()
    return Stencil(nodelist, shape, holes)
