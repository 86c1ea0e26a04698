"""What of a telling is compared with other tellings: its words without what outlets put around them; its kind. Pure."""

import math
import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache

from bot.stories.fold import stem, tokens

#: Characters of the text that are compared: outlets agree in their openings, further down each goes its own way.
OPENING = 500
#: A word of the headline counts as so many of the text.
TITLE_WEIGHT = 3

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
# Words that say nothing about which story it is. Others that are frequent are learned from the stories themselves.
_EMPTY_WORDS = """
    the a an of to in and for on is at by with as that it from be are was were has have had he she his her its their
    they this after who will not but over says said say new more about than into up out been which would could we i you
    what how when why all one two no or if amid us our my me him them these those there
"""
_EMPTY = frozenset(stem(word, "en") for word in _EMPTY_WORDS.split())


@lru_cache(maxsize=4096)
def comparable(title: str, text: str, language: str | None) -> Mapping[str, float]:
    """The stems of a telling → 1 + log of how often they stand there, those of the headline counted threefold."""
    counts: Counter[str] = Counter()
    for token in tokens(_ADDRESS.sub(" ", title)):
        counts[stem(token.text, language)] += TITLE_WEIGHT
    opening = _AROUND.sub(" ", _ADDRESS.sub(" ", text[: 2 * OPENING]))[:OPENING]
    for token in tokens(opening):
        counts[stem(token.text, language)] += 1
    return {word: 1 + math.log(count) for word, count in counts.items() if word not in _EMPTY}


_SERIES = re.compile(
    r"\b(?:briefing|at a glance|morning after|newsletter|round-?up|(?:politics|news|war|updates?) live"
    r"|live (?:updates?|blog|coverage)|in brief|(?:this|the) week in|headlines|digest|recap|liveblog|live"
    r"|en direct|en vivo|en bref|resumen|newsblog|kurz notiert|главное за|حصاد|موجز|要闻|早报)(?!\w)",
    re.IGNORECASE,
)
_SERIES_ALONE = re.compile(
    r"\b(?:at a glance|in brief|round-?up|newsletter|headlines|digest|liveblog|(?:morning|evening) briefing)(?!\w)",
    re.IGNORECASE,
)


def is_roundup(title: str) -> bool:
    """A briefing, round-up or live blog: many stories in one, so neither the same as any nor any the same as it.

    Its series names itself first ("Your Friday briefing: …"); a series named last ("… | First thing") has one subject.
    """
    series, colon, _ = title.partition(":")
    if colon and len(series) < 60:
        return _SERIES.search(series) is not None
    return _SERIES_ALONE.search(title) is not None
