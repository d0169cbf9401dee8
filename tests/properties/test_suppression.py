"""Whoever has all that is published, and tries every world that fits it, computes no amount under five."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.casework.figures import guarded
from bot.casework.suppression import Cells, Table, all_shown, series_tell, shown, tell
from bot.charts import Cell

counts = st.integers(0, 9)
pairs = st.lists(counts, min_size=2, max_size=2)
triples = st.lists(counts, min_size=3, max_size=3)


def values(cells: Cells) -> Iterator[tuple[int, ...]]:
    return product(*(range(cell.low, cell.high + 1) for cell in cells))


def computed(cells: Cells, worlds: Sequence[tuple[int, ...]]) -> bool:
    """Whether some small amount is the same in every world."""
    return any(cell.few and len({world[at] for world in worlds}) == 1 for at, cell in enumerate(cells))


@given(st.integers(0, 10_000))
def test_a_published_amount_is_true_and_hides_small_ones(count: int) -> None:
    cell = shown(count)
    assert cell.low <= count <= cell.high
    assert cell.words == ("0" if count == 0 else "<5" if count < 5 else str(cell.middle))
    assert cell.few == (0 < count < 5)
    assert abs(cell.middle - count) <= 2 or cell.few


@settings(max_examples=60, deadline=None)
@given(triples, st.data())
def test_two_tables_of_the_same_cases_are_seen_through_exactly(first: list[int], data: st.DataObject) -> None:
    total = sum(first)
    one = data.draw(st.integers(0, total))
    tables = (all_shown(first), all_shown([one, total - one]))
    sums = [{sum(world) for world in values(cells)} for cells in tables]
    both = sums[0] & sums[1]
    seen = any(computed(cells, [each for each in values(cells) if sum(each) in both]) for cells in tables)
    assert tell(Table(tables[0]), Table(tables[1])) == seen


@settings(max_examples=60, deadline=None)
@given(triples, st.data())
def test_days_and_what_is_left_open_are_seen_through_exactly(came: list[int], data: st.DataObject) -> None:
    left = [data.draw(counts)]
    for new in came[1:]:
        left.append(data.draw(st.integers(0, left[-1] + new)))
    days, rest = all_shown(came), all_shown(left)
    cells = (*days, *rest)
    worlds = [
        world
        for world in values(cells)
        if all(world[3 + day] <= world[2 + day] + world[day] for day in (1, 2))
    ]
    assert series_tell(days, rest) == computed(cells, worlds)


@settings(max_examples=100, deadline=None)
@given(pairs, st.data())
def test_what_is_shown_of_days_together_tells_no_small_amount(came: list[int], data: st.DataObject) -> None:
    first = data.draw(counts)
    left = [first, data.draw(st.integers(0, first + came[1]))]
    looked = data.draw(st.integers(0, sum(came)))
    new, open, seen = guarded(came, left, [looked, sum(came) - looked])
    cells = (*new, *open, *seen)

    def fits(world: tuple[int, ...]) -> bool:
        days, rest = world[:2], world[2:]
        if open and rest[1] > rest[0] + days[1]:
            return False
        return not seen or sum(rest[len(open) :]) == sum(days)

    assert not computed(cells, [world for world in values(cells) if fits(world)])


def test_a_small_amount_alone_between_two_tables_would_be_told() -> None:
    assert tell(Table(all_shown([1, 1, 1, 1])), Table((Cell(1, 4),)))
    assert not tell(Table(all_shown([2, 0])), Table(all_shown([1, 1])))


def test_kinds_may_overlap_and_tell_less() -> None:
    """Two cases of two kinds each."""
    week = Table(all_shown([2]))
    assert not tell(week, Table(all_shown([1, 1, 1, 1]), overlapping=True))
    assert tell(Table((Cell(8, 12),)), Table(all_shown([4, 4]), overlapping=True))
