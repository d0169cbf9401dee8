"""What is mistyped in a receipt shows by its check character; what is only written differently is read."""

from __future__ import annotations

import string

from hypothesis import given
from hypothesis import strategies as st

from bot.interview import receipts
from bot.interview.receipts import BITS, LENGTH, SYMBOLS, Receipt

RECEIPTS = st.builds(receipts.of_number, st.integers(0, 2**BITS - 1))
PLACES = st.integers(0, LENGTH)
ALIKE = {"0": "0OoОоΟο", "1": "1IiLlІі", "A": "AaАаΑ", "B": "BbВвΒ", "C": "CcСс", "3": "3Зз", "T": "TtТтΤ"}


def _typed(receipt: Receipt) -> str:
    return receipt.written.replace("-", "")


@given(RECEIPTS)
def test_what_is_written_is_read_again(receipt: Receipt) -> None:
    assert receipts.read(receipt.written) == receipt
    assert receipts.is_written(receipt.written)
    assert receipts.is_written(receipt.written.lower().replace("-", " "))
    assert receipts.resembles(receipt.written)
    assert [len(group) for group in receipt.written.split("-")] == [4, 4, 4, 4, 4, 1]


@given(st.integers(0, 2**BITS - 1), st.integers(0, 2**BITS - 1))
def test_each_number_has_its_own_receipt(one: int, other: int) -> None:
    same = receipts.of_number(one) == receipts.of_number(other)
    assert same == (one == other)


@given(RECEIPTS, PLACES, st.sampled_from(SYMBOLS))
def test_a_wrong_character_always_shows(receipt: Receipt, at: int, wrong: str) -> None:
    typed = _typed(receipt)
    changed = typed[:at] + wrong + typed[at + 1 :]
    assert (receipts.read(changed) is None) == (changed != typed)


@given(RECEIPTS, PLACES, PLACES)
def test_two_characters_that_changed_places_always_show(receipt: Receipt, one: int, other: int) -> None:
    typed = list(_typed(receipt))
    typed[one], typed[other] = typed[other], typed[one]
    changed = "".join(typed)
    assert (receipts.read(changed) is None) == (changed != _typed(receipt))


@given(RECEIPTS, PLACES, st.sampled_from(SYMBOLS))
def test_a_character_too_many_or_too_few_always_shows(receipt: Receipt, at: int, more: str) -> None:
    typed = _typed(receipt)
    assert receipts.read(typed[:at] + more + typed[at:]) is None
    assert receipts.read(typed[:at] + typed[at + 1 :]) is None


@given(RECEIPTS, st.data())
def test_case_spaces_dashes_and_letters_that_look_alike_are_forgiven(
    receipt: Receipt, data: st.DataObject
) -> None:
    written = ""
    for symbol in _typed(receipt):
        written += data.draw(st.sampled_from(ALIKE.get(symbol, symbol + symbol.lower())))
        written += data.draw(st.sampled_from(["", "", "-", " ", "–", "—", "\n", ". "]))
    assert receipts.read(f" {written}") == receipt


@given(RECEIPTS)
def test_a_receipt_in_any_of_our_digits_is_read(receipt: Receipt) -> None:
    fullwidth = str.maketrans(string.digits, "0123456789")
    arabic = str.maketrans(string.digits, "٠١٢٣٤٥٦٧٨٩")
    for digits in (fullwidth, arabic):
        assert receipts.read(receipt.written.translate(digits)) == receipt


@given(st.text(max_size=200))
def test_anything_at_all_can_be_typed(text: str) -> None:
    found = receipts.read(text)
    assert found is None or receipts.read(found.written) == found
    assert receipts.is_written(text) <= (found is not None)
    receipts.resembles(text)
