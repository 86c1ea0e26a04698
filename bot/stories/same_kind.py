"""Tellings that are no news of their own: round-ups of many stories, and commentary on what is in the news. Pure."""

import re

#: How like each other a round-up and another telling must be: it is only joined by its own repeats.
SAME_ROUNDUP = 0.7

_SERIES = re.compile(
    r"\b(?:briefing|at a glance|morning after|newsletter|round-?up|(?:politics|news|war|updates?) live"
    r"|live (?:updates?|blog|coverage)|in brief|(?:this|the) week in|headlines|digest|recap|liveblog|live$"
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
        return _SERIES.search(series.rstrip()) is not None
    return _SERIES_ALONE.search(title) is not None


# Sections of opinion, as addresses name them.
_OPINION_ADDRESS = re.compile(
    r"/(?:commentisfree|opinions?|opinione|opinioni|op-?eds?|editorials?|columnists?|columnas|letters|tribunes?|tribunas?"
    r"|idees|debats|meinung|kommentare?|mneni[jy]a)/",
    re.IGNORECASE,
)
# What headlines say of themselves, first ("Opinion: …") or last ("… | Letters").
_OPINION_WORDS = """
    opinion opinions op-ed editorial comment letter letters opinión tribune éditorial edito meinung kommentar мнение
    رأي 社论 评论
"""
_OPINION = frozenset(_OPINION_WORDS.split())


def is_commentary(title: str, url: str) -> bool:
    """An opinion piece, a leading article or readers' letters, as its address or its headline says."""
    first, last = title.replace("：", ":").partition(":")[0], title.rpartition("|")[2]
    says = {first.strip().casefold(), last.strip().casefold()}
    return not says.isdisjoint(_OPINION) or _OPINION_ADDRESS.search(url) is not None
