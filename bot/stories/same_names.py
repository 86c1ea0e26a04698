"""Tellings in other languages: words differ, names and numbers stay. Pure.

Only when most of them agree, a figure among them: two stories about the same people share their names as well.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from bot.model.ids import StoryId
from bot.model.story import Source, Story
from bot.stories.fold import tokens

#: Names and numbers that both must have, and their share of the fewer ones.
FEWEST, SHARE = 4, 0.6
_OPENING = 600
# A capital letter that does not merely begin a sentence, a headline or a quote; or a number of two digits and more.
_BEGINS = re.compile(r"(?:^|[.!?:…\n]|[“„«\"‘])\s*$")
_YEAR = re.compile(r"(?:19|20)\d\d")

#: A piece of text between spaces, other than a plain word in small letters.
PIECE = re.compile(r"(?<!\S)(?![a-z]++[,.]?(?!\S))\S++")


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
                start = piece.start() + place
                if number or _BEGINS.search(line[max(0, start - 3) : start]) is None:
                    found.add(word)
    return frozenset(found)


class Names:
    """The names of recent stories' tellings, by language."""

    def __init__(self) -> None:
        self._by_name: dict[str, set[StoryId]] = {}
        self._tellings: dict[StoryId, list[tuple[str, frozenset[str]]]] = {}

    def add(self, story: Story) -> None:
        self.forget(story.id)
        tellings = [(_language(source, story), _names(source, story)) for source in story.sources]
        self._tellings[story.id] = tellings
        for _, names in tellings:
            for name in names:
                self._by_name.setdefault(name, set()).add(story.id)

    def forget(self, story: StoryId) -> None:
        for _, names in self._tellings.pop(story, ()):
            for name in names:
                having = self._by_name.get(name, set())
                having.discard(story)
                if not having:
                    self._by_name.pop(name, None)

    def elsewhere(self, story: Story) -> Iterator[StoryId]:
        """Stories told in another language with the same names and numbers; those that share most first."""
        own, language = names_of(story.title, story.text), _language(story.lead, story)
        if len(own) < FEWEST or not language:
            return
        shared: dict[StoryId, int] = {}
        for name in own:
            for known in self._by_name.get(name, ()):
                shared[known] = shared.get(known, 0) + 1
        for known in sorted(shared, key=lambda known: (-shared[known], known)):
            if shared[known] < FEWEST:
                return
            if known != story.id and any(
                theirs and theirs != language and _agree(own, names)
                for theirs, names in self._tellings[known]
            ):
                yield known


def _agree(one: frozenset[str], other: frozenset[str]) -> bool:
    both = one & other
    if len(both) < FEWEST or len(both) < SHARE * min(len(one), len(other)):
        return False
    # The same people and places are in the news again and again; the same figure with them is the same event.
    return any(name[0].isdigit() and not _YEAR.fullmatch(name) for name in both)


def _names(source: Source, story: Story) -> frozenset[str]:
    if source is story.lead:
        return names_of(story.title, story.text)
    return names_of(source.title, source.opening)


def _language(source: Source, story: Story) -> str:
    return (source.language or story.language or "")[:2].lower()
