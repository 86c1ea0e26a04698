"""The shared sets of captured and hostile feeds, each read in the child as the bot reads it."""

import csv
import gzip
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.feeds.read import READ_FEED
from bot.model.entry import FeedRead, ReadFailed
from bot.model.feed import FetchProblem
from bot.reading.child import ReadingChild

DATA = Path(os.environ.get("WATCHWORD_SHARED", Path(__file__).parents[3] / "shared")) / "data"
CAPTURED = DATA / "feeds"
HOSTILE = DATA / "hostile" / "badfeeds"
#: What a machine gives away if an entity or a file name is followed.
SECRETS = ("root:", "daemon:", "/bin/sh")


def rows(manifest: Path) -> Iterator[dict[str, str]]:
    csv.field_size_limit(1 << 30)
    with manifest.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@pytest.mark.skipif(not CAPTURED.exists(), reason="needs the shared captured feeds")
async def test_every_captured_feed_gives_its_entries() -> None:
    wrong = []
    async with ReadingChild(["bot.feeds.read"]) as child:
        for row in rows(CAPTURED / "manifest.csv"):
            body = (CAPTURED / "captured" / row["file"]).read_bytes()
            found = await child.read(READ_FEED, body, f"https://{row['host'] or 'feed.example'}/feed", None)
            count = len(found.entries) if isinstance(found, FeedRead) else found
            if count != int(row["entries"]):
                wrong.append((row["file"], row["entries"], count))
    assert wrong == []


def faults(row: dict[str, str], found: FeedRead | ReadFailed) -> list[str]:
    """What of a hostile row's expectation was not met."""
    entries = found.entries if isinstance(found, FeedRead) else ()
    failed = isinstance(found, ReadFailed)
    killed = isinstance(found, ReadFailed) and found.problem is FetchProblem.TOO_SLOW
    expect = row["expect"]
    counted = expect in {"entries", "entries_no_leak", "entries_inert"}
    checks = {
        "it leaks": any(secret in repr(found) for secret in SECRETS),
        "it was killed": killed and expect != "bounded",
        f"{len(entries)} entries": counted and (failed or len(entries) < int(row["min_entries"])),
        "no error": expect in {"error", "error_no_leak"} and not failed,
        "an error": expect == "zero" and (failed or bool(entries)),
        "a link that is none": any(
            not (e.link or "https://").startswith(("http://", "https://")) for e in entries
        ),
        "another title": bool(row["first_title"]) and [e.title for e in entries[:1]] != [row["first_title"]],
    }
    return [what for what, wrong in checks.items() if wrong]


@pytest.mark.skipif(not HOSTILE.exists(), reason="needs the shared hostile feeds")
async def test_every_hostile_feed_ends_as_its_row_says() -> None:
    wrong = {}
    async with ReadingChild(["bot.feeds.read"]) as child:
        for row in rows(HOSTILE / "manifest.csv"):
            body = (HOSTILE / row["file"]).read_bytes()
            body = gzip.decompress(body) if row["stored"] == "gz" else body
            content_type = row["http_headers"].partition("Content-Type:")[2].strip() or None
            found = await child.read(READ_FEED, body, "https://news.example/feed.xml", content_type)
            if why := faults(row, found):
                wrong[row["file"]] = why
    assert wrong == {}
