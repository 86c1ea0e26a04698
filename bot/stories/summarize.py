"""Summaries: whole sentences of the article itself."""

import re
from collections.abc import Sequence

from bot.model.story import Match, Quote, Span

_SENTENCE = re.compile(r"[^\s.!?…][^\n]*?[.!?…]+[”\"»’)]*(?=\s|$)")


def summarize(
    text: str,
    *,
    title: str = "",
    language: str | None = None,  # noqa: ARG001
    matches: Sequence[Match] = (),  # noqa: ARG001
    quotes: Sequence[Quote] = (),
) -> tuple[Span, ...]:
    """At most three whole sentences of the article, in its order; none rather than bad ones."""
    chosen: list[Span] = []
    shown = [(quote.span.start, quote.span.end) for quote in quotes if quote.pushed]
    for found in _SENTENCE.finditer(text):
        sentence = found[0]
        if len(sentence) > 400 or sentence.strip(" .") == title.strip(" ."):
            continue
        if any(start < found.end() and found.start() < end for start, end in shown):
            continue
        chosen.append(Span(found.start(), found.end(), sentence))
        if len(chosen) == 3:
            break
    return tuple(chosen)
