"""Tokens to values."""

from tinyjson.errors import JsonError
from tinyjson.escapes import BadEscape, decode
from tinyjson.numbers import number
from tinyjson.scanner import Token, tokens
from typing import Any

WORDS = {"true": True, "false": False, "null": None}


def loads(source: str) -> Any:
    return _Parser(source).document()


class _Parser:
    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = tokens(source)
        self._next: Token = next(self._tokens)

    def document(self) -> Any:
        value = self._value()
        self._take("end")
        return value

    def _value(self) -> Any:
        token = self._next
        if token.kind == "{":
            return self._object()
        if token.kind == "[":
            return self._array()
        if token.kind == "text":
            return self._text()
        if token.kind == "word":
            return WORDS[self._take("word").content]
        if token.kind == "number":
            try:
                return number(self._take("number").content)
            except ValueError as error:
                raise self._error(token, str(error)) from error
        raise self._error(token, "expected a value")

    def _text(self) -> str:
        token = self._take("text")
        try:
            return decode(token.content)
        except BadEscape as error:
            raise JsonError(self._source, token.position + 1 + error.offset, str(error)) from error

    def _object(self) -> dict[str, Any]:
        self._take("{")
        found: dict[str, Any] = {}
        while self._next.kind != "}":
            if found:
                self._take(",")
            place = self._next
            key = self._text()
            if key in found:
                raise self._error(place, f"the key {key!r} stands there twice")
            self._take(":")
            found[key] = self._value()
        self._take("}")
        return found

    def _array(self) -> list[Any]:
        self._take("[")
        found: list[Any] = []
        while self._next.kind != "]":
            if found:
                self._take(",")
            found.append(self._value())
        self._take("]")
        return found

    def _take(self, kind: str) -> Token:
        token = self._next
        if token.kind != kind:
            raise self._error(token, f"expected {kind}")
        if kind != "end":
            self._next = next(self._tokens)
        return token

    def _error(self, token: Token, message: str) -> JsonError:
        return JsonError(self._source, token.position, message)
