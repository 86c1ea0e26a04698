"""Composition root: the only module that knows everybody. `run_bot` is the bot; the rest opens parts for commands."""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from datetime import timedelta
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from bot.clock import lasting
from bot.config import Config
from bot.deliver import Deliverer
from bot.errors import TokenInUse, TokenRefused, TopicError, WatchwordError
from bot.locales.translate import translator
from bot.messages.lanes import Lanes
from bot.model.interest import Topic
from bot.model.kept import Kept
from bot.net.fetch import GuardedFetcher
from bot.poll import Articles, Pace, Poller, Teller
from bot.ports import Clock, Fetcher, OpenStore, Reader, Store
from bot.reading.child import ReadingChild
from bot.schedule import Schedule
from bot.topics.load import load_topics
from handlers.services import Instance, Services, make_services
from storage.open import open_store

if TYPE_CHECKING:
    from storage.export.read import ExportFile

log = logging.getLogger(__name__)

#: Loaded into the reading child before it is needed: a job then starts in 10 ms.
PRELOAD = ("bot.feeds.read", "bot.articles.read")
#: What was sent so long ago no longer counts for Telegram's limits.
LANES_LOOK_BACK = timedelta(seconds=60)
#: So long after a 409 the other process may still be there: between two tries python-telegram-bot waits up to 30 s.
CONFLICT_QUIET = timedelta(seconds=60)
#: 409s over so long: this process gives way.
CONFLICT_LIMIT = timedelta(seconds=30)


def topics_of(config: Config) -> tuple[Topic, ...]:
    return load_topics(config.topics_folder).topics


def topic_problems(config: Config) -> tuple[TopicError, ...]:
    return load_topics(config.topics_folder).problems


def open_archive(config: Config, clock: Clock) -> OpenStore:
    """The store for reading only, whether the bot runs or not. StoreError where there is none yet."""
    return open_store(f"tiny:{config.folder}", clock, read_only=True)


def open_alone(config: Config, clock: Clock) -> OpenStore:
    """The store to change it while the bot does not run; StoreInUse while it does."""
    return open_store(f"tiny:{config.folder}", clock)


async def export_store(
    store: Store, out: BinaryIO, passphrase: str | None, clock: Clock, tell: Callable[[Kept], None]
) -> Mapping[str, int]:
    """All that the store holds as JSON lines; subscribers only with a passphrase. How many of each kind."""
    from storage.export.box import lock as make_lock
    from storage.export.lines import Head
    from storage.export.write import write_export

    lock, boxes = make_lock(passphrase) if passphrase is not None else (None, None)
    return await write_export(store, out, Head(version("watchword"), clock.now(), lock), boxes, tell)


def open_export(file: BinaryIO, name: str, ask: Callable[[], str]) -> "ExportFile":
    """What `export_store` wrote; StoreError, with the line, for anything else. `ask` gives the passphrase if needed."""
    from storage.export.read import ExportFile

    return ExportFile(file, name, ask)


async def open_reader(stack: AsyncExitStack) -> Reader:
    return await stack.enter_async_context(ReadingChild(preload=PRELOAD))


async def open_reading(stack: AsyncExitStack, config: Config, clock: Clock) -> tuple[Fetcher, Reader]:
    """The way in without a store: what `check` and `explain` need."""
    fetcher = GuardedFetcher(
        clock, allow_private=config.allow_private, contact=config.contact, version=version("watchword")
    )
    await stack.enter_async_context(fetcher)
    return fetcher, await open_reader(stack)


async def run_bot(config: Config, clock: Clock, stop: asyncio.Event, ready: Callable[[], None]) -> None:
    """The bot until `stop` is set. `ready` is called once it polls, answers and delivers.

    Feeds are read, and alerts owed, also while Telegram cannot be reached.
    Raises TokenRefused, TokenInUse, StoreInUse, StoreDamaged.
    """
    fatal = Fatal(stop)
    async with AsyncExitStack() as stack:
        store = await stack.enter_async_context(open_store(f"tiny:{config.folder}", clock))
        await store.feeds.configure(config.feeds, clock.now())
        fetcher, reader = await open_reading(stack, config, clock)
        loaded = load_topics(config.topics_folder)
        for problem in loaded.problems:
            log.error("topic file left out: %s (remedy: %s)", problem, problem.remedy)
        teller = Teller(loaded.topics, store, Articles(fetcher, reader), clock)
        poller = Poller(store, fetcher, reader, clock, teller, Pace(config.floor, config.ceiling))
        # Compiled, and looked back over, before people wait for answers.
        await teller.matcher()
        await poller.warm_up()
        telegram = TelegramSide(config, clock, store, loaded.topics, teller, fatal)
        schedule = Schedule(poller.poll_due, telegram.deliver_due, lambda: store.tidy(clock.now()), fatal)
        # Closed last in, first out: what is under way is sent before the way to Telegram closes.
        telegrams = await stack.enter_async_context(AsyncExitStack())
        schedule.start()
        stack.push_async_callback(schedule.stop)
        connecting = asyncio.ensure_future(telegram.connect(telegrams))
        stopped = asyncio.ensure_future(stop.wait())
        stack.callback(stopped.cancel)
        await asyncio.wait((connecting, stopped), return_when=asyncio.FIRST_COMPLETED)
        if connecting.done():
            connecting.result()
            ready()
            await stopped
        else:
            connecting.cancel()
        log.info("stopping: what is under way is finished")
    fatal.raise_if_any()


async def name_of_token(token: str, api_url: str = Config().api_url) -> str:
    """The bot's name behind a token; TokenRefused if Telegram does not know it or cannot be reached."""
    from telegram import Bot
    from telegram.error import InvalidToken, TelegramError

    try:
        async with Bot(token, base_url=f"{api_url}/bot") as bot:
            return bot.username
    except InvalidToken:
        raise TokenRefused(
            "Telegram does not know this token", "copy it again from @BotFather, whole"
        ) from None
    except TelegramError as error:
        raise TokenRefused(
            f"Telegram cannot be reached ({type(error).__name__}): nothing was written",
            "look at the connection",
        ) from None


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
        fatal: Fatal,
    ) -> None:
        self._config, self._clock, self._store = config, clock, store
        self._topics, self._teller, self._fatal = topics, teller, fatal
        self._conflict = ConflictWatch(clock, fatal)
        self._deliverer: Deliverer | None = None

    async def deliver_due(self, n: int) -> int:
        if self._deliverer is None or self._conflict.holds():
            return 0
        return await self._deliverer.deliver_due(n)

    async def connect(self, stack: AsyncExitStack) -> None:
        """Comes back once Telegram answers; what it opened is closed with the stack. Raises TokenRefused."""
        # 42 MB and 270 ms that commands without Telegram need not pay.
        from telegram.error import Conflict, InvalidToken, TelegramError
        from telegram.ext import ApplicationBuilder

        from bot.messages.send import TelegramMessenger
        from handlers.gateway import register
        from handlers.gateway.updates import ALLOWED_UPDATES

        config = self._config
        assert config.token is not None
        application = (
            ApplicationBuilder()
            .token(config.token)
            .base_url(f"{config.api_url}/bot")
            .base_file_url(f"{config.api_url}/file/bot")
            .concurrent_updates(True)
            .build()
        )
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
                case InvalidToken():
                    self._fatal(_refused())
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
            instance=Instance(config.operators, config.open, run_by, config.code_url, version("watchword")),
            secret=_secret(config.folder),
            bot_username=bot_username,
        )


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
    """Signs invitations; made once, kept beside the store."""
    path = folder / "invitations.key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()
