"""`watchword explain`: what the bot makes of articles and why; needs no token and no data folder."""

import argparse
import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

from bot.app.parts import open_reading
from bot.articles.read import READ_ARTICLE
from bot.cli.articles import Asked, bytes_of, lines_of, read_line
from bot.cli.judged import Judge, as_json
from bot.cli.settings import config_of
from bot.cli.show import show_judged
from bot.clock import SystemClock
from bot.config import Config, is_address
from bot.errors import UsageError, WatchwordError
from bot.model.entry import Article, ReadFailed
from bot.model.feed import FetchFailed
from bot.model.interest import Sensitivity
from bot.poll import Articles
from bot.ports import Reader


def main(options: argparse.Namespace) -> int:
    config = config_of(options.config)
    judge = Judge(config, Sensitivity(options.sensitivity), always=options.all, now=SystemClock().now())
    if not options.articles and sys.stdin.isatty():
        raise UsageError(
            "explain: no article was named",
            "name an address, a .html page or a file of JSON lines, or - for standard input",
        )
    mistakes = 0
    for asked in _articles(options.articles or ["-"], config):
        if isinstance(asked, WatchwordError):
            mistakes += 1
            print(f"watchword: {asked}\n  remedy: {asked.remedy}", file=sys.stderr)
            continue
        judged = judge.judge(asked)
        if options.json:
            print(json.dumps(as_json(judged, verbose=options.verbose), ensure_ascii=False), flush=True)
        else:
            show_judged(judged, verbose=options.verbose)
    return 2 if mistakes else 0


def _articles(names: list[str], config: Config) -> Iterator[Asked | WatchwordError]:
    for name in names:
        if is_address(name) or name.endswith((".html", ".htm")):
            yield asyncio.run(_page(name, config))
            continue
        number = 0
        try:
            for number, line in enumerate(lines_of(name), 1):
                if line.strip():
                    yield _one(line, f"{'standard input' if name == '-' else name}, line {number}")
        except UnicodeDecodeError:
            yield UsageError(f"{name}, line {number + 1}: is not UTF-8", "write it again as UTF-8")
        except UsageError as error:
            yield error


def _one(line: str, where: str) -> Asked | UsageError:
    try:
        return read_line(line, where)
    except UsageError as error:
        return error


async def _page(name: str, config: Config) -> Asked | WatchwordError:
    async with AsyncExitStack() as stack:
        fetcher, reader = await open_reading(stack, config, SystemClock())
        article = await (
            Articles(fetcher, reader).of_page(name) if is_address(name) else _read_file(Path(name), reader)
        )
    match article:
        case Article():
            return Asked(name, article, page=True)
        case FetchFailed(problem=problem, detail=detail) | ReadFailed(problem=problem, detail=detail):
            what = f"{name}: {problem} ({detail})"
        case reason:
            what = f"{name}: {reason}"
    return UsageError(what, "look whether it opens in a browser and holds an article")


async def _read_file(path: Path, reader: Reader) -> Article | ReadFailed | str:
    body = bytes_of(path)
    if isinstance(body, str):
        return body
    return await reader.read(READ_ARTICLE, body, "", "text/html")
