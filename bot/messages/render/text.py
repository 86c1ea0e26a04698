"""Text in Telegram's HTML and without markup at once: escaping, links, UTF-16 lengths, limits.

A `Markup` is the only thing screens are built from: it carries both forms and what it costs, so what Telegram
would refuse, or cut in silence, is known before anything is sent. What comes from outside passes `words`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import escape as _escape

from bot.messages.render.clean import clean, clean_passage, is_rtl, isolate
from bot.messages.render.links import safe_url
from bot.model.ids import content_id
from bot.model.message import Keyboard, Message
from bot.model.words import Translator


def utf16(text: str) -> int:
    """Length as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(sign > "\uffff" for sign in text)


def escape(text: str) -> str:
    """Text as it may stand in HTML, in attributes too."""
    return _escape(text, quote=True)


@dataclass(frozen=True, slots=True)
class Markup:
    """A piece of a screen in both forms, and its cost: entities, and bytes of the addresses in links.

    `units` is the length of the text after Telegram parsed the HTML; `folded` how much of it is in folded quotes.
    """

    html: str = ""
    plain: str = ""
    units: int = 0
    entities: int = 0
    link_bytes: int = 0
    folded: int = 0

    def __add__(self, other: "Markup") -> "Markup":
        return Markup(
            self.html + other.html,
            self.plain + other.plain,
            self.units + other.units,
            self.entities + other.entities,
            self.link_bytes + other.link_bytes,
            self.folded + other.folded,
        )

    def __bool__(self) -> bool:
        return bool(self.html)


Words = str | Markup


def words(text: Words, *, rtl: bool | None = None) -> Markup:
    """One line of text from anywhere: cleaned (bidi and control characters, spaces, NFC) and escaped.

    Runs of the other direction are isolated; `rtl` is the direction of the line it stands in, by default its own.
    """
    return text if isinstance(text, Markup) else _exactly(isolate(clean(text), rtl=rtl))


def passage(text: str, *, rtl: bool | None = None) -> Markup:
    """Like `words`, but spaces at the ends stay: a part of a sentence."""
    return _exactly(isolate(clean_passage(text), rtl=rtl))


def lines(text: str) -> Markup:
    """Like `words`, but line ends stay (at most one empty line)."""
    kept = [isolate(clean(line)) for line in text.splitlines()]
    body = "\n".join(line for line, before in zip(kept, ["", *kept], strict=False) if line or before)
    return _exactly(body.strip("\n"))


# Telegram makes entities of hashtags, mentions, commands and addresses by itself; they count as well.
_FOUND_BY_TELEGRAM = re.compile(r"(?<!\w)[#$@/]\w|://|\w[.@][a-z]{2,}(?![\w.])")


def _exactly(text: str) -> Markup:
    return Markup(escape(text), text, utf16(text), len(_FOUND_BY_TELEGRAM.findall(text)))


NOTHING = Markup()
NEWLINE = _exactly("\n")
SPACE = _exactly(" ")
PARAGRAPH = _exactly("\n\n")


def join(separator: str, parts: Iterable[Words]) -> Markup:
    """The parts that are not empty, with `separator` (kept as it is) between them."""
    whole = NOTHING
    between = _exactly(separator)
    for part in map(words, parts):
        if part:
            whole = whole + between + part if whole else part
    return whole


def _tagged(start: str, inner: Markup, end: str) -> Markup:
    if not inner:
        return inner
    return Markup(
        f"{start}{inner.html}{end}",
        inner.plain,
        inner.units,
        inner.entities + 1,
        inner.link_bytes,
        inner.folded,
    )


def bold(text: Words) -> Markup:
    return _tagged("<b>", words(text), "</b>")


def italic(text: Words) -> Markup:
    return _tagged("<i>", words(text), "</i>")


def strike(text: Words) -> Markup:
    return _tagged("<s>", words(text), "</s>")


def code(text: str) -> Markup:
    return _tagged("<code>", words(text), "</code>")


def block(text: Words, *, folded: bool = False) -> Markup:
    """A block quote; `folded` shows three lines until it is opened. They do not nest."""
    inner = words(text)
    quoted = _tagged("<blockquote expandable>" if folded else "<blockquote>", inner, "</blockquote>")
    if not folded:
        return quoted
    return Markup(quoted.html, quoted.plain, quoted.units, quoted.entities, quoted.link_bytes, quoted.units)


def link(text: Words, url: str | None, *, spell_out: bool = False) -> Markup:
    """A link if the address may be one (http or https, a host, no user name in it), else the text alone.

    `spell_out`: the address follows the text where there is no markup.
    """
    inner, address = words(text), safe_url(url)
    if address is None or not inner:
        return inner
    linked = _tagged(f'<a href="{escape(address)}">', inner, "</a>")
    plain = f"{inner.plain}\n{address}" if spell_out else inner.plain
    return Markup(
        linked.html,
        plain,
        linked.units,
        linked.entities,
        linked.link_bytes + len(address.encode()),
        linked.folded,
    )


def moment(when: datetime, text: Words, form: str = "Dt") -> Markup:
    """A date that phones show in their own zone; `text` is what others see. Past times only."""
    return _tagged(f'<tg-time unix="{int(when.timestamp())}" format="{form}">', words(text), "</tg-time>")


def say(t: Translator, text: str, /, **values: Words | int) -> Markup:
    """A sentence of ours, translated, with markup or text in its `{marks}`."""
    return _filled(t(text, **{name: _mark(name) for name in values}), values)


def say_many(t: Translator, one: str, many: str, n: int, /, **values: Words | int) -> Markup:
    """A sentence of ours with a number in it; `{n}` is the number with its thousands set apart."""
    values = {"n": f"{n:,}", **values}
    return _filled(t.plural(one, many, n, **{name: _mark(name) for name in values}), values)


def _mark(name: str) -> str:
    # Signs that no text of ours has, so that a value is never read as a mark.
    return f"\ue000{name}\ue001"


def _filled(template: str, values: dict[str, Words | int]) -> Markup:
    rtl = is_rtl(re.sub("\ue000.*?\ue001", "", template))
    first, *rest = template.split("\ue000")
    whole = _exactly(first)
    for part in rest:
        name, _, after = part.partition("\ue001")
        value = values[name]
        whole = whole + (words(str(value) if isinstance(value, int) else value, rtl=rtl)) + _exactly(after)
    return whole


def button_text(text: str) -> str:
    """Buttons are plain text, at most 64 characters here."""
    return clean(text)[:64] or "…"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one screen may cost. Telegram's own are wider (4,096 units, 100 entities, about 9,500 bytes)."""

    units: int = 1000
    unfolded: int = 650
    entities: int = 60
    link_bytes: int = 4000

    def fit(self, markup: Markup) -> bool:
        return (
            markup.units <= self.units
            and markup.units - markup.folded <= self.unfolded
            and markup.entities <= self.entities
            and markup.link_bytes <= self.link_bytes
        )


ALERT = Limits()
PAGE = Limits(units=1200, unfolded=1200)
DIGEST = Limits(units=1500, unfolded=1500)


def message(
    markup: Markup,
    keyboard: Keyboard = (),
    *,
    silent: bool = False,
    protect: bool = False,
    reply_quote: str | None = None,
) -> Message:
    """What is sent: both forms and the keyboard."""
    return Message(
        markup.html,
        markup.plain,
        tuple(tuple(row) for row in keyboard if row),
        silent=silent,
        protect=protect,
        reply_quote=reply_quote,
    )


def fingerprint(message: Message) -> str:
    """Equal for messages that look the same: an edit that changes nothing need not be made."""
    return content_id(message.html, *(repr(button) for row in message.keyboard for button in row))
