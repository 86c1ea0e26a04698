"""Quotes: the words between marks that somebody is said to have spoken, and who."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model.story import LeftOut, Match, Quote, QuoteKind, Span

_PASSAGE = re.compile(r"“([^“”\n]+)”|\"([^\"\n]+)\"|«\s*([^«»\n]+?)\s*»|„([^„“\n]+)“")
_NAME = r"(?:[A-Z][\w’'.-]+)(?: (?:[A-Z][\w’'.-]+|of|de|von|al|bin))*"
_SAID = r"(?:said|says|told|added|wrote|stated|warned|argued|explained|noted|tweeted)"
_AFTER = re.compile(rf"\s*,?\s*(?:(?P<a>{_NAME})\s+{_SAID}\b|{_SAID}\s+(?P<b>{_NAME}))")
_BEFORE = re.compile(rf"(?P<a>{_NAME})\s+{_SAID}\b[^.\n]{{0,40}}[:,]\s*$")


@dataclass(frozen=True, slots=True)
class Quotes:
    """Told quotes in the order of the text, and the marked passages that were left out."""

    quotes: tuple[Quote, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def quote_article(
    text: str,
    *,
    title: str = "",  # noqa: ARG001
    language: str | None = None,  # noqa: ARG001
    matches: Sequence[Match] = (),  # noqa: ARG001
) -> Quotes:
    """The quotes of an article with their speakers; at most three are `pushed`."""
    quotes: list[Quote] = []
    left: list[LeftOut] = []
    for found in _PASSAGE.finditer(text):
        group = found.lastindex or 0
        start, end = found.span(group)
        span = Span(start, end, text[start:end])
        after = _AFTER.match(text, found.end())
        before = _BEFORE.search(text[max(0, found.start() - 200) : found.start()])
        if after:
            name = "a" if after["a"] else "b"
            speaker = Span(*after.span(name), after[name])
        elif before:
            shift = max(0, found.start() - 200)
            speaker = Span(before.start("a") + shift, before.end("a") + shift, before["a"])
        else:
            left.append(LeftOut(span, "nobody beside it is said to have spoken it"))
            continue
        words = len(span.text.split())
        kind = QuoteKind.FULL if span.text[:1].isupper() and words > 3 else QuoteKind.MIXED
        quotes.append(
            Quote(
                span,
                kind,
                (text[found.start()], text[found.end() - 1]),
                speaker,
                speaker.text,
                speaker.text,
                why=f"{speaker.text} stands beside a verb of saying",
            )
        )
    chosen = [q for q in quotes if q.kind is QuoteKind.FULL and 6 <= len(q.span.text.split()) <= 60][:3]
    return Quotes(tuple(replace(q, pushed=q in chosen) for q in quotes), tuple(left))
