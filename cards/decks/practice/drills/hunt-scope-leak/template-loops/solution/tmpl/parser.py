"""Tokens to nodes."""

import re
from tmpl.lexer import Token, tokens
from tmpl.nodes import For, If, Node, Text, Value, With

PATH = r"[A-Za-z_]\w*(?:\.\w+)*"
VALUE = re.compile(rf"({PATH})((?:\s*\|\s*\w+)*)")
IF = re.compile(rf"if\s+({PATH})")
FOR = re.compile(rf"for\s+(\w+)\s+in\s+({PATH})")
WITH = re.compile(rf"with\s+(\w+)\s*=\s*({PATH})")


class BadTemplate(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")


def parse(source: str) -> list[Node]:
    root: list[Node] = []
    # What is open: the word that closes it, the list that nodes go to, and the node itself.
    open_blocks: list[tuple[str, list[Node], Node | None]] = [("", root, None)]
    for token in tokens(source):
        closing, nodes, block = open_blocks[-1]
        if token.kind == "text":
            nodes.append(Text(token.content))
        elif token.kind == "value":
            nodes.append(_value(token))
        elif token.content == "else" and isinstance(block, If):
            open_blocks[-1] = (closing, block.otherwise, block)
        elif closing and token.content == closing:
            open_blocks.pop()
        else:
            nodes.append(_open(token, open_blocks))
    if len(open_blocks) > 1:
        raise BadTemplate(source.count("\n") + 1, f"expected {open_blocks[-1][0]}")
    return root


def _value(token: Token) -> Value:
    match = VALUE.fullmatch(token.content)
    if match is None:
        raise BadTemplate(token.line, f"not a value: {token.content}")
    return Value(match[1], re.findall(r"\w+", match[2]))


def _open(token: Token, open_blocks: list[tuple[str, list[Node], Node | None]]) -> Node:
    if match := IF.fullmatch(token.content):
        node = If(match[1])
        open_blocks.append(("endif", node.then, node))
        return node
    if match := FOR.fullmatch(token.content):
        loop = For(match[1], match[2])
        open_blocks.append(("endfor", loop.body, loop))
        return loop
    if match := WITH.fullmatch(token.content):
        block = With(match[1], match[2])
        open_blocks.append(("endwith", block.body, block))
        return block
    raise BadTemplate(token.line, f"unexpected {token.content}")
