"""Which quotes an alert shows: at most three, only what one could stake a press release on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model.story import Match, Place, Quote, QuoteKind, Span
from bot.stories.quote_statement import words_in

MOST = 3
FEWEST_WORDS, MOST_WORDS = 6, 60
#: In scripts without spaces, characters.
FEWEST_SIGNS, MOST_SIGNS = 12, 120
_SENTENCE_END = re.compile(r"[.!?…。！？](?=[\s”\"»]|$)|[。！？]")
#: A shortened quote must keep most of what was said.
_KEEP = 0.55


@dataclass(frozen=True, slots=True)
class Candidate:
    """A quote with what is known about its safety; `doubt` says why it may not be shown, None if it may."""

    quote: Quote
    doubt: str | None
    speaker_key: str
    #: The doubt is about who spoke.
    of_speaker: bool = False


def choose_quotes(candidates: Sequence[Candidate], matches: Sequence[Match], spaced: bool) -> list[Quote]:
    """All quotes in their order, those to be shown marked `pushed` (and shortened to a sentence's end if long)."""
    fitting: list[tuple[tuple[float, ...], int, Quote]] = []
    result: list[Quote] = []
    places = [(match.start, match.end) for match in matches if match.place is Place.TEXT]
    for number, candidate in enumerate(candidates):
        quote = candidate.quote
        if candidate.doubt is not None:
            why = f"{quote.why}; not shown: {candidate.doubt}"
            result.append(replace(quote, why=why, doubted=candidate.of_speaker))
            continue
        fitted = fit(quote, spaced)
        if fitted is None:
            result.append(replace(quote, why=f"{quote.why}; not shown: its length"))
            continue
        result.append(quote)
        fitting.append((_worth(fitted, quote, places), number, fitted))
    fitting.sort(key=lambda row: (tuple(-value for value in row[0]), row[1]))
    chosen: list[tuple[int, Quote]] = []
    for fresh in (True, False):
        for _, number, fitted in fitting:
            taken = {candidates[at].speaker_key for at, _ in chosen}
            if (
                len(chosen) < MOST
                and all(at != number for at, _ in chosen)
                and (candidates[number].speaker_key not in taken) == fresh
            ):
                chosen.append((number, fitted))
    for number, fitted in chosen:
        result[number] = replace(fitted, pushed=True, why=f"{fitted.why}; shown")
    return result


def fit(quote: Quote, spaced: bool) -> Quote | None:
    """The quote if its length can be shown, else shortened to a sentence's end; None if neither can be."""
    text = quote.span.text
    length = len(words_in(text)) if spaced else len(text)
    fewest, most = (FEWEST_WORDS, MOST_WORDS) if spaced else (FEWEST_SIGNS, MOST_SIGNS)
    if length < fewest:
        return None
    if length <= most:
        return quote
    for found in reversed(list(_SENTENCE_END.finditer(text))):
        part = text[: found.end()]
        size = len(words_in(part)) if spaced else len(part)
        if size <= most and size >= fewest:
            if size < _KEEP * length or part.count("“") != part.count("”") or part.count('"') % 2:
                return None
            start = quote.span.start
            return replace(quote, span=Span(start, start + len(part), part))
    return None


def _worth(fitted: Quote, whole: Quote, places: Sequence[tuple[int, int]]) -> tuple[float, ...]:
    """Larger is better: on the topic, a whole statement, uncut, certain, of a length that says something, early."""
    start, end = fitted.span.start, fitted.span.end
    inside = any(low < end and start < high for low, high in places)
    near = any(low < end + 300 and start - 300 < high for low, high in places)
    words = len(words_in(fitted.span.text))
    return (
        float(fitted.kind is QuoteKind.FULL),
        2.0 * inside + near,
        float(fitted.span == whole.span),
        round(fitted.certainty, 1),
        float(10 <= words <= 45),
        -float(start),
    )
