"""What is told to who presses fits: Telegram takes 200 characters, and the rest would be cut off."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from bot.casework.actions import ACTIONS
from bot.text import Text
from handlers.staff import TOAST
from handlers.translate import Wording, units
from tests.project.tree import ROOT, modules, tree

WORDING = Wording()
NAMES = 32  # units for what fills a place; only a first name may be longer
FIRST_NAME = 64
Said = tuple[str, ...]  # a text; or one for a single thing and one for several
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Place:
    """A module, and the function in it where an expression stands."""

    module: Path
    function: Function | None


@cache
def defined(module: Path) -> dict[str, ast.AST]:
    """Functions, methods and constants by their names; of what is imported the line that does it."""
    found: dict[str, ast.AST] = {}
    for node in ast.walk(tree(module)):
        if isinstance(node, Function):
            found[node.name] = node
    for node in tree(module).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found[name] = value
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                found[name] = value
            case ast.ImportFrom(names=names):
                found |= {alias.name: node for alias in names if alias.asname is None}
    return found


def meant(name: str, place: Place) -> Iterator[tuple[ast.AST, Place]]:
    """What a name may stand for: assigned in the same function, or else defined or imported by the module."""
    if place.function is not None:
        for node in ast.walk(place.function):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    yield value, place
                case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                    yield value, place
    match defined(place.module).get(name):
        case ast.ImportFrom(module=str(module)):
            path = ROOT / f"{module.replace('.', '/')}.py"
            if path.exists():
                yield from meant(name, Place(path, None))
        case ast.AST() as found:
            yield found, Place(place.module, None)


def texts(node: ast.AST | None, place: Place, seen: frozenset[ast.AST] = frozenset()) -> Iterator[Said]:
    """The texts that an expression may come out as."""
    if node is None or node in seen:
        return
    seen |= {node}
    match node:
        case ast.Call(func=ast.Name(id="_" | "_n"), args=args):
            said = (each.value for each in args[:2] if isinstance(each, ast.Constant))
            yield tuple(words for words in said if isinstance(words, str))
        case ast.Call(func=ast.Name(id="replace"), args=[first, *_rest]):
            yield from texts(first, place, seen)
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)) | ast.Name(id=name):
            for found, there in meant(name, place):
                yield from texts(found, there, seen)
        case ast.FunctionDef() | ast.AsyncFunctionDef() if "Text" in ast.unparse(node.returns or node.args):
            for each in ast.walk(node):
                if isinstance(each, ast.Return):
                    yield from texts(each.value, Place(place.module, node), seen)
        case ast.IfExp() | ast.BoolOp() | ast.Dict() | ast.Tuple() | ast.Await() | ast.Subscript():
            for child in ast.iter_child_nodes(node):
                yield from texts(child, place, seen)


def toasts(module: Path) -> Iterator[Said]:
    """The texts of what is answered to a press there."""
    for function in (node for node in ast.walk(tree(module)) if isinstance(node, Function)):
        for node in ast.walk(function):
            match node:
                case ast.Call(func=ast.Name(id="Toast" | "Answer"), args=[told, *_rest]):
                    yield from texts(told, Place(module, function))
                case ast.Call(func=ast.Attribute(attr="_toast"), args=[_query, told, *_rest]):
                    yield from texts(told, Place(module, function))
                case ast.Call(func=ast.Attribute(attr="answer_callback_query"), args=[_query, told, *_rest]):
                    yield from (
                        words for each in ast.walk(told) for words in texts(each, Place(module, function))
                    )


def of_the_table() -> Iterator[Said]:
    for row in ACTIONS.values():
        yield from ((each.msgid,) for each in (row.says, *(need.otherwise for need in row.needs)) if each)


@cache
def all_toasts() -> frozenset[Said]:
    return frozenset(
        (*of_the_table(), *(words for path in modules("bot/casework", "handlers") for words in toasts(path)))
    )


def length(words: str) -> int:
    """With every place filled."""
    places = [name for _before, name, _format, _conversion in string.Formatter().parse(words) if name]
    room = sum((FIRST_NAME if name == "name" else NAMES) for name in places)
    return units(words) - sum(len(name) + 2 for name in places) + room


def test_the_ways_of_a_toast_are_found() -> None:
    ways = {
        "{code} is yours for 24 hours.",  # from the table
        "{code} is yours already.",  # as it stands in the call
        "Not possible now. {code} is: {state}.",  # out of a function
        "{name} has claimed {code}.",  # out of a method
        "Only the staff of this desk can do this.",  # imported
        "Nothing can be saved right now. This is not done yet; it will be as soon as possible.",
    }
    assert ways <= {said[0] for said in all_toasts()}
    assert len(all_toasts()) > 60


@pytest.mark.parametrize("language", WORDING.languages)
def test_no_toast_is_longer_than_telegram_takes(language: str) -> None:
    worded = {words for said in all_toasts() for words in in_all_forms(said, language)}
    assert [words for words in worded if length(words) > TOAST] == []


def in_all_forms(said: Said, language: str) -> Iterator[str]:
    """As it is said of one, of two and of many, with places that are not filled yet."""
    names = {name for _before, name, _format, _conversion in string.Formatter().parse(said[0]) if name}
    params = tuple((name, f"{{{name}}}") for name in sorted(names))
    plural = said[1] if len(said) == 2 else None
    for count in (1, 2, 5) if plural else (None,):
        yield WORDING.words(Text(said[0], params, plural, count), language)
