"""Alerts: one story owed to one chat; what came of sending it, and what that changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum

from bot.model.ids import AlertId, ChatId, InterestKey, StoryId


class Rank(IntEnum):
    """The order in which the outbox is claimed."""

    URGENT = 0  # withdrawals, corrections
    BROADCAST = 1
    EDIT = 2  # a sent message brought up to date
    DIGEST = 3


class AlertState(StrEnum):
    OWED = "owed"
    #: Written down durably before sending; found so after a crash it is unsure, never simply due.
    INTENDED = "intended"
    SENT = "sent"
    #: Given up: the chat is gone, or it cannot be sent. Kept so that it is not owed again.
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Alert:
    """One story owed to one chat. Once SENT it stays, with the ids of the messages it became."""

    id: AlertId
    story: StoryId
    chat: ChatId
    due_at: datetime
    #: When it was first owed: "older than" is counted from here.
    owed_since: datetime
    thread: str | None = None
    rank: Rank = Rank.BROADCAST
    state: AlertState = AlertState.OWED
    #: Interests of this chat that the story reached, the strongest first.
    interests: tuple[InterestKey, ...] = ()
    #: The messages it became; an alert with these that is OWED again owes an edit.
    message_ids: tuple[str, ...] = ()
    #: The message to reply to (a development replies to the first alert).
    reply_to: str | None = None
    attempts: int = 0
    sent_at: datetime | None = None
    #: It may have arrived twice: the connection died when Telegram may already have taken it.
    possible_repeat: bool = False
    #: Send without markup: Telegram could not parse what render made (a bug of ours).
    plain: bool = False
    error: str | None = None
    #: Hash of what was last sent, so that an edit that changes nothing is not made.
    sent_hash: str | None = None
    seq: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on one thing until a time; `token` grows with each claim of that key."""

    key: str
    token: int
    attempt: int
    #: On Clock.monotonic.
    until: float


# What came of sending. The world's outcomes are values; each must be treated.


@dataclass(frozen=True, slots=True)
class Sent:
    message_ids: tuple[str, ...]
    sent_hash: str | None = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """Not taken, certainly: flood wait, or the connection never stood. `everybody`: the whole bot must wait."""

    retry_after: timedelta
    why: str
    everybody: bool = False


@dataclass(frozen=True, slots=True)
class Unsure:
    """It may have arrived: the answer was lost."""

    why: str


@dataclass(frozen=True, slots=True)
class ChatGone:
    """Blocked, kicked, deactivated, deleted: the subscription ends. `certain` is False for "chat not found"."""

    why: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class ChatMoved:
    """The group became a supergroup."""

    to: ChatId


@dataclass(frozen=True, slots=True)
class ChatHeld:
    """A right is missing or the forum topic is closed: held for a week, an administrator is told once."""

    why: str
    #: The forum topic is closed or deleted, not the chat.
    topic: bool = False


@dataclass(frozen=True, slots=True)
class Unsendable:
    """This message cannot be sent, others can. `markup`: the same without markup may; `gone`: the edited is gone."""

    why: str
    markup: bool = False
    gone: bool = False
    too_long: bool = False


Delivery = Sent | Deferred | Unsure | ChatGone | ChatMoved | ChatHeld | Unsendable


# What a settlement does to the chat.


@dataclass(frozen=True, slots=True)
class EndChat:
    """The subscription and all alerts owed to it end; nothing of it is kept but the end."""

    why: str


@dataclass(frozen=True, slots=True)
class MoveChat:
    """Subscription and alerts move to the new id in one piece."""

    to: ChatId


@dataclass(frozen=True, slots=True)
class HoldChat:
    until: datetime
    why: str
    #: Owed to tell somebody (once per hold).
    tell: bool = True


ChatChange = EndChat | MoveChat | HoldChat


@dataclass(frozen=True, slots=True)
class Settlement:
    """What a delivery changed: the alert as it now stands, and the chat. Written as one."""

    alert: Alert
    chat: ChatChange | None = None
    #: No alert may be sent by anybody before this (Telegram told the whole bot to wait).
    pause_until: datetime | None = None
