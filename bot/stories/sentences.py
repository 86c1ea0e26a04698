"""Sentences of an article: text → spans, never across a line end, never inside quotation marks or brackets."""

import re
from bisect import bisect_right

from bot.model.story import Span
from bot.stories.quote_marks import pair_marks

_END = re.compile(r"[.!?…]+[”\"»“’'」』)\]]*(?=\s|$)|[。！？]+[”」』）]*|[؟।۔]+[”\"»]*(?=\s|$)|\n+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[“\"])(?:[A-Z]|[A-Z]\.[A-Z]|Mr|Mrs|Ms|Dr|St|Sen|Rep|Gov|Gen|Col|Capt|Lt|Sgt|Maj|Rev|Prof|Hon|Jr|Sr|Inc|Corp|Ltd|Co|vs|No|Jan|Feb|"
    r"Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Va|Fla|Calif|Mass|Conn|Ariz|Ill|Wis|Minn|Mich|Tenn|Tex|Okla|Colo|U\.S|U\.K|"
    r"U\.N|D\.C|a\.m|p\.m|e\.g|i\.e|bzw|ca|Nr|z\.B|d\.h|u\.a|Sra?|Dra|Mme|Mlle|MM|г|ул|им|т\.е)\.$"
)
_ORDINAL = re.compile(r"\b\d{1,2}\.$")


def sentences(text: str) -> list[Span]:
    """All sentences in order, without the space around them. One pass, plus one over the marks."""
    guarded = _guarded(text)
    starts = [start for start, _ in guarded]
    found: list[Span] = []
    start = 0
    for end in _END.finditer(text):
        stop = end.end()
        line = text[end.start()] == "\n"
        if not line:
            at = bisect_right(starts, end.start()) - 1
            inside = at >= 0 and end.start() < guarded[at][1] and stop < guarded[at][1]
            if inside or _goes_on(text, start, end):
                continue
        _take(text, start, end.start() if line else stop, found)
        start = stop
    _take(text, start, len(text), found)
    return found


def _take(text: str, start: int, stop: int, found: list[Span]) -> None:
    while start < stop and text[start].isspace():
        start += 1
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    if stop > start:
        found.append(Span(start, stop, text[start:stop]))


def _guarded(text: str) -> list[tuple[int, int]]:
    """Outermost marked passages of one line: a stop inside them ends no sentence of the article's."""
    return [
        (passage.outer_start, passage.outer_end)
        for passage in pair_marks(text)
        if passage.depth == 0 and not passage.broken and not passage.runs_on
    ]


def _goes_on(text: str, start: int, end: re.Match[str]) -> bool:
    """After an abbreviation, an ordinal, or before a small letter the sentence goes on."""
    stop = end.end()
    head = text[max(start, stop - 12) : stop]
    following = text[stop : stop + 2].lstrip()
    if end[0].startswith(".") and len(end[0].rstrip("”\"»’')]")) == 1:
        if _ABBREVIATION.search(head.rstrip("”\"»’')]")):
            return bool(following)
        if _ORDINAL.search(head) and following[:1].isalpha():
            return not following[:1].isupper() or (
                text[stop - 2 : stop - 1].isdigit() and len(head.split()[-1]) < 4
            )
    return following[:1].islower()
