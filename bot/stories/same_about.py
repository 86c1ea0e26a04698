"""Where a telling happens, whom it names, and whether its headline says that something is not so. Pure.

Short tellings of different events share most of their words ("journalist shot dead in …"); these few tell them apart.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from bot.stories.fold import Token, is_cjk, stem, tokens
from bot.stories.same_names import PIECE, begins
from bot.stories.same_words import OPENING

#: Characters of the text after the headline that say where and who.
_WHERE, _WHO = 220, 300
# Not places but the names of newspapers: "the Washington Post", "New York Times".
_PAPERS = frozenset(["post", "times", "journal", "herald", "tribune", "examiner"])
# Names of days and months, in English the only ones with a capital, say nothing about who it is.
_NO_NAMES_WORDS = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december the and
"""
NO_NAMES = frozenset(_NO_NAMES_WORDS.split())
# As headlines put it; "not only" and "no longer" and the like are not taken back often enough to matter.
_REVERSED_WORDS = """
    not never didn't doesn't isn't wasn't won't denies denied deny refutes refuted debunked retracts retracted
    overturns overturned quashed quashes acquitted acquits cleared false hoax
    nicht kein keine dementiert freigesprochen dément nie acquitté desmiente niega absuelto
    опроверг опровергла опровергли оправдан отрицает نفى تنفي ينفي براءة
"""
_REVERSED = frozenset(token.text for token in tokens(_REVERSED_WORDS))


class About(NamedTuple):
    """What a headline and the text under it are about; words folded, countries by their code (ISO 3166, and EU)."""

    #: Words of the headline.
    title: frozenset[str]
    #: Countries of the headline and lead; of all that is compared.
    countries: frozenset[str]
    mentioned: frozenset[str]
    #: Names in headline and lead; those of them that stand side by side, as people's do; all words that
    #: may be names.
    names: frozenset[str]
    people: frozenset[str]
    words: frozenset[str]
    #: The headline says that something is not so.
    reversed: bool

    def elsewhere(self, other: "About", known: frozenset[str]) -> bool:
        """Whether both lead with countries and neither mentions the other's; Europe may be any of its countries.

        `known` are the countries of the story that the other is a telling of, should it name none itself.
        """
        theirs, mentioned = other.countries, other.mentioned
        if not theirs:
            theirs = mentioned = known
        ours = self.countries
        if not ours or not theirs or "EU" in self.mentioned or "EU" in mentioned:
            return False
        return ours.isdisjoint(mentioned) and theirs.isdisjoint(self.mentioned)

    def others(self, other: "About") -> bool:
        """Whether both name people or groups and neither has one of the other's."""
        if not self.names or not other.names:
            return False
        return self.names.isdisjoint(other.words) and other.names.isdisjoint(self.words)

    def other_people(self, other: "About") -> bool:
        """Whether both name somebody and neither knows the other's."""
        if not self.people or not other.people:
            return False
        return self.people.isdisjoint(other.words) and other.people.isdisjoint(self.words)


@cache
def place_names() -> dict[str, list[str]]:
    """Country → the names of it and of its places, its own first."""
    table = tomllib.loads(files("bot.stories").joinpath("places.toml").read_text(encoding="utf-8"))
    return {country: names.split(", ") for country, names in table.items()}


@cache
def _places() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """First word → the places that begin with it: their words and their country; the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for country, names in place_names().items():
        for name in names:
            words = [_key(token) for token in tokens(name) if not name[token.start].islower()]
            # A run of signs ends with a single one, which a longer run does not have.
            if len(words) > 1 and is_cjk(words[-1]):
                words.pop()
            found.setdefault(words[0], []).append((tuple(words), country))
    for places in found.values():
        places.sort(key=lambda place: -len(place[0]))
    return found


def _key(token: Token) -> str:
    """The word as it is in the table: what is declined by its stem."""
    if token.text.isascii():
        return token.text
    sign = token.text[0]
    return stem(token.text, "ru" if "Ѐ" <= sign <= "ӿ" else "ar" if "\u0600" <= sign <= "ۿ" else None)


def _upper(line: str, found: Iterable[Token]) -> list[Token]:
    """Where there are capitals a name has one ("polish", "turkey")."""
    return [token for token in found if not line[token.start].islower()]


@lru_cache(maxsize=1 << 16)
def _tokens(piece: str) -> tuple[Token, ...]:
    return tuple(tokens(piece))


def _upper_in(text: str) -> Iterator[Token]:
    """As `_upper`, without reading the many words in small letters."""
    for piece in PIECE.finditer(text):
        read = _tokens if len(piece[0]) < 50 else tokens
        for token in read(piece[0]):
            if not piece[0][token.start].islower():
                yield Token(token.text, piece.start() + token.start, piece.start() + token.end)


def _countries(line: str, found: list[Token]) -> tuple[set[str], set[int]]:
    """The countries named, and which of the words with a capital name them."""
    table = _places()
    countries: set[str] = set()
    used: set[int] = set()
    at = 0
    while at < len(found):
        token = found[at]
        places = table.get(_key(token))
        length = 1
        # "US" has two capitals, "Us" is no country.
        if places and (token.text != "us" or line[token.start + 1] in {"S", "."}):
            keys = tuple(_key(other) for other in found[at : at + 5])
            fitting = [place for place in places if keys[: len(place[0])] == place[0]]
            if fitting:
                length = len(fitting[0][0])
                after = found[at + length].text if at + length < len(found) else ""
                if after not in _PAPERS:
                    countries.update(country for words, country in fitting if len(words) == length)
                used.update(range(at, at + length))
        at += length
    return countries, used


def _names(line: str, found: list[Token], used: set[int]) -> tuple[set[str], set[str]]:
    """Words with a capital letter that does not merely begin a sentence, and those of them that stand side by side."""
    named = [at for at in range(len(found)) if at not in used and _is_name(line, found[at])]
    beside = [pair for pair in pairwise(named) if _side_by_side(line, found, *pair)]
    return {found[at].text for at in named}, {found[at].text for pair in beside for at in pair}


def _is_name(line: str, token: Token) -> bool:
    return len(token.text) >= 3 and token.text not in NO_NAMES and is_named(line, token)


def is_named(line: str, token: Token) -> bool:
    """Whether it has a capital that does not merely begin a sentence."""
    return line[token.start].isupper() and not begins(line, token.start)


def _side_by_side(line: str, found: list[Token], one: int, other: int) -> bool:
    return other == one + 1 and line[found[one].end : found[other].start] == " "


@lru_cache(maxsize=4096)
def about(title: str, text: str) -> About:
    """Of a headline and the text under it."""
    text = text[:OPENING]
    headline = tokens(title)
    above, below = _upper(title, headline), list(_upper_in(text))
    where = bisect_right(below, _WHERE, key=_end)
    who = bisect_right(below, _WHO, key=_end)
    countries_above, used_above = _countries(title, above)
    lead, used = _countries(text, below[:where])
    rest, used_rest = _countries(text, below[where:])
    names, people = _names(text, below[:who], used | {where + at for at in used_rest})
    # In a headline where every word has a capital it tells nothing.
    if len(above) <= 0.6 * len(headline):
        names_above, people_above = _names(title, above, used_above)
        names |= names_above
        people |= people_above
    words = frozenset(token.text for token in headline)
    return About(
        words,
        frozenset(countries_above | lead),
        frozenset(countries_above | lead | rest),
        frozenset(names),
        frozenset(people),
        words.union(token.text for token in below),
        not _REVERSED.isdisjoint(words),
    )


def _end(token: Token) -> int:
    return token.end
