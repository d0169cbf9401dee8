"""Every text that people read is collected, translated, and says the same in every language."""

from __future__ import annotations

import ast
import string
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from tests.project.tree import ROOT, imported, modules, short, tree

DOMAINS = ("witness", "staff")
LOCALES = ROOT / "locales"
KEYWORDS = {"_": None, "_n": (1, 2)}
CATALOGUES = sorted(LOCALES.glob("*/LC_MESSAGES/*.po"))
TEMPLATES = [LOCALES / f"{domain}.pot" for domain in DOMAINS]
NEWER = frozenset(map(chr, (*range(0x1F7E0, 0x1F800), *range(0x1FA70, 0x1FB00))))
Msgid = str | tuple[str, ...]


@cache
def collected(domain: str) -> dict[Msgid, str]:
    """What the code and the forms say now, by Babel's own extraction, and where."""
    with (LOCALES / f"{domain}.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    found = extract_from_dir(ROOT, methods, options, KEYWORDS, directory_filter=_is_ours)
    return {_msgid(message): filename for filename, _line, message, _comments, _context in found}


def _is_ours(folder: str | Path) -> bool:
    below = Path(folder).relative_to(ROOT).parts
    return below[:1] in (("bot",), ("handlers",))


def _msgid(message: str | tuple[str, ...] | list[str]) -> Msgid:
    return message if isinstance(message, str) else tuple(message)


@cache
def catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def messages(path: Path) -> Iterator[Message]:
    return (message for message in catalogue(path) if message.id)


def forms_of(words: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else tuple(words or ())


def places(words: str) -> set[str]:
    return {name for _text, name, _format, _conversion in string.Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_template_holds_just_what_the_code_says(domain: str) -> None:
    written = {_msgid(message.id) for message in messages(LOCALES / f"{domain}.pot")}
    assert written == set(collected(domain)), "run `make texts`"


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_every_catalogue_has_every_text(path: Path) -> None:
    written = {_msgid(message.id) for message in messages(path)}
    assert written == set(collected(path.stem)), "run `make texts`"


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_nothing_is_left_untranslated(path: Path) -> None:
    plurals = catalogue(path).num_plurals
    for message in messages(path):
        translated = forms_of(message.string)
        assert all(words.strip() for words in translated), message.id
        assert len(translated) == (1 if isinstance(message.id, str) else plurals), message.id
        assert not message.fuzzy, message.id


@pytest.mark.parametrize("path", CATALOGUES, ids=short)
def test_every_translation_fills_the_same_places(path: Path) -> None:
    for message in messages(path):
        wanted = places(forms_of(message.id)[-1])
        for words in forms_of(message.string):
            assert places(words) == wanted, message.id


@pytest.mark.parametrize("path", [*TEMPLATES, *CATALOGUES], ids=short)
def test_nobody_is_shouted_at(path: Path) -> None:
    for message in messages(path):
        assert not any("!" in words for words in (*forms_of(message.id), *forms_of(message.string)))


@pytest.mark.parametrize("path", [*TEMPLATES, *CATALOGUES], ids=short)
def test_every_sign_is_one_that_older_phones_can_draw(path: Path) -> None:
    """Coloured squares and what came after them (Unicode 12, 2019) are an empty box on a cheap phone."""
    newer = [sign for sign in path.read_text("utf-8") if sign in NEWER]
    assert newer == []


@pytest.mark.parametrize("template", TEMPLATES, ids=short)
def test_every_sign_is_drawn_on_the_demo_s_page(template: Path) -> None:
    """Not every computer has a font for it."""
    drawn = (ROOT / "bot" / "simulator" / "page" / "signs.js").read_text()
    texts = (words for message in messages(template) for words in forms_of(message.id))
    signs = {sign for words in texts for sign in words if unicodedata.category(sign) == "So"}
    assert {sign for sign in signs if f'"{sign}"' not in drawn} == set()


def test_every_language_has_both_catalogues() -> None:
    languages = {path.parent.parent.name for path in CATALOGUES}
    assert {(path.parent.parent.name, path.stem) for path in CATALOGUES} == {
        (language, domain) for language in languages for domain in DOMAINS
    }


@pytest.mark.parametrize("path", modules("bot", "handlers", "storage"), ids=short)
def test_every_module_with_texts_is_collected(path: Path) -> None:
    if not {"bot.text._", "bot.text._n"} & set(imported(path)):
        return
    said = {
        node.args[0].value
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("_", "_n")
        and isinstance(node.args[0], ast.Constant)
    }
    known = {forms_of(msgid)[0] for domain in DOMAINS for msgid in collected(domain)}
    assert said <= known, "add the module to a mapping in locales/*.cfg"


@pytest.mark.parametrize("folder", sorted({path.parent for path in ROOT.glob("locales/*/LC_MESSAGES/*.po")}))
def test_what_both_sides_say_is_translated_alike(folder: Path) -> None:
    """The catalogues are one at run time: whichever is read first would speak for both."""
    witness, staff = (
        {_msgid(each.id): each.string for each in messages(folder / f"{domain}.po")}
        for domain in ("witness", "staff")
    )
    assert {words: witness[words] for words in witness.keys() & staff} == {
        words: staff[words] for words in witness.keys() & staff
    }
