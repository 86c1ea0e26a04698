"""Boxes: what only a passphrase opens. scrypt makes the key, ChaCha20-Poly1305 closes each box.

A box knows its number and whether it is the last: none can be changed, left out, moved or added unnoticed.
"""

import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass
from unicodedata import normalize

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

#: 128 MiB and half a second for each guess (scrypt's N, with r = 8 and p = 1).
WORK = 1 << 17
#: A file may not ask for more of our memory than this.
_MOST_WORK = 1 << 18
_CIPHER = "scrypt-8-1 ChaCha20-Poly1305"
_CHECK = b"watchword export"


class NotOpenedError(ValueError):
    """Another passphrase, or not the box that was closed."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What a file says about its boxes, in its first line. `check` is box 0: it tells a wrong passphrase at once."""

    salt: str
    check: str
    work: int
    cipher: str = _CIPHER


class Boxes:
    def __init__(self, passphrase: str, salt: bytes, work: int) -> None:
        # One passphrase typed on two keyboards is one passphrase.
        typed = normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
        self._cipher = ChaCha20Poly1305(Scrypt(salt=salt, length=32, n=work, r=8, p=1).derive(typed))

    def close(self, number: int, content: bytes, *, is_last: bool = False) -> str:
        # The key is of this file alone (its salt), so a number is never used twice with it.
        closed = self._cipher.encrypt(number.to_bytes(12, "big"), content, _about(number, is_last))
        return b64encode(closed).decode("ascii")

    def open(self, number: int, box: str, *, is_last: bool = False) -> bytes:
        try:
            closed = b64decode(box, validate=True)
            return self._cipher.decrypt(number.to_bytes(12, "big"), closed, _about(number, is_last))
        except (ValueError, InvalidTag) as error:
            raise NotOpenedError from error


def _about(number: int, is_last: bool) -> bytes:
    return b"watchword export 1 box %d%s" % (number, b" last" if is_last else b"")


def lock(passphrase: str, work: int = WORK) -> tuple[Lock, Boxes]:
    salt = secrets.token_bytes(16)
    boxes = Boxes(passphrase, salt, work)
    return Lock(b64encode(salt).decode("ascii"), boxes.close(0, _CHECK), work), boxes


def is_sound(lock: Lock) -> bool:
    """Whether it can be tried at all; no passphrase is needed to tell."""
    is_power = lock.work > 1 and lock.work & (lock.work - 1) == 0
    return lock.cipher == _CIPHER and is_power and lock.work <= _MOST_WORK


def unlock(passphrase: str, lock: Lock) -> Boxes:
    """NotOpenedError for another passphrase."""
    try:
        salt = b64decode(lock.salt, validate=True)
    except ValueError as error:
        raise NotOpenedError from error
    boxes = Boxes(passphrase, salt, lock.work)
    boxes.open(0, lock.check)
    return boxes
