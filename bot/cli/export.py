"""`watchword export FILE`: what the store holds as JSON lines; its subscribers only encrypted, and only if asked for."""

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from getpass import getpass
from pathlib import Path
from tempfile import mkstemp
from typing import BinaryIO

from bot.app.parts import export_store, open_archive
from bot.cli.settings import config_of
from bot.cli.show import console, progress
from bot.clock import SystemClock
from bot.config import Config
from bot.errors import UsageError, WatchwordError

PASSPHRASE = "WATCHWORD_PASSPHRASE"  # noqa: S105  # the name of a variable


def main(options: argparse.Namespace) -> int:
    file: Path = options.file
    if file.exists() or file.is_symlink():
        raise _is_there(file)
    config = config_of(options.config)
    written = asyncio.run(_export(config, file, with_subscribers=options.subscribers))
    console().print(f"{file}: {counted(written)}.", markup=False)
    if options.subscribers:
        console().print("To move the bot, stop it first: what it sends later is not in this file.")
    else:
        console().print("No subscribers; --subscribers takes them along, encrypted.")
    return 0


async def _export(config: Config, file: Path, *, with_subscribers: bool) -> Mapping[str, int]:
    clock = SystemClock()
    async with open_archive(config, clock) as store:
        passphrase = passphrase_of(again=True) if with_subscribers else None
        counts, outbox = await store.counts(), await store.outbox.counts()
        total = counts.feeds + counts.stories + counts.entries
        with progress() as bar, _appearing(file) as out:
            alerts = outbox.owed + outbox.intended + outbox.sent + outbox.dropped
            task = bar.add_task("Exporting", total=total + alerts)
            return await export_store(store, out, passphrase, clock, lambda _: bar.advance(task))


@contextmanager
def _appearing(file: Path) -> Iterator[BinaryIO]:
    """A new file for its owner only, which is there whole or not at all."""
    try:
        handle, name = mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".part")
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as out:
                yield out
                out.flush()
                os.fsync(out.fileno())
            _put_in_place(part, file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise WatchwordError(
            f"{file} cannot be written: {error.strerror}", "name a file on a disk that has room for it"
        ) from error


def _put_in_place(part: Path, file: Path) -> None:
    # Somebody may have made it while we wrote.
    if file.exists():
        raise _is_there(file)
    part.rename(file)


def _is_there(file: Path) -> UsageError:
    return UsageError(f"{file} is there already, and is not overwritten", "give another name, or remove it")


def passphrase_of(*, again: bool) -> str:
    """From the environment, else typed (twice if `again`). UsageError where neither is possible."""
    given = os.environ.get(PASSPHRASE)
    if given is None and sys.stdin.isatty():
        given = getpass("Passphrase of the subscribers: ")
        if again and getpass("Once more: ") != given:
            raise UsageError("the two passphrases differ", "run the command again")
    if not given:
        raise UsageError(
            "subscribers need a passphrase, and none is given",
            f"run it in a terminal, which asks for one, or set {PASSPHRASE}",
        )
    return given


def counted(kinds: Mapping[str, int]) -> str:
    """ "12 stories, 3 feeds, 480 seen keys, 40 entries, 5 chats, 60 alerts"."""
    words = (
        ("story", "stories"), ("feed", "feeds"), ("seen key", "seen keys"), ("entry", "entries"),
        ("chat", "chats"), ("alert", "alerts"),
    )  # fmt: skip
    numbers = [(kinds.get(one, 0) or kinds.get(many, 0), one, many) for one, many in words]
    return ", ".join(f"{n} {one if n == 1 else many}" for n, one, many in numbers if n) or "nothing"
