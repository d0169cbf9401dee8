"""The grammar of the expressions in a form: characters in, a tree of frozen nodes out."""

from __future__ import annotations

import re
from dataclasses import dataclass

Value = str | float | bool

# Evaluation follows the tree down; what is deeper than any form written by people is refused.
_DEEPEST = 100

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<number>[0-9]+(?:\.[0-9]*)?|\.[0-9]+)
      | '(?P<single>[^']*)' | "(?P<double>[^"]*)"
      | \$\{\s*(?P<question>[A-Za-z_][\w.-]*)\s*\}
      | (?P<name>[A-Za-z_][\w.-]*)
      | (?P<sign><=|>=|!=|[-=<>+*(),.])
    )""",
    re.VERBOSE | re.ASCII,
)
_BINDING = {"or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5}
_BINDING |= {"*": 6, "div": 6, "mod": 6}
_MINUS_BINDING = 7
_ARGUMENTS = {
    "true": 0,
    "false": 0,
    "today": 0,
    "not": 1,
    "count-selected": 1,
    "string-length": 1,
    "selected": 2,
    "coalesce": 2,
    "if": 3,
}


class BadExpression(ValueError):
    """An expression that can't be read; `position` counts characters from 0."""

    def __init__(self, reason: str, position: int) -> None:
        super().__init__(f"{reason} at character {position + 1}")
        self.position = position


@dataclass(frozen=True, slots=True)
class Literal:
    value: Value


@dataclass(frozen=True, slots=True)
class Lookup:
    """A value known only when asked; `key` as `expressions.names` tells."""

    key: str


@dataclass(frozen=True, slots=True)
class Minus:
    operand: Node


@dataclass(frozen=True, slots=True)
class Binary:
    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    name: str
    arguments: tuple[Node, ...]


Node = Literal | Lookup | Minus | Binary | Call


@dataclass(frozen=True, slots=True)
class _Token:
    """`sort` is a group of _TOKEN, or `end`."""

    sort: str
    text: str
    position: int


def tree(source: str) -> Node:
    """Raises BadExpression."""
    return _Reader(_tokens(source)).whole()


def _tokens(source: str) -> list[_Token]:
    tokens = []
    position = 0
    end = len(source.rstrip())
    while position < end:
        found = _TOKEN.match(source, position)
        if found is None:
            raise BadExpression("unexpected character", position)
        sort = found.lastgroup or ""
        tokens.append(_Token(sort, found[sort], found.end() - len(found[0].lstrip())))
        position = found.end()
    return [*tokens, _Token("end", "", len(source))]


class _Reader:
    """A Pratt parser: each sign binds its neighbours as strongly as _BINDING says."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def whole(self) -> Node:
        node, _ = self._expression(0, _DEEPEST)
        if self._ahead.sort != "end":
            raise BadExpression(f"unexpected {self._ahead.text!r}", self._ahead.position)
        return node

    @property
    def _ahead(self) -> _Token:
        return self._tokens[self._next]

    def _take(self) -> _Token:
        token = self._ahead
        if token.sort == "end":
            raise BadExpression("unexpected end", token.position)
        self._next += 1
        return token

    def _expect(self, sign: str) -> None:
        token = self._take()
        if token.sort != "sign" or token.text != sign:
            raise BadExpression(f"expected {sign!r}, found {token.text!r}", token.position)

    def _expression(self, weakest: int, room: int) -> tuple[Node, int]:
        """The node and its depth; `room` is how deep it may still go."""
        if room <= 0:
            raise BadExpression("too deeply nested", self._ahead.position)
        left, depth = self._operand(room)
        while (binding := _binding(self._ahead)) > weakest:
            sign = self._take()
            right, right_depth = self._expression(binding, room - 1)
            left, depth = Binary(sign.text, left, right), 1 + max(depth, right_depth)
            if depth > room:
                raise BadExpression("too deeply nested", sign.position)
        return left, depth

    def _operand(self, room: int) -> tuple[Node, int]:
        token = self._take()
        match token.sort, token.text:
            case ("number", text):
                return Literal(float(text)), 1
            case ("single" | "double", text):
                return Literal(text), 1
            case ("question", text):
                return Lookup(text), 1
            case ("sign", "."):
                return Lookup("."), 1
            case ("sign", "-"):
                operand, depth = self._expression(_MINUS_BINDING, room - 1)
                return Minus(operand), depth + 1
            case ("sign", "("):
                inner = self._expression(0, room - 1)
                self._expect(")")
                return inner
            case ("name", text):
                if self._ahead.text == "(" and self._ahead.sort == "sign":
                    return self._call(token, room)
                return Lookup(f"./{text}"), 1
        raise BadExpression(f"unexpected {token.text!r}", token.position)

    def _call(self, name: _Token, room: int) -> tuple[Node, int]:
        if name.text not in _ARGUMENTS:
            raise BadExpression(f"unknown function {name.text}()", name.position)
        self._expect("(")
        arguments: list[tuple[Node, int]] = []
        while len(arguments) < _ARGUMENTS[name.text]:
            if arguments:
                self._expect(",")
            arguments.append(self._expression(0, room - 1))
        self._expect(")")
        if name.text == "today":
            return Lookup("today()"), 1
        nodes = tuple(node for node, _ in arguments)
        return Call(name.text, nodes), 1 + max((depth for _, depth in arguments), default=0)


def _binding(token: _Token) -> int:
    return _BINDING.get(token.text, 0) if token.sort in {"sign", "name"} else 0
