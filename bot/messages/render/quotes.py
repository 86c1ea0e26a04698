"""Quotes as people see and copy them: the outlet's own marks, who said it, and the way to the sentence."""

from bot.messages.render.clean import clean, cut, cut_sentence, is_rtl
from bot.messages.render.dates import day
from bot.messages.render.links import safe_url, sentence_link
from bot.messages.render.text import NEWLINE, NOTHING, SPACE, Markup, bold, join, link, utf16, words
from bot.model.story import Quote, Source
from bot.model.words import Translator

COPY_UNITS = 256
_NAME_UNITS, _ROLE_UNITS = 80, 120


def speaker_of(quote: Quote) -> tuple[str, str]:
    """Name and role as the article gives them; ("", "") where it names nobody."""
    full = clean(quote.speaker_full or (quote.speaker.text if quote.speaker else ""))
    name, role = clean(quote.speaker_name or ""), clean(quote.speaker_role or "")
    if not name:
        # "Nicola Sturgeon, First Minister of Scotland" or, where the role is no part of it, the mention alone.
        name = full.removesuffix(role).rstrip(" ,") if role else full
    if not name:
        name, role = role, ""
    return cut(name, _NAME_UNITS), cut(role, _ROLE_UNITS) if role != name else ""


def quote_markup(
    quote: Quote, source: Source, t: Translator, *, units: int = 4000, linked: bool = True
) -> Markup:
    """The quote in its marks, then who said it; at most so many units of the quote, cut where a sentence ends."""
    name, role = speaker_of(quote)
    place = (
        link(t("in the text"), sentence_link(source.url, quote.span.text))
        if linked and safe_url(source.url)
        else NOTHING
    )
    who = (
        join("، " if is_rtl(name) else ", ", [bold(name), role])
        if name
        else words(t("Speaker not named in the text"))
    )
    return words(marked(quote, units)) + NEWLINE + words("—") + SPACE + join(" · ", [who, place])


def marked(quote: Quote, units: int) -> str:
    """The words in the outlet's marks; what had to be cut leaves […] inside them."""
    opening, closing = (clean(mark) for mark in quote.marks)
    body = clean(quote.span.text)
    room = max(units - utf16(opening) - utf16(closing), 8)
    short = cut_sentence(body, room) or cut(body, room, " […]")
    return f"{opening}{short}{closing}"


def copied(quote: Quote, source: Source, t: Translator) -> str | None:
    """What a Copy button carries, 1 to 256 UTF-16 units: quote, speaker and role, outlet and date, link.

    Too long: first without the link, then cut at a sentence end, never without the speaker; None if not even one
    sentence fits or nobody is named.
    """
    name, role = speaker_of(quote)
    if not name:
        return None
    who = ", ".join(filter(None, (name, role)))
    when = day(t, source.published or source.seen_at)
    tail = t(" — {who} ({outlet}, {day})", who=who, outlet=cut(clean(source.outlet), 60), day=when)
    whole = marked(quote, 4000) + tail
    url = safe_url(source.url)
    if url and utf16(f"{whole} {url}") <= COPY_UNITS:
        return f"{whole} {url}"
    if utf16(whole) <= COPY_UNITS:
        return whole
    opening, closing = (clean(mark) for mark in quote.marks)
    room = COPY_UNITS - utf16(tail) - utf16(opening) - utf16(closing)
    short = cut_sentence(clean(quote.span.text), room) if room > 0 else None
    return f"{opening}{short}{closing}{tail}" if short else None
