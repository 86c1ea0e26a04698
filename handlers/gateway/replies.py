"""Replies become messages, edits, files and deletions: in the reply lane, so that people never wait for alerts."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from telegram import Bot

from bot.messages.render.talk import render_sentence
from bot.messages.send import TelegramMessenger
from bot.model.alert import ChatGone, ChatHeld, ChatMoved, Deferred, Delivery, Sent, Unsendable, Unsure
from bot.model.conversation import Deletion, Document, Edit, OneReply, Photo, Say, Silence, Toast
from bot.model.ids import ChatId
from bot.model.message import Message
from bot.ports import Clock, Store

log = logging.getLogger(__name__)

#: Seconds for which an answer is tried: later nobody waits for it.
_PATIENCE = 300.0
#: Seconds between two tries without a connection.
_PAUSE = 2.0
#: Telegram's limit for the words under a file.
_CAPTION = 1024


@dataclass(frozen=True, slots=True)
class Here:
    """Where something was said, and where it is answered."""

    chat: ChatId
    group: bool
    thread: str | None = None
    #: The message to answer; None for a press and where nothing was written.
    said: str | None = None
    #: The message that was pressed in.
    pressed: str | None = None


class Replies:
    """`give` says one reply where it belongs. Raises TokenRefused."""

    def __init__(
        self,
        bot: Bot,
        messenger: TelegramMessenger,
        store: Store,
        clock: Clock,
        running: Callable[[], bool],
    ) -> None:
        self._bot = bot
        self._messenger = messenger
        self._store = store
        self._clock = clock
        self._running = running
        self._fleeting: set[asyncio.Task[None]] = set()

    async def give(self, reply: OneReply, here: Here) -> None:
        match reply:
            case Say():
                await self._say(reply, here)
            case Edit(message) if here.pressed is not None:
                await self._edit(message, here, here.pressed)
            case Edit(message):
                await self._say(Say(message), here)
            case Toast(text):
                # Too late to stand over the chat, or nothing was pressed.
                await self._say(Say(render_sentence(text), fleeting=60), here)
            case Document() | Photo():
                await self._file(reply, here)
            case Deletion(message_id):
                await self._delete(here.chat, message_id or here.pressed)
            case Silence():
                pass

    async def _say(self, say: Say, here: Here) -> None:
        chat = say.chat or here.chat
        elsewhere = chat != here.chat
        thread = say.thread or (None if elsewhere else here.thread)
        reply_to = here.said if say.reply and here.group and not elsewhere else None
        if say.reply_to is not None and not elsewhere:
            reply_to = say.reply_to
        sent = await self._send(chat, say.message, thread, reply_to)
        if say.fleeting is not None and here.group and isinstance(sent, Sent) and sent.message_ids:
            self._later(say.fleeting, chat, sent.message_ids[0])

    async def _send(
        self, chat: ChatId, message: Message, thread: str | None, reply_to: str | None
    ) -> Delivery:
        plain = False

        async def call() -> Delivery:
            return await self._messenger.send(
                chat, message, thread=thread, reply_to=reply_to, plain=plain, lane="reply"
            )

        delivery = await self._insist(call)
        match delivery:
            case Unsendable(markup=True):
                log.error("Telegram did not take the markup of an answer")
                plain = True
                delivery = await self._insist(call)
            case ChatMoved(to):
                await self._store.subscriptions.move(chat, to)
                chat, reply_to = to, None
                delivery = await self._insist(call)
            case _:
                pass
        await self._note(chat, delivery)
        return delivery

    async def _edit(self, message: Message, here: Here, pressed: str) -> None:
        plain = False

        async def call() -> Delivery:
            return await self._messenger.edit(here.chat, pressed, message, plain=plain, lane="reply")

        delivery = await self._insist(call)
        match delivery:
            case Unsendable(gone=True):
                await self._send(here.chat, message, here.thread, None)
            case Unsendable(markup=True):
                log.error("Telegram did not take the markup of an answer")
                plain = True
                await self._note(here.chat, await self._insist(call))
            case _:
                await self._note(here.chat, delivery)

    async def _insist(self, call: Callable[[], Awaitable[Delivery]]) -> Delivery:
        """Tried again while Telegram certainly did not take it, for a while; once more if nobody knows."""
        clock = self._clock
        give_up = clock.monotonic() + _PATIENCE
        repeated = False
        while True:
            delivery = await call()
            if clock.monotonic() > give_up or not self._running():
                return delivery
            match delivery:
                case Deferred(retry_after=wait, everybody=everybody):
                    # A flood wait is the budget's to keep; without a connection there is nothing else to wait for.
                    await clock.sleep(min(wait.total_seconds(), _PAUSE) if everybody else 0.0)
                case Unsure() if not repeated:
                    repeated = True
                    await self._until_it_answers(give_up)
                case _:
                    return delivery

    async def _until_it_answers(self, give_up: float) -> None:
        """After an answer was lost: nothing is repeated into the same hole."""
        await self._clock.sleep(_PAUSE)
        while not await self._messenger.answers():
            if self._clock.monotonic() > give_up or not self._running():
                return
            await self._clock.sleep(_PAUSE)

    async def _file(self, reply: Document | Photo, here: Here) -> None:
        thread = int(here.thread) if here.thread else None
        caption = reply.caption[:_CAPTION] or None

        async def call() -> object:
            if isinstance(reply, Photo):
                return await self._bot.send_photo(
                    int(here.chat), reply.content, caption=caption, message_thread_id=thread
                )
            return await self._bot.send_document(
                int(here.chat), reply.content, filename=reply.name, caption=caption, message_thread_id=thread
            )

        await self._attempt(here.chat, call)

    async def _delete(self, chat: ChatId, message_id: str | None) -> None:
        if message_id is None:
            return

        async def call() -> object:
            return await self._bot.delete_message(int(chat), int(message_id))

        await self._attempt(chat, call)

    async def _attempt(self, chat: ChatId, call: Callable[[], Awaitable[object]]) -> None:
        """What the messenger has no method for."""

        async def attempt() -> Delivery:
            await self._messenger.budget.take(chat, "reply")
            return await self._messenger.attempt(chat, call)

        await self._note(chat, await self._insist(attempt))

    async def _note(self, chat: ChatId, delivery: Delivery) -> None:
        """What an answer taught about the chat; alerts learn the rest by themselves."""
        match delivery:
            case ChatGone(why, certain=True) if await self._store.subscriptions.get(chat) is not None:
                await self._store.subscriptions.end(chat, why)
            case Sent() | ChatGone() | ChatMoved():
                pass
            case Unsendable() | ChatHeld() | Unsure() | Deferred():
                # Telegram's own sentence may quote the message.
                log.warning("an answer was not delivered (%s)", type(delivery).__name__)

    def _later(self, seconds: int, chat: ChatId, message_id: str) -> None:
        """In a group answers go away. In memory only: after a restart one may stay."""

        async def go() -> None:
            await self._clock.sleep(seconds)
            await self._delete(chat, message_id)

        task = asyncio.get_running_loop().create_task(go())
        self._fleeting.add(task)
        task.add_done_callback(self._fleeting.discard)
