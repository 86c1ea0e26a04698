"""What must be known of every story without reading it, in columns of a few bytes each."""

import unicodedata
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from re import compile as compile_pattern
from struct import Struct

from bot.model.ids import InterestKey, is_watch
from bot.model.subscription import ALL_TOPICS
from storage.tiny.hashindex import hash64

_SCORE = Struct("<Hd")
_WORD = compile_pattern(r"\w+")
_BITS = 64


def fold_words(text: str) -> frozenset[str]:
    """Words without case and accents."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return frozenset(_WORD.findall(bare.casefold()))


def signature(words: Iterable[str]) -> tuple[int, int]:
    """Two bits for each word: texts that have all of some words have all their bits, most others do not."""
    first = second = 0
    for word in words:
        mark = hash64(word)
        first |= 1 << (mark % _BITS)
        second |= 1 << (mark // _BITS % _BITS)
    return first, second


class Facets:
    """Columns by row; rows begin at 1. `newest`: when the last outlet told it, seconds since 1970."""

    def __init__(self) -> None:
        self.newest = array("d", [0.0])
        self.seen = array("d", [0.0])
        self.changed = array("Q", [0])
        self._languages = array("H", [0])
        self._scores: list[bytes] = [b""]
        self._said = (array("Q", [0]), array("Q", [0]))
        # Numbers for words that occur again and again.
        self._language_names: dict[str, int] = {"": 0}
        self._interests: dict[str, int] = {}
        self._order: list[int] = []
        self._is_ordered = True

    def show(
        self,
        row: int,
        *,
        newest: float,
        seen: float,
        changed: int,
        language: str | None,
        scores: Mapping[InterestKey, float],
        said: tuple[int, int],
    ) -> None:
        is_new = row >= len(self.newest) or not self.changed[row]
        while row >= len(self.newest):
            self._grow()
        if is_new:
            self._order.append(row)
        self._is_ordered = self._is_ordered and not is_new and self.newest[row] == newest
        self.newest[row] = newest
        self.seen[row] = seen
        self.changed[row] = changed
        self._languages[row] = self._language_names.setdefault(_primary(language), len(self._language_names))
        pairs = (
            (self._interests.setdefault(key, len(self._interests)), score) for key, score in scores.items()
        )
        self._scores[row] = b"".join(_SCORE.pack(*pair) for pair in pairs)
        for column, bits in zip(self._said, said, strict=True):
            column[row] = bits

    def _grow(self) -> None:
        self.newest.append(0.0)
        self.seen.append(0.0)
        self.changed.append(0)
        self._languages.append(0)
        self._scores.append(b"")
        for column in self._said:
            column.append(0)

    @property
    def order(self) -> Sequence[int]:
        """Rows, newest news last."""
        if not self._is_ordered:
            self._order.sort(key=lambda row: (self.newest[row], row))
            self._is_ordered = True
        return self._order

    def of_language(self, languages: frozenset[str]) -> Callable[[int], bool]:
        """Whether a row is in one of these (or its language unknown); all are, if none is asked for."""
        if not languages:
            return lambda _: True
        wanted = {_primary(language) for language in languages} | {""}
        numbers = {number for name, number in self._language_names.items() if name in wanted}
        return lambda row: self._languages[row] in numbers

    def of_interest(self, interests: Sequence[InterestKey], threshold: float) -> Callable[[int], bool]:
        """Whether a row has the score in any of these; none asked for means all topics."""
        wanted = {self._interests[key] for key in interests if key in self._interests}
        if not interests or ALL_TOPICS in interests:
            wanted |= {number for key, number in self._interests.items() if not is_watch(key)}

        def reaches(row: int) -> bool:
            return any(
                score >= threshold and number in wanted
                for number, score in _SCORE.iter_unpack(self._scores[row])
            )

        return reaches

    def may_have_said(self, words: Iterable[str]) -> list[int]:
        """Rows with a speaker of these words, and a few others; newest news first."""
        first, second = signature(words)
        one, two = self._said
        return [
            row for row in reversed(self.order) if one[row] & first == first and two[row] & second == second
        ]


def _primary(language: str | None) -> str:
    """ "pt" of "pt-BR"."""
    return (language or "").replace("_", "-").split("-")[0].lower()
