"""The summary in an alert: sentences of the article as they stand there, with the terms that decided in bold."""

import re
from collections.abc import Iterable, Sequence

from bot.messages.render.clean import clean, cut, is_rtl
from bot.messages.render.text import Markup, bold, join, passage, utf16, words
from bot.model.ids import InterestKey
from bot.model.story import Match, Place, Span, Story

_MAX_BOLD = 2
# Words in marks may be somebody's: nothing of ours goes inside, so that it copies clean.
_IN_MARKS = re.compile(
    r"“[^”]*(?:”|$)|„[^“”]*(?:[“”]|$)|«[^»]*(?:»|$)|»[^«]*«|\"[^\"]*(?:\"|$)|「[^」]*(?:」|$)"
)


def summary_markup(story: Story, interests: Sequence[InterestKey], sentences: int, units: int) -> Markup:
    """At most so many sentences, each of at most so many UTF-16 units."""
    spans = story.summary[:sentences]
    terms = _deciding(story, spans, frozenset(interests))
    return join(" ", [_sentence(story, span, terms, units) for span in spans])


def _sentence(story: Story, span: Span, terms: Iterable[Match], units: int) -> Markup:
    raw = story.text[span.start : span.end]
    if utf16(raw) > units:
        return words(cut(clean(raw), units))
    whole, at, rtl = Markup(), 0, is_rtl(raw)
    for term in terms:
        start, end = term.start - span.start, term.end - span.start
        if at <= start and end <= len(raw):
            whole = whole + passage(raw[at:start], rtl=rtl) + bold(words(raw[start:end], rtl=rtl))
            at = end
    return whole + passage(raw[at:], rtl=rtl)


def _deciding(story: Story, spans: Sequence[Span], interests: frozenset[InterestKey]) -> list[Match]:
    """The first places of the two terms that weigh most and stand in these sentences outside of quotes, in order."""
    closed = [(quote.span.start - 1, quote.span.end + 1) for quote in story.quotes]
    closed += [(part.span.start - 1, part.span.end + 1) for part in story.left_out]
    for span in spans:
        inside = story.text[span.start : span.end]
        closed += [
            (span.start + found.start(), span.start + found.end()) for found in _IN_MARKS.finditer(inside)
        ]

    def open_place(match: Match) -> bool:
        within = any(span.start <= match.start and match.end <= span.end for span in spans)
        return within and not any(match.start < end and start < match.end for start, end in closed)

    first: dict[str, Match] = {}
    for match in sorted(story.matches, key=lambda match: (match.start, match.end)):
        if match.place is Place.TEXT and match.interest in interests and open_place(match):
            first.setdefault(story.text[match.start : match.end].casefold(), match)
    chosen: list[Match] = []
    for match in sorted(first.values(), key=lambda match: (-match.weight, match.start)):
        if len(chosen) < _MAX_BOLD and all(
            match.end <= one.start or one.end <= match.start for one in chosen
        ):
            chosen.append(match)
    return sorted(chosen, key=lambda match: match.start)
