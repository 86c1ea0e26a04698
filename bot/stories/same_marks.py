"""What sets two short items apart whose words are much the same: each has a name, place or count of its own. Pure.

Retellings add a name here or there, so one side's alone says nothing; and rich texts of one event have many names each,
of which some are shared. Hence only items of a headline and a sentence or two are looked at.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from bot.stories.fold import Token, stem, tokens
from bot.stories.same_about import NO_NAMES, is_named, place_names
from bot.stories.same_names import is_year

#: Characters of text that an item has at most.
SHORT = 280
# Languages in which only names have capitals, and the same ones in every case; "" where it is not told.
_LANGUAGES = frozenset(["", "en", "fr", "es", "pt", "it", "nl"])
#: Share of the shorter headline's plain words that make two headlines one frame.
_FRAME = 0.5
#: Names in common from which on others beside them are what retellings add.
_SHARED = 2
#: Counts within this ratio may be one count, as it grew in the first hours.
_NEAR_COUNT = 1.5

_WHERE = frozenset(["in", "near", "off", "outside", "en", "près", "cerca", "bei", "nahe"])
_NO_NAMES = NO_NAMES | {"i", "mr", "mrs", "dr"}
# Words for countries that do not begin as the country's name in the table does.
_COUNTRY_WORDS = """
    uk britain british britons england english us usa america american americans dutch holland burma burmese eu un
    european europe palestinian uae drc greek greece swiss danish danes emirati ivorian
"""
_UNITS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12,
}  # fmt: skip
# What was done, and what undoes it.
_OPPOSITES = [
    ("arrests arrested detains detained jails jailed arrest", "frees freed releases released release"),
    ("blocks blocked bans banned suspends suspended", "unblocks restores restored lifts lifted"),
    ("wins won", "loses lost drops dropped"),
]
_ONE_WAY = [(frozenset(one.split()), frozenset(other.split())) for one, other in _OPPOSITES]
_DEEDS = _ONE_WAY + [(undid, did) for did, undid in _ONE_WAY]


class Marks(NamedTuple):
    """Of a short item; words folded."""

    #: Names in the headline, countries left out; those of them that say where.
    names: frozenset[str]
    places: frozenset[str]
    #: Stems of the headline's other words.
    frame: frozenset[str]
    #: All words of headline and text.
    words: frozenset[str]
    #: What the first count in the headline is, else in the text; 0 if there is none.
    number: int
    #: The headline's words, to look for deeds.
    headline: frozenset[str]

    def apart(self, other: "Marks", told: frozenset[str], days: float) -> bool:
        """Whether they are different events that many days apart; `told` are all words of the other's story."""
        own, others = self.names - told, other.names - self.words
        shared = (self.names & told) | (other.names & self.words)
        if own & self.places and others & other.places:
            return True
        if own and others and len(shared) < _SHARED and (not shared or self.one_frame(other)):
            return True
        return self._opposite(other) or self._other_count(other, days)

    def one_frame(self, other: "Marks") -> bool:
        """Whether the headlines are much the same but for the names."""
        fewer = min(len(self.frame), len(other.frame))
        return len(self.frame & other.frame) >= _FRAME * fewer

    def _other_count(self, other: "Marks", days: float) -> bool:
        if days < 0.5 or not self.number or not other.number or not self.one_frame(other):
            return False
        few, many = sorted([self.number, other.number])
        return many > _NEAR_COUNT * few

    def _opposite(self, other: "Marks") -> bool:
        one, another = self.headline, other.headline
        return any(_only(one, did, undid) and _only(another, undid, did) for did, undid in _DEEDS)


def _only(words: frozenset[str], these: frozenset[str], not_these: frozenset[str]) -> bool:
    return not words.isdisjoint(these) and words.isdisjoint(not_these)


@cache
def _country_words() -> frozenset[str]:
    """Words that name a country or whose it is, but not its cities and regions."""
    found = set(_COUNTRY_WORDS.split())
    for first, *others in place_names().values():
        words = [token.text for token in tokens(first)]
        found.update(words)
        starts = tuple(word[:3] for word in words if len(word) > 2)
        found.update(
            token.text for other in others for token in tokens(other) if token.text.startswith(starts)
        )
    return frozenset(found)


@lru_cache(maxsize=4096)
def marks(title: str, text: str, language: str) -> Marks | None:
    """Of a headline and the text under it; None if that is more than a sentence or two, or in another language."""
    if len(text) > SHORT or language[:2].lower() not in _LANGUAGES:
        return None
    headline, below = tokens(title), tokens(text)
    inside = {token.text for token in below if is_named(text, token)}
    upper = [at for at, token in enumerate(headline) if title[token.start].isupper() and token.text[0] < "Ͱ"]
    names: set[str] = set()
    places: set[str] = set()
    # In a headline where every word has a capital it tells nothing.
    if len(upper) <= 0.6 * len(headline):
        for at in upper:
            token = headline[at]
            if not is_named(title, token) and token.text not in inside:
                continue
            if token.text in _NO_NAMES or token.text in _country_words():
                continue
            names.add(token.text)
            if at and headline[at - 1].text in _WHERE:
                places.add(token.text)
    words = frozenset(token.text for token in headline)
    return Marks(
        frozenset(names),
        frozenset(places),
        frozenset(stem(word, language) for word in words - names if len(word) > 3),
        words.union(token.text for token in below),
        _count(headline) or _count(below),
        words,
    )


def _count(found: list[Token]) -> int:
    for token in found:
        if token.text in _UNITS:
            return _UNITS[token.text]
        if token.text.isascii() and token.text.isdigit() and len(token.text) < 7 and not is_year(token.text):
            return int(token.text)
    return 0
