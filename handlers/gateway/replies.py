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

#: Times that an answer is tried which Telegram certainly did not take.
_TRIES = 3
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

    def __init__(self, bot: Bot, messenger: TelegramMessenger, store: Store, clock: Clock) -> None:
        self._bot = bot
        self._messenger = messenger
        self._store = store
        self._clock = clock
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
        sent = await self._send(chat, say.message, thread, reply_to)
        if say.fleeting is not None and here.group and isinstance(sent, Sent) and sent.message_ids:
            self._later(say.fleeting, chat, sent.message_ids[0])

    async def _send(
        self, chat: ChatId, message: Message, thread: str | None, reply_to: str | None
    ) -> Delivery:
        """Repeated only if Telegram certainly did not take it."""
        plain = False
        delivery: Delivery = Unsure("not tried")
        for _ in range(_TRIES):
            delivery = await self._messenger.send(
                chat, message, thread=thread, reply_to=reply_to, plain=plain, lane="reply"
            )
            match delivery:
                case Deferred():
                    continue
                case Unsendable(markup=True) if not plain:
                    log.error("Telegram did not take the markup of an answer")
                    plain = True
                case ChatMoved(to):
                    await self._store.subscriptions.move(chat, to)
                    chat, reply_to = to, None
                case _:
                    break
        await self._note(chat, delivery)
        return delivery

    async def _edit(self, message: Message, here: Here, pressed: str) -> None:
        plain = False
        for _ in range(_TRIES):
            delivery = await self._messenger.edit(here.chat, pressed, message, plain=plain, lane="reply")
            match delivery:
                case Deferred():
                    continue
                case Unsendable(gone=True):
                    await self._send(here.chat, message, here.thread, None)
                    return
                case Unsendable(markup=True) if not plain:
                    log.error("Telegram did not take the markup of an answer")
                    plain = True
                case _:
                    await self._note(here.chat, delivery)
                    return

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
        for _ in range(_TRIES):
            await self._messenger.budget.take(chat, "reply")
            delivery = await self._messenger.attempt(chat, call)
            if not isinstance(delivery, Deferred):
                await self._note(chat, delivery)
                return

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
