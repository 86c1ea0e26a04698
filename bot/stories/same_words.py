"""What of a telling is compared with other tellings: its words without what outlets put around them. Pure."""

import math
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain

from bot.stories.fold import stem, tokens

#: Characters of the text that are compared: outlets agree in their openings, further down each goes its own way.
OPENING = 600
# A word of the headline, of the lead (so many characters) and of what follows it.
_TITLE, _LEAD, _REST, _LEAD_ENDS = 2.5, 1.0, 0.5, 300

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
# Lines that feeds put around every entry; left in, they would make any two entries of one feed alike.
_AROUND = re.compile(
    r"(?:Article URL|Comments URL|Points|# Comments):\s*\d*"
    r"|Continue reading\s*(?:\.\.\.|…)?|Read more\s*(?:\.\.\.|…)?"
    r"|The post [^\n]{0,200}? (?:appeared first on|first appeared on) [^\n]*"
    r"|Follow our [^.\n]{0,60}? live blog[^.\n]*|Get our [^.\n]{0,120}?(?:podcast|newsletters?|emails?)\b"
    r"|Sign up (?:for|to) [^.\n]{0,80}?(?:newsletters?|emails?)\b"
    r"|(?:Illustration|Photograph|Photo|Image credits?)(?: by)?: [^\n]*",
    re.IGNORECASE,
)
# Without any of these nothing of it is there: looking for them takes a tenth of the time.
_AROUND_HAS = (
    "url:", "points:", "# comments:", "continue reading", "read more", "the post ", "live blog", "get our ",
    "sign up ", "illustration", "photo", "image credit",
)  # fmt: skip
# Pieces of text kept of each language, and how long one may be.
_PIECES, _LONG_PIECE = 1 << 16, 50
_SIGNS = '.,:;!?()“”"'
# Words that say nothing about which story it is. Others that are frequent are learned from the stories themselves.
_EMPTY_WORDS = """
    the a an of to in and for on is at by with as that it from be are was were has have had he she his her its their
    they this after who will not but over says said say new more about than into up out been which would could we i you
    what how when why all one two no or if amid us our my me him them these those there
"""
_EMPTY = frozenset(stem(word, "en") for word in _EMPTY_WORDS.split())


class _Stems(dict[str, tuple[str, ...]]):
    """A piece of text between spaces → the stems in it that say something; no word has a space inside."""

    def __init__(self, language: str | None) -> None:
        self._language = language

    def __missing__(self, piece: str) -> tuple[str, ...]:
        # Read at once what is a plain word and the signs around it, as most pieces are.
        bare = piece.strip(_SIGNS)
        plain = bare.isascii() and bare.isalpha() and len(bare) < _LONG_PIECE
        words = [bare.lower()] if plain else [token.text for token in tokens(piece)]
        stems = (stem(word, self._language) for word in words)
        found = tuple(word for word in stems if word not in _EMPTY)
        # Most pieces were met before; what is written without spaces is not met again.
        if len(piece) < _LONG_PIECE:
            if len(self) >= _PIECES:
                self.clear()
            self[piece] = found
        return found


@lru_cache(maxsize=16)
def _stems_in(language: str) -> _Stems:
    return _Stems(language or None)


def _stems(text: str, language: str | None) -> Iterator[str]:
    known = _stems_in((language or "")[:2].lower())
    return chain.from_iterable(map(known.__getitem__, text.split()))


def _bare(text: str) -> str:
    """Without addresses and what feeds put around."""
    text = _ADDRESS.sub(" ", text) if "://" in text or "www." in text else text
    lower = text.lower()
    return _AROUND.sub(" ", text) if any(part in lower for part in _AROUND_HAS) else text


@lru_cache(maxsize=4096)
def comparable(title: str, text: str, language: str | None) -> Mapping[str, float]:
    """The stems of a telling → how much they stand there: those of the headline most, those after the lead least."""
    opening = _bare(text[: 2 * OPENING])[:OPENING]
    counts: dict[str, float] = {}
    for word in _stems(opening[:_LEAD_ENDS], language):
        counts[word] = counts.get(word, 0.0) + _LEAD
    for word in _stems(opening[_LEAD_ENDS:], language):
        counts[word] = counts.get(word, 0.0) + _REST
    for word in _stems(_ADDRESS.sub(" ", title), language):
        counts[word] = counts.get(word, 0.0) + _TITLE
    return {word: 1 + math.log(count) if count > 1 else count for word, count in counts.items()}
