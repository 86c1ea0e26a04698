"""The way to Telegram: connected, watched, and closed; the only place besides send and gateway that knows its library."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.clock import lasting
from bot.config import Config
from bot.deliver import Deliverer
from bot.errors import TokenInUse, TokenRefused, WatchwordError
from bot.locales.translate import translator
from bot.messages.lanes import Lanes
from bot.model.interest import Topic
from bot.poll import Teller
from bot.ports import Clock, Store
from handlers.services import Instance, Services, TryFeed, make_services

if TYPE_CHECKING:
    from telegram.ext import Application

log = logging.getLogger(__name__)

#: What was sent so long ago no longer counts for Telegram's limits.
LANES_LOOK_BACK = timedelta(seconds=60)
#: So long after a 409 the other process may still be there: between two tries python-telegram-bot waits up to 30 s.
CONFLICT_QUIET = timedelta(seconds=60)
#: 409s over so long: this process gives way.
CONFLICT_LIMIT = timedelta(seconds=30)
SECRET_BYTES = 32


class Fatal:
    """The first fault that ends the run, raised once everything is put away."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._error: WatchwordError | None = None

    def __call__(self, error: WatchwordError) -> None:
        self._error = self._error or error
        self._stop.set()

    def raise_if_any(self) -> None:
        if self._error is not None:
            raise self._error


class TelegramSide:
    """Answers people and delivers; nothing is delivered before `connect` or while another process has the token."""

    def __init__(
        self,
        config: Config,
        clock: Clock,
        store: Store,
        topics: tuple[Topic, ...],
        teller: Teller,
        try_feed: TryFeed,
        fatal: Fatal,
    ) -> None:
        self._config, self._clock, self._store = config, clock, store
        self._topics, self._teller, self._try_feed, self._fatal = topics, teller, try_feed, fatal
        self._conflict = ConflictWatch(clock, fatal)
        self._deliverer: Deliverer | None = None

    async def deliver_due(self, n: int) -> int:
        if self._deliverer is None or self._conflict.holds():
            return 0
        return await self._deliverer.deliver_due(n)

    async def connect(self, stack: AsyncExitStack) -> None:
        """Comes back once Telegram answers; what it opened is closed with the stack. Raises TokenRefused."""
        # 42 MB and 270 ms that commands without Telegram need not pay.
        from telegram.error import Conflict, TelegramError

        from bot.messages.send import TelegramMessenger
        from handlers.gateway import register
        from handlers.gateway.updates import ALLOWED_UPDATES

        config = self._config
        assert config.token is not None
        application = _application(config.token, config.api_url, self._fatal)
        await self._initialize(application.initialize)
        stack.push_async_callback(application.shutdown)
        lanes = Lanes(self._clock)
        lanes.start_from(await self._store.outbox.sent_since(self._clock.now() - LANES_LOOK_BACK))
        messenger = TelegramMessenger(application.bot, lanes, self._clock)
        register(application, self._services(application.bot.username), messenger)

        def on_error(error: TelegramError) -> None:
            match error:
                case Conflict():
                    self._conflict.seen()
                case _:
                    log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)

        assert application.updater is not None
        await application.updater.start_polling(
            error_callback=on_error, drop_pending_updates=False, allowed_updates=ALLOWED_UPDATES
        )
        await application.start()
        stack.push_async_callback(application.stop)
        stack.push_async_callback(application.updater.stop)
        self._deliverer = Deliverer(self._store, messenger, self._clock, self._topics, translator)

    async def _initialize(self, initialize: Callable[[], Awaitable[None]]) -> None:
        from telegram.error import InvalidToken, NetworkError

        delay = 1.0
        while True:
            try:
                return await initialize()
            except InvalidToken:
                raise _refused() from None
            except NetworkError as error:
                log.warning("Telegram cannot be reached (%s); trying again", type(error).__name__)
                await asyncio.sleep(delay)
                delay = min(delay * 2, 60.0)

    def _services(self, bot_username: str) -> Services:
        config = self._config
        run_by = config.run_by or config.contact or ""
        return make_services(
            store=self._store,
            clock=self._clock,
            topics=self._topics,
            translator=translator,
            read_now=self._teller.tell_page,
            try_feed=self._try_feed,
            instance=Instance(config.operators, config.open, run_by, config.code_url, version("watchword")),
            secret=_secret(config.folder),
            bot_username=bot_username,
        )


def _application(token: str, api_url: str, fatal: Fatal) -> "Application[Any, Any, Any, Any, Any, Any]":
    from telegram import Update
    from telegram.error import InvalidToken, NetworkError, TelegramError
    from telegram.ext import ApplicationBuilder, ExtBot
    from telegram.request import HTTPXRequest

    # A connection whose request was cut off may stay counted as taken for ever, and a pool of one would be deaf:
    # each failure starts with fresh ones, and the second serves the request that ends the polling.
    polling_request = HTTPXRequest(connection_pool_size=2)

    class Polling(ExtBot[None]):
        """At a 401 the library would end its polling without telling anybody, and raise it again when stopped."""

        async def get_updates(self, *args: Any, **more: Any) -> tuple[Update, ...]:
            try:
                return await self._ask_twice(*args, **more)
            except InvalidToken:
                fatal(_refused())
                await asyncio.sleep(1)
                return ()
            except TelegramError:
                # Asked once more while it stops, only to say what was read: a Telegram that is away may miss that.
                if not more.get("timeout"):
                    return ()
                raise

        async def _ask_twice(self, *args: Any, **more: Any) -> tuple[Update, ...]:
            try:
                return await super().get_updates(*args, **more)
            except NetworkError:
                # Telegram closes a connection now and then; that it is away only a fresh one can tell.
                await polling_request.shutdown()
                await polling_request.initialize()
                return await super().get_updates(*args, **more)

    bot = Polling(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=HTTPXRequest(connection_pool_size=256),
        get_updates_request=polling_request,
    )
    return ApplicationBuilder().bot(bot).concurrent_updates(True).build()


def _refused() -> TokenRefused:
    return TokenRefused(
        "Telegram does not know this token", "ask @BotFather for the token and put it where it was"
    )


class ConflictWatch:
    """409: another process polls with this token. Nothing is delivered from the first one on; two must never both."""

    def __init__(self, clock: Clock, fatal: Callable[[WatchwordError], None]) -> None:
        self._clock, self._fatal = clock, fatal
        self._first: float | None = None
        self._last = 0.0

    def seen(self) -> None:
        """A 409 came; the second of a row may be the one too many."""
        now = self._clock.monotonic()
        if self._first is None or not self.holds():
            self._first = now
            log.error("another process polls with this token; nothing is delivered while it does")
        self._last = now
        if now - self._first >= lasting(self._clock, CONFLICT_LIMIT).total_seconds():
            self._fatal(
                TokenInUse(
                    "another process polls with this token",
                    "stop the other one, or give this one a token of its own",
                )
            )

    def holds(self) -> bool:
        if self._first is None:
            return False
        return self._clock.monotonic() - self._last < lasting(self._clock, CONFLICT_QUIET).total_seconds()


def _secret(folder: Path) -> bytes:
    """Signs invitations; made once, kept beside the store, there whole or not at all."""
    path = folder / "invitations.key"
    if not path.exists() or path.stat().st_size < SECRET_BYTES:
        part = path.with_suffix(".part")
        part.touch(mode=0o600)
        part.write_bytes(secrets.token_bytes(SECRET_BYTES))
        part.replace(path)
    return path.read_bytes()
