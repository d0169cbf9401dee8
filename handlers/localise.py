"""The questionnaire for readers of one language: long lists of places stand in their alphabet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.questionnaire.form import Form, Group, Question
from handlers.translate import Wording


def in_all_languages(form: Form, wording: Wording) -> Mapping[str, Form]:
    """The form by language; only the order of filtered lists differs."""
    return {language: _in(form, wording, language) for language in wording.languages}


def _in(form: Form, wording: Wording, language: str) -> Form:
    def sorted_item(item: Question | Group) -> Question | Group:
        if isinstance(item, Group):
            return replace(item, items=tuple(sorted_item(each) for each in item.items))
        if item.choice_filter is None:
            return item
        in_order = sorted(item.choices, key=lambda choice: wording.words(choice.label, language).casefold())
        return replace(item, choices=tuple(in_order))

    return replace(form, items=tuple(sorted_item(item) for item in form.items))
