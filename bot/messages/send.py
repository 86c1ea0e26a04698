"""Sends and edits through python-telegram-bot; every answer Telegram can give becomes a Delivery, only here.

There is no idempotency key: what matters of a failure is whether the message may have been taken all the same.
"""

import os
import re
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import Literal

# Times as timedelta, and no deprecation warning with every flood wait. Read by the library at each use.
os.environ.setdefault("PTB_TIMEDELTA", "true")

import httpx
from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram import Message as SentMessage
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.errors import TokenRefused
from bot.messages.answers import NO_SUCH_QUOTE, NOT_MODIFIED, read_refusal
from bot.messages.render.clean import cut
from bot.messages.render.text import fingerprint
from bot.model.alert import ChatMoved, Deferred, Delivery, Sent, Unsendable, Unsure
from bot.model.ids import ChatId
from bot.model.message import Button, Copy, Keyboard, Message, Open, Press
from bot.ports import Budget, Clock

#: Nothing was accepted when one of these ended it: the connection never stood.
_SAFE = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.ProxyError,
)
_NO_CONNECTION_WAIT = timedelta(seconds=5)
_MAX_UNITS = 4096
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TIME_TAG = re.compile(r"</?tg-time[^>]*>")


class TelegramMessenger:
    """bot.ports.Messenger over one `telegram.Bot` (without a rate limiter of its own) and one budget.

    The gateway sends replies through it with `lane="reply"`; for what it has no method for (files, deletions,
    answers to presses) it takes a slot from `budget` itself and may use `attempt` to read the answer.
    """

    def __init__(self, bot: Bot, budget: Budget, clock: Clock) -> None:
        self._bot = bot
        self.budget = budget
        self._clock = clock
        self._flood = _FloodWatch(clock)

    async def send(
        self,
        chat: ChatId,
        message: Message,
        *,
        thread: str | None = None,
        reply_to: str | None = None,
        plain: bool = False,
        until: float | None = None,
        lane: Literal["alert", "reply"] = "alert",
    ) -> Delivery:
        """One message. `plain`: without markup and keyboard; `until`: Deferred if no slot came before. Raises TokenRefused."""

        async def call(text: str, mode: ParseMode | None, quote: str | None) -> SentMessage:
            return await self._bot.send_message(
                chat_id=_number(chat),
                text=text,
                parse_mode=mode,
                reply_markup=None if plain else _keyboard(message.keyboard),
                link_preview_options=_NO_PREVIEW,
                disable_notification=message.silent or None,
                protect_content=message.protect or None,
                message_thread_id=int(thread) if thread and thread.isdecimal() else None,
                reply_parameters=_reply(reply_to, quote),
            )

        return await self._send_or_edit(chat, message, call, plain, until, lane)

    async def edit(
        self,
        chat: ChatId,
        message_id: str,
        message: Message,
        *,
        plain: bool = False,
        until: float | None = None,
        lane: Literal["edit", "reply"] = "edit",
    ) -> Delivery:
        """ "Message is not modified" is Sent; a message that is gone Unsendable. Raises TokenRefused."""

        async def call(text: str, mode: ParseMode | None, _quote: str | None) -> SentMessage | bool:
            return await self._bot.edit_message_text(
                chat_id=_number(chat),
                message_id=int(message_id),
                text=text,
                parse_mode=mode,
                reply_markup=None if plain else _keyboard(message.keyboard),
                link_preview_options=_NO_PREVIEW,
            )

        delivery = await self._send_or_edit(chat, message, call, plain, until, lane)
        return Sent((message_id,), delivery.sent_hash) if isinstance(delivery, Sent) else delivery

    async def answers(self) -> bool:
        """Whether Telegram answers at all, asked without a trace: after an outage, before anything is repeated."""
        try:
            await self._bot.get_me()
        except InvalidToken:
            raise _token_refused() from None
        except RetryAfter:
            return True
        except TelegramError:
            return False
        return True

    async def tell_administrators(self, chat: ChatId, say: Callable[[str], Message]) -> bool:
        """In private, to the first who can be written to (a bot may only write to those who wrote to it first)."""
        try:
            title = (await self._bot.get_chat(_number(chat))).title or ""
            administrators = await self._bot.get_chat_administrators(_number(chat))
        except TelegramError:
            return False
        for one in administrators:
            if one.user.is_bot:
                continue
            if isinstance(await self.send(ChatId(str(one.user.id)), say(title), lane="reply"), Sent):
                return True
        return False

    def busy_for(self, chat: ChatId) -> float:
        return self.budget.busy_for(chat)

    def note(self, chat: ChatId) -> None:
        self.budget.note(chat)

    async def attempt(self, chat: ChatId, call: Callable[[], Awaitable[object]]) -> Delivery:
        """One call of the Bot API, its answer read. The slot is the caller's to take. Raises TokenRefused."""
        try:
            answer = await call()
        except TelegramError as error:
            return self._read(chat, error)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            # "ok" with a body that is no message: taken, probably, but by whom is not known.
            return Unsure(f"an answer that cannot be read ({type(error).__name__})")
        finally:
            self.budget.answered(chat)
        return Sent((str(answer.message_id),) if isinstance(answer, SentMessage) else ())

    async def _send_or_edit(
        self,
        chat: ChatId,
        message: Message,
        call: Callable[[str, ParseMode | None, str | None], Awaitable[object]],
        plain: bool,
        until: float | None,
        lane: Literal["alert", "reply", "edit"],
    ) -> Delivery:
        text, mode = (cut(message.plain, _MAX_UNITS), None) if plain else (message.html, ParseMode.HTML)
        quote = message.reply_quote
        while True:
            if not await self.budget.take(chat, lane, until):
                return Deferred(timedelta(), "no slot in time")
            delivery = await self.attempt(chat, partial(call, text, mode, quote))
            match delivery:
                case Sent(message_ids):
                    self._flood.passed()
                    return Sent(message_ids, fingerprint(message))
                # Definite refusals of one part: the same without it, at once.
                case Unsendable(why) if quote and any(words in why.lower() for words in NO_SUCH_QUOTE):
                    quote = None
                case Unsendable(markup=True) if mode and "<tg-time" in text:
                    text = _TIME_TAG.sub("", text)
                case _:
                    return delivery

    def _read(self, chat: ChatId, error: TelegramError) -> Delivery:
        said = error.message
        match error:
            case InvalidToken():
                raise _token_refused() from None
            case RetryAfter(retry_after=wait):
                delivery: Delivery = Deferred(
                    wait if isinstance(wait, timedelta) else timedelta(seconds=wait), said
                )
            case ChatMigrated(new_chat_id=new):
                delivery = ChatMoved(ChatId(str(new)))
            case Conflict():
                delivery = Deferred(_NO_CONNECTION_WAIT, said, everybody=True)
            case BadRequest() | Forbidden():
                delivery = (
                    Sent(())
                    if NOT_MODIFIED in said.lower()
                    else read_refusal(said, forbidden=isinstance(error, Forbidden))
                )
            case NetworkError():
                delivery = _read_network(error)
            case _:
                # "Invalid server response": 200 with a body that was cut.
                delivery = Unsure(said)
        if isinstance(delivery, Deferred) and not delivery.everybody:
            return self._flooded(chat, delivery.retry_after)
        return delivery

    def _flooded(self, chat: ChatId, wait: timedelta) -> Deferred:
        """One slow chat waits alone; when several are refused at once, the limit is the token's."""
        everybody = self._flood.seen(chat)
        self.budget.refused(None if everybody else chat, wait)
        return Deferred(wait, "Telegram asks to wait", everybody=everybody)


def _read_network(error: NetworkError) -> Delivery:
    cause, said = error.__cause__, error.message.lower()
    if isinstance(cause, _SAFE):
        return Deferred(_NO_CONNECTION_WAIT, f"no connection ({type(cause).__name__})", everybody=True)
    if isinstance(cause, RuntimeError):
        # The client is shut down, or not yet opened: nothing left the house.
        return Deferred(_NO_CONNECTION_WAIT, "no connection (closed)", everybody=True)
    if "too many requests" in said or "too large" in said:
        return read_refusal(said)
    return Unsure(type(cause).__name__ if cause else error.message)


class _FloodWatch:
    """Tells slow chats from a token that is over its limit: Telegram's 429 does not say which it means.

    The token is meant when several chats are refused one after the other and nothing passes in between.
    """

    CHATS, SECONDS = 3, 3.0

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._seen: deque[tuple[float, ChatId]] = deque()

    def passed(self) -> None:
        self._seen.clear()

    def seen(self, chat: ChatId) -> bool:
        now = self._clock.monotonic()
        self._seen.append((now, chat))
        while self._seen[0][0] < now - self.SECONDS:
            self._seen.popleft()
        return len({chat for _, chat in self._seen}) >= self.CHATS


def _token_refused() -> TokenRefused:
    return TokenRefused("Telegram does not know this token any more", "ask @BotFather for a new one")


def _number(chat: ChatId) -> int | str:
    return int(chat) if re.fullmatch(r"-?\d+", chat) else chat


def _reply(reply_to: str | None, quote: str | None) -> ReplyParameters | None:
    if reply_to is None or not reply_to.isdecimal():
        return None
    # A message that was deleted meanwhile must not keep the reply from being said.
    return ReplyParameters(int(reply_to), allow_sending_without_reply=True, quote=quote)


def _keyboard(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [[_button(button) for button in row] for row in keyboard if row]
    return InlineKeyboardMarkup(rows) if rows else None


def _button(button: Button) -> InlineKeyboardButton:
    match button:
        case Press(text, data):
            return InlineKeyboardButton(text, callback_data=data)
        case Open(text, url):
            return InlineKeyboardButton(text, url=url)
        case Copy(text, payload):
            return InlineKeyboardButton(text, copy_text=CopyTextButton(payload))
