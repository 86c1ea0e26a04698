"""`watchword run`: the bot; without a configuration the sandbox."""

import argparse
import asyncio
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.app.run import run_bot
from bot.cli.logs import start_logs
from bot.cli.settings import DEFAULT, config_of
from bot.clock import open_clock
from bot.config import Config
from bot.errors import ConfigError, UsageError
from bot.model.feed import FeedSource
from bot.model.ids import FeedUrl
from bot.ports import Clock

#: In the sandbox a story arrives within seconds.
SANDBOX_FLOOR = timedelta(seconds=2)


def main(options: argparse.Namespace) -> int:
    clock = open_clock(os.environ.get("WATCHWORD_CLOCK"))
    if options.sandbox or (
        options.config is None and not DEFAULT.exists() and not os.environ.get("WATCHWORD_TOKEN")
    ):
        return asyncio.run(run_sandbox(options, clock))
    config = config_of(options.config)
    if config.token is None:
        raise ConfigError(
            "no token: neither [telegram] token_file nor WATCHWORD_TOKEN names one",
            "ask @BotFather for a token, put it into a file and name that as token_file",
        )
    asyncio.run(_run(config, clock, _say_ready))
    return 0


def _say_ready() -> None:
    print("ready", file=sys.stderr, flush=True)


async def _run(config: Config, clock: Clock, ready: Callable[[], None]) -> None:
    start_logs(config.log_level, config.token)
    if os.environ.get("WATCHWORD_CLOCK"):
        print(f"WATCHWORD_CLOCK: it is {clock.now():%Y-%m-%d %H:%M} UTC here", file=sys.stderr)
    await run_bot(config, clock, stop_event(), ready)


def stop_event() -> asyncio.Event:
    """Set by SIGTERM and Ctrl-C."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    return stop


async def run_sandbox(options: argparse.Namespace, clock: Clock) -> int:
    """The whole real bot against a world on loopback; leaves nothing behind."""
    from bot.sandbox.world import open_world

    if not options.sandbox:
        print("No config.toml and no WATCHWORD_TOKEN here: this is the sandbox. Nothing leaves this machine.")
        print("For the real thing copy config.example.toml to config.toml; the README shows how.")
    async with AsyncExitStack() as stack:
        try:
            world = await stack.enter_async_context(open_world(port=options.port))
        except OSError as error:
            raise UsageError(
                f"--port {options.port}: cannot be used ({error.strerror})",
                "name another port, or none for any free one",
            ) from None
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="watchword-")))
        config = replace(
            Config(),
            token=world.token,
            api_url=world.api_url,
            folder=folder,
            allow_private=frozenset(world.addresses),
            floor=SANDBOX_FLOOR,
            ceiling=SANDBOX_FLOOR,
            log_level="warning",
            run_by="you, in the sandbox",
            feeds=tuple(FeedSource(FeedUrl(url)) for url in world.feed_urls),
        )

        def ready() -> None:
            print(f"chat page: {world.page_url}", flush=True)
            _say_ready()
            if not options.no_browser and sys.stdout.isatty():
                webbrowser.open(world.page_url)

        await _run(config, clock, ready)
    return 0
