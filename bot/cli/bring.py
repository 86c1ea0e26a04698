"""`watchword import FILE`: takes in what `export` wrote, all of it or, if anything in it is wrong, nothing."""

import argparse
import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from bot.app.parts import open_alone, open_export
from bot.cli.export import counted, passphrase_of
from bot.cli.settings import config_of
from bot.cli.show import console, progress
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import UsageError
from bot.model.kept import Kept

#: Written at once.
BATCH = 200
KIB = 1024


def main(options: argparse.Namespace) -> int:
    file: Path = options.file
    config = config_of(options.config)
    if not file.is_file():
        why = "is no file that can be read twice" if file.exists() else "is not there"
        raise UsageError(f"{file} {why}", "name a file that `watchword export` wrote")
    try:
        opened = file.open("rb")
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", "give this user the right to") from error
    with opened:
        held, changed = asyncio.run(_import(config, opened, str(file), file.stat().st_size // KIB))
    console().print(f"{file}: {counted(held)}.", markup=False)
    console().print(f"{changed} records were new here." if changed else "All of it was here already.")
    if not held["chat"]:
        console().print("No subscribers were in it: people subscribe again.")
    return 0


async def _import(config: Config, opened: BinaryIO, name: str, size: int) -> tuple[Counter[str], int]:
    """What the file holds, and how many of its records changed something. Judged whole before anything is written."""
    async with AsyncExitStack() as stack:
        # Whether the bot runs is told before a long file is read; but what is refused leaves no folder behind.
        store = None
        if config.folder.exists():
            store = await stack.enter_async_context(open_alone(config, SystemClock()))
        source = open_export(opened, name, lambda: passphrase_of(again=False))
        bar = stack.enter_context(progress())

        def reading(title: str) -> Iterator[Kept]:
            task = bar.add_task(title, total=size)
            for record in source.records():
                bar.update(task, completed=source.place // KIB)
                yield record

        for _ in reading("Checking, KiB"):
            pass
        if store is None:
            store = await stack.enter_async_context(open_alone(config, SystemClock()))
        changed = 0
        records = reading("Taking in, KiB")
        while batch := list(islice(records, BATCH)):
            changed += await store.bring(batch)
        return source.counts, changed
