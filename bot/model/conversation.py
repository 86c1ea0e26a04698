"""What people say to the bot and what it answers: no messenger's types. `handler(Request, Services) → Reply`."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.model.ids import ChatId
from bot.model.message import Keyboard, Message
from bot.model.subscription import ChatKind


@dataclass(frozen=True, slots=True)
class Request:
    """A command, a press of a button, or plain text, from somebody in a chat."""

    chat: ChatId
    kind: ChatKind
    #: Without slash and bot name, lower case; "" for plain text and presses.
    command: str = ""
    #: What follows the command, or the plain text, as typed.
    text: str = ""
    #: A press: the button's data, else None.
    data: str | None = None
    #: The person, None where unknown (a channel post, an anonymous administrator).
    person: str | None = None
    #: Telegram's language of the person, as "de"; None where unknown.
    language: str | None = None
    #: May change the chat's subscription: always in private, in groups and channels FACTS 18.
    may_manage: bool = False
    is_operator: bool = False
    thread: str | None = None
    #: The message the person wrote or the button stands under.
    message_id: str | None = None
    #: The message of ours that was replied to.
    reply_to: str | None = None
    chat_title: str | None = None
    #: The bot was just added to this group or channel.
    added: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A new message; in the chat of the request unless `chat` says another. Replies to the request in groups."""

    message: Message
    chat: ChatId | None = None
    thread: str | None = None
    #: Reply to the message of the request.
    reply: bool = False
    #: Reply to this message of ours, in the chat of the request.
    reply_to: str | None = None
    #: In groups: deleted again after so many seconds.
    fleeting: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """The message pressed in becomes this one; `keyboard_only` leaves its words."""

    message: Message
    keyboard_only: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """A short notice over the chat; `alert` asks to be closed. ≤ 200 characters, no markup."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A file."""

    name: str
    content: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    content: bytes
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Deletion:
    """The message with this id goes (default: the one pressed in)."""

    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """Nothing is said (groups; messages for other bots)."""


OneReply = Say | Edit | Toast | Document | Photo | Deletion | Silence
Reply = OneReply | Sequence[OneReply]

__all__ = [
    "Deletion", "Document", "Edit", "Keyboard", "OneReply", "Photo", "Reply", "Request", "Say", "Silence", "Toast",
]  # fmt: skip
