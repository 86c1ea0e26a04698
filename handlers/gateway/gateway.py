"""One update in, its answer out. Whatever goes wrong, the person gets one calm sentence and the log no word of theirs."""

import asyncio
import logging
import traceback
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from telegram import Bot, Update
from telegram.error import TelegramError

from bot.clock import SetClock
from bot.messages.render.talk import render_trouble
from bot.messages.render.welcome import render_channel_ready
from bot.messages.send import TelegramMessenger
from bot.model.conversation import OneReply, Reply, Say, Toast
from bot.model.ids import ChatId
from bot.model.subscription import ChatKind
from handlers.dispatch import answer, needs_rights
from handlers.gateway.elsewhere import Elsewhere, add_address, channel_button, find_elsewhere
from handlers.gateway.queues import Queues
from handlers.gateway.replies import Here, Replies
from handlers.gateway.rights import is_manager
from handlers.gateway.updates import (
    ChannelOpened,
    Ended,
    Happened,
    Heard,
    MayWrite,
    Moved,
    Self,
    read_update,
)
from handlers.holds import lift_hold, try_again
from handlers.services import Services

log = logging.getLogger(__name__)

Work = Coroutine[None, None, None]
#: Update ids remembered, so that one delivered twice is handled once.
_REMEMBERED = 4096
#: Seconds after which a press is answered even if what it asked for still takes time.
_AT_ONCE = 0.7


class Gateway:
    def __init__(
        self, bot: Bot, services: Services, messenger: TelegramMessenger, running: Callable[[], bool]
    ) -> None:
        self._bot = bot
        self._services = services
        self._messenger = messenger
        self._replies = Replies(bot, messenger, services.store, services.clock, running)
        self._queues = Queues(running)
        self._seen: OrderedDict[int, None] = OrderedDict()
        #: Telegram's menus being published; held so that it is not collected.
        self.menus: asyncio.Task[None] | None = None

    def take(self, update: Update) -> Iterator[Work]:
        """What must be run for an update, now; nothing for what is not for us or was here before."""
        if update.update_id in self._seen:
            return
        self._seen[update.update_id] = None
        while len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        instance = self._services.instance
        self_ = Self(self._bot.id, self._bot.username, instance.operators)
        clock = self._services.clock
        # A clock that was set says nothing about Telegram's.
        happened = read_update(update, self_, None if isinstance(clock, SetClock) else clock.now())
        if happened is None:
            return
        chat = _chat_of(happened)
        late = self._queues.busy(chat)
        if late and isinstance(happened, Heard) and happened.query is not None:
            # Others are before it: the button must not go on turning meanwhile.
            yield self._acknowledge(happened.query)
            happened = replace(happened, query=None)
        done = happened

        async def work() -> None:
            await self._calmly(done)

        worker = self._queues.put(chat, work)
        if worker is not None:
            yield worker

    async def _calmly(self, happened: Happened) -> None:
        """Nothing that goes wrong for one person may stop the answers to the others."""
        try:
            await self._handle(happened)
        except Exception as error:  # noqa: BLE001 — the last door: it is logged, and the person is told
            _log_fault(error)
            if isinstance(happened, Heard):
                await self._apologize(happened)

    async def _handle(self, happened: Happened) -> None:
        subscriptions = self._services.store.subscriptions
        match happened:
            case Heard():
                await self._answer(happened)
            case Moved(old, new):
                await subscriptions.move(old, new)
            case Ended(chat, why):
                # A chat that was forgotten stays so.
                if await subscriptions.get(chat) is not None:
                    await subscriptions.end(chat, why)
            case MayWrite(chat):
                await lift_hold(chat, self._services)
            case ChannelOpened(chat):
                await lift_hold(chat, self._services)
                await self._channel_opened(happened)

    async def _answer(self, heard: Heard) -> None:
        here = _here(heard)
        elsewhere = await find_elsewhere(self._bot, heard, self._services)
        request = elsewhere.request if isinstance(elsewhere, Elsewhere) else heard.request
        if isinstance(elsewhere, Toast):
            await self._give(elsewhere, heard.query, here)
            return
        if request.kind is not ChatKind.PRIVATE and (request.command or request.data is not None):
            await try_again(request.chat, self._services)
        if elsewhere is None and (request.kind is ChatKind.PRIVATE or heard.as_chat):
            request = replace(request, may_manage=True)
        elif elsewhere is None and needs_rights(request):
            managed = await is_manager(self._bot, request.chat, request.person)
            request = replace(request, may_manage=managed)
        work = asyncio.ensure_future(answer(request, self._services))
        query = heard.query
        if query is not None:
            await asyncio.wait({work}, timeout=_AT_ONCE)
            if not work.done():
                await self._acknowledge(query)
                query = None
        reply = await work
        await self._give(add_address(reply, elsewhere.address) if elsewhere else reply, query, here)

    async def _give(self, reply: Reply, query: str | None, here: Here) -> None:
        """A press is answered first, with the toast if there is one; then the rest in its order."""
        replies: list[OneReply] = list(reply) if isinstance(reply, Sequence) else [reply]
        if query is not None:
            toast = next((each for each in replies if isinstance(each, Toast)), None)
            await self._acknowledge(query, toast)
            replies = [each for each in replies if each is not toast]
        for each in replies:
            await self._replies.give(each, here)

    async def _acknowledge(self, query: str, toast: Toast | None = None) -> None:
        try:
            await self._bot.answer_callback_query(
                query, toast.text[:200] if toast else None, show_alert=toast.alert if toast else None
            )
        except TelegramError as error:
            # Too old, or the connection: the button stops turning by itself.
            log.info("a press was not answered (%s)", type(error).__name__)

    async def _apologize(self, heard: Heard) -> None:
        t = self._services.translator(heard.request.language or "en")
        if heard.request.kind is not ChatKind.PRIVATE and heard.query is None:
            return
        try:
            if heard.query is not None:
                text = t("That did not work, and whoever runs this can see it. Please try once more.")
                await self._acknowledge(heard.query, Toast(text, alert=True))
            else:
                await self._replies.give(Say(render_trouble(t)), _here(heard))
        except Exception as error:  # noqa: BLE001 — nothing is left to be tried
            _log_fault(error)

    async def _channel_opened(self, opened: ChannelOpened) -> None:
        """Said in private to who made the bot an administrator, if they ever wrote to it; the channel stays quiet."""
        t = self._services.translator(opened.language or "en")
        message = render_channel_ready(opened.title, t, channel_button(opened.chat, self._services))
        await self._replies.give(Say(message), Here(ChatId(opened.person), group=False))


def _chat_of(happened: Happened) -> ChatId:
    match happened:
        case Heard(request):
            return request.chat
        case Moved(old, _):
            return old
        case Ended(chat, _) | ChannelOpened(chat, _, _, _) | MayWrite(chat):
            return chat


def _here(heard: Heard) -> Here:
    request = heard.request
    pressed = request.message_id if request.data is not None else None
    said = request.message_id if request.data is None and not request.added else None
    return Here(request.chat, request.kind is not ChatKind.PRIVATE, request.thread, said, pressed)


def _log_fault(error: Exception) -> None:
    """Where it happened and of what kind; never its words, which may be somebody's."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    where = " < ".join(f"{PurePath(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    log.error("answering failed: %s at %s", type(error).__name__, where)
