"""Values of several kinds that are kept as JSON: each says in its `sort` of which kind it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args


class BySort:
    """In `Annotated[A | B, BySort()]`: pydantic looks at the `sort` and does not try each kind, which takes
    several times as long for every value that is read back."""

    def __get_pydantic_core_schema__(self, union: Any, schema_of: Callable[[Any], Any]) -> dict[str, Any]:
        kinds = {kind.__dataclass_fields__["sort"].default: schema_of(kind) for kind in get_args(union)}
        return {"type": "tagged-union", "discriminator": "sort", "choices": kinds}
