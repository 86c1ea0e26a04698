"""From a text to the documents that have it, at 16 bytes a place instead of the hundred of a dict.

Keys are kept as 64-bit hashes only, so a hit is a candidate: whoever asks compares with the document itself.
"""

from array import array
from collections.abc import Iterator
from hashlib import blake2b

_EMPTY = 0
_GONE = (1 << 64) - 1


def hash64(*parts: str) -> int:
    text = "\0".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "little")


class HashIndex:
    """Open addressing over two arrays. A key may have several values, but few: they are probed in a row.

    One thread writes; others may look meanwhile.
    """

    __slots__ = ("_live", "_table", "_used")

    def __init__(self) -> None:
        # Kept in one piece, so that a growing index is swapped at once for those who look.
        self._table = _empty(64)
        self._live = 0
        self._used = 0

    def __len__(self) -> int:
        return self._live

    def add(self, key: int, value: int) -> None:
        """`value` > 0. Adding a pair twice changes nothing."""
        keys, values, mask = self._table
        at = key & mask
        while (held := values[at]) != _EMPTY:
            if held == value and keys[at] == key:
                return
            at = (at + 1) & mask
        keys[at] = key
        values[at] = value
        self._live += 1
        self._used += 1
        if self._used * 3 > mask * 2:
            self._grow()

    def find(self, key: int) -> Iterator[int]:
        keys, values, mask = self._table
        at = key & mask
        while (held := values[at]) != _EMPTY:
            if keys[at] == key and held != _GONE:
                yield held
            at = (at + 1) & mask

    def discard(self, key: int, value: int) -> None:
        keys, values, mask = self._table
        at = key & mask
        while (held := values[at]) != _EMPTY:
            if held == value and keys[at] == key:
                values[at] = _GONE
                self._live -= 1
                return
            at = (at + 1) & mask

    def _grow(self) -> None:
        size = 64
        while size < self._live * 2:
            size *= 2
        keys, values, mask = grown = _empty(size)
        for key, value in zip(*self._table[:2], strict=True):
            if value not in (_EMPTY, _GONE):
                at = key & mask
                while values[at] != _EMPTY:
                    at = (at + 1) & mask
                keys[at] = key
                values[at] = value
        self._table = grown
        self._used = self._live


def _empty(size: int) -> tuple["array[int]", "array[int]", int]:
    return array("Q", bytes(8 * size)), array("Q", bytes(8 * size)), size - 1
