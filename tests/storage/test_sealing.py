"""What is sealed opens only where it belongs."""

from __future__ import annotations

import hashlib
import zlib
from pathlib import Path

import orjson
import pyrage  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import sealing
from storage.sealing import (
    KeyGone,
    Misplaced,
    Reader,
    Recipient,
    Secret,
    deflated,
    inflated,
    new_identity,
    pad,
    padding,
    unpad,
)

SECRET = Secret.of("route-1", bytes(range(32)))
OWN, SHOWN = new_identity()
READER, RECIPIENT = Reader.of("desk-1", OWN), Recipient.of("desk-1", SHOWN)


@given(st.binary(max_size=70_000))
def test_padding_is_undone(plain: bytes) -> None:
    assert unpad(pad(plain)) == plain


@given(st.binary(max_size=3000))
def test_what_was_made_short_is_whole_again(plain: bytes) -> None:
    assert inflated(deflated(plain)) == plain


def test_what_was_written_before_it_was_made_short_is_read_as_it_is() -> None:
    assert inflated(b'{"kind":"report"}') == b'{"kind":"report"}'
    assert inflated(zlib.compress(b'{"kind":"report"}')) == b'{"kind":"report"}'


def test_what_texts_are_made_short_with_never_changes() -> None:
    """Or no report of before would be read any more."""
    often = (Path(sealing.__file__).parent / "often.txt").read_bytes()
    assert (
        hashlib.sha256(often).hexdigest()
        == "80831b98e28598f80c1f58b972f4b23749652dc9f199e2e30e0faf7fd2ffd977"
    )


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 256), (255, 256), (256, 1024), (1024, 4096), (4096, 16_384), (16_384, 32_768), (40_000, 49_152)],
)
def test_lengths_fall_into_buckets(length: int, padded: int) -> None:
    assert len(pad(bytes(length))) == padded


def test_three_short_texts_fit_on_a_page() -> None:
    """With what their rows need beside them. The library draws lengths, so on the average."""
    lengths = [len(RECIPIENT.seal(bytes(900), "case:1:0")) for _each in range(90)]
    assert sum(lengths) / 30 < 3900


@given(st.binary(max_size=3000), st.text(max_size=40))
def test_a_secret_opens_what_it_sealed(plain: bytes, belongs: str) -> None:
    assert SECRET.open(SECRET.seal(plain, belongs), belongs) == plain


@given(st.binary(max_size=40_000), st.text(max_size=40))
def test_a_file_is_sealed_as_a_text_is(plain: bytes, belongs: str) -> None:
    assert pad(plain) == plain + padding(len(plain))
    belongs = belongs.replace("\n", "")
    assert READER.open(bytes(RECIPIENT.seal_file(plain, belongs)), belongs) == plain
    assert READER.open_file(RECIPIENT.seal(plain, belongs), belongs) == plain
    assert READER.unwrap(bytes(RECIPIENT.wrap_file(plain))) == plain


def test_a_large_file_comes_back_whole() -> None:
    large = bytes(range(256)) * 20_000
    assert READER.open_file(bytes(RECIPIENT.seal_file(bytearray(large), "preview:1")), "preview:1") == large
    with pytest.raises(Misplaced):
        READER.open_file(bytes(RECIPIENT.seal_file(large, "preview:1")), "preview:2")
    with pytest.raises(Misplaced):
        READER.open_file(bytes(RECIPIENT.wrap_file(large)), "preview:1")


def test_a_ciphertext_in_another_place_is_misplaced() -> None:
    with pytest.raises(Misplaced):
        SECRET.open(SECRET.seal(b"words", "draft:01"), "draft:02")
    with pytest.raises(Misplaced):
        READER.open(RECIPIENT.seal(b"words", "case:1:0"), "case:2:0")


@pytest.mark.parametrize("damaged", [b"", b"x", SECRET.seal(b"words", "a")[:-1] + b"\0"])
def test_a_damaged_ciphertext_is_misplaced(damaged: bytes) -> None:
    with pytest.raises(Misplaced):
        SECRET.open(damaged, "a")
    with pytest.raises(Misplaced):
        READER.open(damaged, "a")
    with pytest.raises(Misplaced):
        READER.open_file(damaged, "a")


def test_a_ciphertext_for_another_reader_is_misplaced() -> None:
    other = Reader.of("desk-2", new_identity()[0])
    with pytest.raises(Misplaced):
        other.open(RECIPIENT.seal(b"words", "case:1:0"), "case:1:0")


def test_a_key_of_another_name_is_gone() -> None:
    with pytest.raises(KeyGone):
        SECRET.named("route-2")
    with pytest.raises(KeyGone):
        READER.named("desk-2")


@given(st.binary(max_size=3000))
def test_the_desk_opens_what_was_sealed_to_it(plain: bytes) -> None:
    assert READER.open(RECIPIENT.seal(plain, "case:1:0"), "case:1:0") == plain


def test_an_original_comes_back_as_it_was() -> None:
    assert pyrage.decrypt(RECIPIENT.wrap(b"\xff\xd8 photo"), [READER.identity]) == b"\xff\xd8 photo"


@pytest.mark.parametrize("length", [0, 200, 230, 240, 5000, 20_000])
def test_a_document_is_readable_json_whose_length_tells_little(length: int) -> None:
    plain = pyrage.decrypt(RECIPIENT.seal_document({"text": "a" * length}, "case:1:0"), [READER.identity])
    assert orjson.loads(plain) == {"belongs": "case:1:0", "text": "a" * length}
    assert len(plain) in (256, 1024, 4096, 16_384) or len(plain) % 16_384 == 0


def test_two_seals_of_the_same_words_differ() -> None:
    assert SECRET.seal(b"words", "a") != SECRET.seal(b"words", "a")


def test_keys_do_not_show_in_what_is_printed() -> None:
    assert repr(SECRET) == "Secret(id='route-1')"
    assert repr(READER) == "Reader(id='desk-1')"
