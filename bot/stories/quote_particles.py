"""Names that go on behind a small particle: "said Yusuf" of "said Yusuf al-Amin" is only half a name."""

import re
from dataclasses import replace

from bot.model.story import Quote, Span

_REST = re.compile(
    r"(?:\s+(?:(?:al|el|ad|ar|as|ash|at|an|az|ul|ud|ur|es)[-‐’']|(?:al|el|bin|ibn|ben|bint|abu|umm|van|von|de|da|del|der|den|la|ter|"
    r"di|du|dos)\s+(?:(?:den|der|la|al|el|de)[\s-])?)[^\W\d_a-z][\w’'-]*)|(?<=\sAbd)\s+(?:el|al|ul|ur)[-\s][^\W\d_a-z][\w’'-]*"
)


def whole_name(text: str, quote: Quote) -> Quote:
    """The quote with the rest of its speaker's name, where the mention ends before a particle."""
    mention, name = quote.speaker, quote.speaker_name
    if mention is None or not name or not mention.text.endswith(name):
        return quote
    end = mention.end
    while found := _REST.match(text, end):
        end = found.end()
    if end == mention.end:
        return quote
    longer = name + text[mention.end : end]
    return replace(
        quote,
        speaker=Span(mention.start, end, text[mention.start : end]),
        speaker_full=(quote.speaker_full or name).replace(name, longer, 1),
        speaker_name=longer,
    )
