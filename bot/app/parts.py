"""Parts of the bot, opened for commands that need no more."""

from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from importlib.metadata import version
from typing import TYPE_CHECKING, BinaryIO

from bot.config import Config
from bot.errors import TokenRefused, TopicError
from bot.model.interest import Topic
from bot.model.kept import Kept
from bot.net.fetch import GuardedFetcher
from bot.ports import Clock, Fetcher, OpenStore, Reader, Store
from bot.reading.child import ReadingChild
from bot.topics.load import load_topics
from storage.open import open_store

if TYPE_CHECKING:
    from storage.export.read import ExportFile

#: Loaded into the reading child before it is needed: a job then starts in 10 ms.
PRELOAD = ("bot.feeds.read", "bot.articles.read")


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
