"""Messages: what is said in a chat, rendered; without a word of any messenger's library."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Press:
    """A button that comes back to us: ≤ 64 bytes of data, ≤ 16 by our own rule (verb and story code)."""

    text: str
    data: str


@dataclass(frozen=True, slots=True)
class Open:
    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Copy:
    """Copies 1 to 256 UTF-16 units."""

    text: str
    payload: str


Button = Press | Open | Copy
Keyboard = Sequence[Sequence[Button]]


@dataclass(frozen=True, slots=True)
class Message:
    """HTML of Telegram's kind, made by bot.messages.render only. Link previews are always off."""

    html: str
    #: The same words without markup, for when the markup is refused.
    plain: str
    keyboard: Keyboard = ()
    #: Does not ring.
    silent: bool = False
    #: No forwarding, no saving.
    protect: bool = False
    #: An exact part of the message replied to.
    reply_quote: str | None = None
