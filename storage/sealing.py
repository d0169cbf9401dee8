"""Sealing: what is kept is ciphertext that opens only for the place it was written for."""

from __future__ import annotations

import hashlib
import hmac
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import nacl.bindings as sodium
import nacl.exceptions
import nacl.signing
import nacl.utils
import orjson
import pyrage  # type: ignore[import-untyped]
from pyrage import x25519

from storage import streaming

Plain = TypeVar("Plain", bytes, bytearray)

BUCKETS = (256, 1024, 4096, 16_384)
_MARK, _FILL = b"\x80", b"\0"
# The library adds 0 to 175 random bytes to a head ("grease", so that readers expect what they do not know).
# Three rows of the bucket of 1 KiB fit on a page of SQLite's, and six on one of PostgreSQL's, when that is
# little. So it may draw again: twice on average.
_SHORT, _ROOMY, _TRIES = BUCKETS[1], 280, 5
# What the desk's copies often say, so that zlib only points there: a Russian report is half as long by it.
# Never to be changed: what was made short with it is read with it.
_OFTEN = (Path(__file__).parent / "often.txt").read_bytes()
_FOR_PEOPLE = orjson.OPT_UTC_Z | orjson.OPT_OMIT_MICROSECONDS
_NONCE = sodium.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_SHORT_NONCE = sodium.crypto_aead_chacha20poly1305_ietf_NPUBBYTES


class Misplaced(Exception):
    """A ciphertext was changed, or belongs to another place than the one it was found in."""


NoIdentity: type[Exception] = pyrage.IdentityError  # a text that is none


class KeyGone(Exception):
    """The key that a ciphertext names is not, or no longer, here."""


def pad(plain: bytes, room: int = 0) -> bytes:
    """To the next bucket, or to `room`, so that a length tells little (ISO 7816-4, as `sodium_pad`)."""
    marked = plain + _MARK
    return marked.ljust(-(-len(marked) // (bucket := room or _bucket(len(plain)))) * bucket, _FILL)


def padding(length: int) -> bytes:
    """What `pad` puts behind so many bytes."""
    return _MARK.ljust(-(length + 1) % _bucket(length) + 1, _FILL)


def unpad(padded: Plain) -> Plain:
    """ValueError for what was not padded."""
    marked = padded.rstrip(_FILL)
    if not marked.endswith(_MARK):
        raise ValueError("no padding")
    return marked[:-1]


def deflated(plain: bytes) -> bytes:
    """JSON made short before it is padded and sealed."""
    shortening = zlib.compressobj(9, zdict=_OFTEN)
    return shortening.compress(plain) + shortening.flush()


def inflated(short: bytes) -> bytes:
    """Also what was written before it was made short, or by heart."""
    if short.startswith((b"{", b"[")):
        return short
    whole = zlib.decompressobj(zdict=_OFTEN)
    return whole.decompress(short) + whole.flush()


def _bucket(length: int) -> int:
    return next((bucket for bucket in BUCKETS if length < bucket), BUCKETS[-1])


def new_identity() -> tuple[str, str]:
    """A new age key as text: the secret half, the public half."""
    identity = x25519.Identity.generate()
    return str(identity), str(identity.to_public())


@dataclass(frozen=True, slots=True)
class Secret:
    """A symmetric key (XChaCha20-Poly1305); what it seals begins with its nonce."""

    id: str
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, id: str, key: bytes) -> Secret:
        """ValueError for a key that is too short or too long."""
        if len(key) != sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES:
            raise ValueError(id)
        return cls(id, key)

    def named(self, id: str) -> Secret:
        """Itself, if this is its name; else KeyGone."""
        if id != self.id:
            raise KeyGone(id)
        return self

    def seal(self, plain: bytes, belongs: str, room: int = 0) -> bytes:
        """`room` is for what always fits into it, so that all of its kind have one length."""
        nonce = nacl.utils.random(_NONCE)
        return nonce + sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
            pad(plain, room), belongs.encode(), nonce, self.key
        )

    def open(self, sealed: bytes, belongs: str) -> bytes:
        """The plain bytes; Misplaced when it was sealed for another place."""
        try:
            return unpad(
                sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                    sealed[_NONCE:], belongs.encode(), sealed[:_NONCE], self.key
                )
            )
        except (nacl.exceptions.CryptoError, ValueError):
            raise Misplaced(self.id) from None

    def tag(self, words: bytes, belongs: str) -> bytes:
        """A keyed hash (HMAC-SHA256): it knows the words again, and tells nobody what they are."""
        return hmac.digest(self.key, belongs.encode() + b"\n" + words, hashlib.sha256)


@dataclass(frozen=True, slots=True)
class ShortSecret:
    """A symmetric key for what has no room (ChaCha20-Poly1305): sealed it is 28 bytes longer, not padded."""

    id: str
    key: bytes = field(repr=False)

    def seal(self, plain: bytes, belongs: str) -> bytes:
        nonce = nacl.utils.random(_SHORT_NONCE)
        return nonce + sodium.crypto_aead_chacha20poly1305_ietf_encrypt(
            plain, belongs.encode(), nonce, self.key
        )

    def open(self, sealed: bytes, belongs: str) -> bytes:
        """The plain bytes; Misplaced when it was changed, or sealed for another place."""
        try:
            return sodium.crypto_aead_chacha20poly1305_ietf_decrypt(
                sealed[_SHORT_NONCE:], belongs.encode(), sealed[:_SHORT_NONCE], self.key
            )
        except (nacl.exceptions.CryptoError, ValueError):
            raise Misplaced(self.id) from None


@dataclass(frozen=True, slots=True)
class Recipient:
    """The public half of an age key: whoever holds it can seal, and not open."""

    id: str
    public: Any = field(repr=False)

    @classmethod
    def of(cls, id: str, text: str) -> Recipient:
        return cls(id, x25519.Recipient.from_str(text))

    def seal(self, plain: bytes, belongs: str) -> bytes:
        """With its place as the first line inside."""
        return self.wrap(pad(belongs.encode() + b"\n" + plain))

    def seal_document(self, fields: Mapping[str, Any], belongs: str) -> bytes:
        """JSON that a person reads with `age -d`, times to the second; spaces at its end hide its length."""
        plain = orjson.dumps({"belongs": belongs, **fields}, option=_FOR_PEOPLE)
        bucket = _bucket(len(plain))
        return self.wrap(plain + b" " * (-(len(plain) + 1) % bucket) + b"\n")

    def wrap(self, original: bytes) -> bytes:
        """Nothing added: `age -d` gives the very same bytes."""
        sealed: bytes = pyrage.encrypt(original, [self.public])
        if len(original) > _SHORT:
            return sealed
        for _again in range(_TRIES):
            if len(sealed) - len(original) <= _ROOMY:
                break
            sealed = min(sealed, pyrage.encrypt(original, [self.public]), key=len)
        return sealed

    def seal_file(self, content: bytes | bytearray, belongs: str) -> bytearray:
        """As `seal`, for what may be large: others take turns meanwhile."""
        place = belongs.encode() + b"\n"
        return streaming.sealed(self.public, place, content, padding(len(place) + len(content)))

    def wrap_file(self, original: bytes | bytearray) -> bytearray:
        """As `wrap`, for what may be large."""
        return streaming.sealed(self.public, original)


@dataclass(frozen=True, slots=True)
class Reader:
    """The secret half of an age key."""

    id: str
    identity: Any = field(repr=False)

    @classmethod
    def of(cls, id: str, text: str) -> Reader:
        return cls(id, x25519.Identity.from_str(text))

    @property
    def recipient(self) -> Recipient:
        return Recipient(self.id, self.identity.to_public())

    def named(self, id: str) -> Reader:
        """Itself, if this is its name; else KeyGone."""
        if id != self.id:
            raise KeyGone(id)
        return self

    def open(self, sealed: bytes, belongs: str) -> bytes:
        """The plain bytes; Misplaced when it was sealed for another place."""
        return self._placed(self.unwrap(sealed), belongs)

    def open_file(self, sealed: bytes, belongs: str) -> bytes:
        """As `open`, for what may be large: others take turns meanwhile."""
        try:
            return bytes(self._placed(streaming.opened(self.identity, sealed), belongs))
        except (pyrage.DecryptError, OSError):
            raise Misplaced(self.id) from None

    def unwrap(self, sealed: bytes) -> bytes:
        try:
            original: bytes = pyrage.decrypt(sealed, [self.identity])
        except pyrage.DecryptError:
            raise Misplaced(self.id) from None
        return original

    def _placed(self, padded: Plain, belongs: str) -> Plain:
        try:
            place, _, plain = unpad(padded).partition(b"\n")
        except ValueError:
            raise Misplaced(self.id) from None
        if place != belongs.encode():
            raise Misplaced(self.id)
        return plain


@dataclass(frozen=True, slots=True)
class Signer:
    """An Ed25519 key that signs."""

    id: str
    key: nacl.signing.SigningKey = field(repr=False)

    @classmethod
    def of(cls, id: str, seed: str) -> Signer:
        """`seed` in hex, as the key file has it."""
        return cls(id, nacl.signing.SigningKey(bytes.fromhex(seed)))

    @property
    def public(self) -> str:
        """In hex: what others check signatures with."""
        return bytes(self.key.verify_key).hex()

    def sign(self, words: bytes) -> bytes:
        """64 bytes; Ed25519 hashes by itself."""
        return self.key.sign(words).signature


def is_signed(public: str, words: bytes, signature: bytes) -> bool:
    """Whether whoever holds the other half of `public` (hex) signed these very bytes."""
    try:
        nacl.signing.VerifyKey(bytes.fromhex(public)).verify(words, signature)
    except (nacl.exceptions.CryptoError, ValueError):
        return False
    return True
