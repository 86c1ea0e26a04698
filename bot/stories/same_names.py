"""Tellings in other languages: words differ, names and numbers stay. Pure.

Only when most of them agree, a figure among them: two stories about the same people share their names as well.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import Protocol

from bot.model.ids import StoryId
from bot.stories.fold import tokens

#: Names and numbers that both must have, and their share of the fewer ones.
FEWEST, SHARE = 4, 0.6
_OPENING = 600
_BEGINS = re.compile(r"(?:^|[.!?:…\n]|[“„«\"‘])\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")

#: A piece of text between spaces, other than a plain word in small letters.
PIECE = re.compile(r"(?<!\S)(?![a-z]++[,.]?(?!\S))\S++")


def begins(line: str, start: int) -> bool:
    """Whether what stands there begins a sentence, a headline or a quote: then its capital says nothing."""
    return _BEGINS.search(line[max(0, start - 3) : start]) is not None


def is_year(number: str) -> bool:
    return _YEAR.fullmatch(number) is not None


class Told(Protocol):
    """What is read of a telling."""

    @property
    def title(self) -> str: ...
    @property
    def opening(self) -> str: ...
    @property
    def language(self) -> str | None: ...


@lru_cache(maxsize=1 << 16)
def _capitals_and_numbers(piece: str) -> tuple[tuple[str, int, bool], ...]:
    """Folded word, its place in the piece, and whether it is a number."""
    found = []
    for token in tokens(piece):
        first = piece[token.start]
        if first.isdigit():
            if len(token.text) > 1:
                found.append((token.text, token.start, True))
        elif first.isupper() and len(token.text) > 2:
            found.append((token.text, token.start, False))
    return tuple(found)


@lru_cache(maxsize=4096)
def names_of(title: str, text: str) -> frozenset[str]:
    """Folded names and numbers of a telling."""
    found: set[str] = set()
    for line in (title, text[:_OPENING]):
        # No word has a space inside, and most pieces were met before.
        for piece in PIECE.finditer(line):
            read = _capitals_and_numbers if len(piece[0]) < 50 else _capitals_and_numbers.__wrapped__
            for word, place, number in read(piece[0]):
                # A number of two digits and more, or a capital that does not merely begin something.
                if number or not begins(line, piece.start() + place):
                    found.add(word)
    return frozenset(found)


class Names:
    """The names of recent stories' tellings; read when a telling in another language asks, which few bots' feeds have."""

    def __init__(self) -> None:
        self._unread: defaultdict[str, dict[StoryId, list[Told]]] = defaultdict(dict)
        self._by_name: defaultdict[str, set[StoryId]] = defaultdict(set)
        self._read: defaultdict[StoryId, list[tuple[str, frozenset[str]]]] = defaultdict(list)

    def add(self, story: StoryId, told: Iterable[Told]) -> None:
        """A new story, or a known one as it is now told."""
        self.forget(story)
        for one in told:
            if one.language:
                self._unread[one.language[:2].lower()].setdefault(story, []).append(one)

    def forget(self, story: StoryId) -> None:
        for unread in self._unread.values():
            unread.pop(story, None)
        for _, names in self._read.pop(story, ()):
            for name in names:
                having = self._by_name[name]
                having.discard(story)
                if not having:
                    del self._by_name[name]

    def elsewhere(self, story: StoryId, told: Told) -> Iterator[StoryId]:
        """Stories told in another language with the same names and numbers; those that share most first."""
        if not told.language:
            return
        language = told.language[:2].lower()
        self._read_all_but(language)
        own = names_of(told.title, told.opening)
        if len(own) < FEWEST or not self._by_name:
            return
        shared = Counter(chain.from_iterable(self._by_name.get(name, ()) for name in own))
        for known in sorted(shared, key=lambda known: (-shared[known], known)):
            if shared[known] < FEWEST:
                return
            if known != story and any(
                theirs != language and _agree(own, names) for theirs, names in self._read[known]
            ):
                yield known

    def _read_all_but(self, language: str) -> None:
        for other, unread in self._unread.items():
            if other == language:
                continue
            for story, told in unread.items():
                for one in told:
                    names = names_of(one.title, one.opening)
                    self._read[story].append((other, names))
                    for name in names:
                        self._by_name[name].add(story)
            unread.clear()


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    both = one & other
    if len(both) < FEWEST or len(both) < SHARE * min(len(one), len(other)):
        return False
    # The same people and places are in the news again and again; the same figure with them is the same event.
    return any(name[0].isdigit() and not is_year(name) for name in both)
