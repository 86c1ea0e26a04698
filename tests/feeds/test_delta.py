"""Reading only what is new gives the same as reading all, and costs less."""

import csv
import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.feeds.delta import DeltaReader
from bot.feeds.formats import rss
from bot.model.entry import FeedRead
from bot.reading.charset import decode_document

CAPTURED = Path(os.environ.get("WATCHWORD_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "feeds"
URL = "https://harbour.example/feed"


class Counting:
    """Reads whole documents, and notes how many entries each gave."""

    def __init__(self) -> None:
        self.read: list[int] = []

    def __call__(self, text: str, url: str, found_at: str) -> FeedRead:
        found = rss.read(text, url, found_at)
        self.read.append(len(found.entries))
        return found


def item(n: int, title: str = "") -> str:
    return f"<item><title>{title or f'Story {n}'}</title><link>/{n}</link><guid>{n}</guid></item>"


def feed(*items: str, head: str = "<link>https://harbour.example/</link>", tail: str = "") -> str:
    return f"<rss version='2.0'><channel><title>T</title>{head}{' '.join(items)}{tail}</channel></rss>"


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def delta(counting: Counting) -> DeltaReader:
    reader = DeltaReader(counting)
    reader(feed(*map(item, range(10))), URL, URL)
    counting.read.clear()
    return reader


def check(delta: DeltaReader, text: str) -> None:
    assert delta(text, URL, URL) == rss.read(text, URL, URL)


def test_the_same_document_is_not_read_again(delta: DeltaReader, counting: Counting) -> None:
    check(delta, feed(*map(item, range(10))))
    assert counting.read == []


def test_of_a_document_with_new_entries_only_those_are_read(delta: DeltaReader, counting: Counting) -> None:
    check(delta, feed(item(12), item(11), *map(item, range(8))))
    assert counting.read == [2]


def test_a_changed_entry_is_read_again(delta: DeltaReader, counting: Counting) -> None:
    check(delta, feed(item(0), item(1, "Story 1, corrected"), *map(item, range(2, 10))))
    assert counting.read == [1]


def test_the_same_entry_twice_stays_twice(delta: DeltaReader) -> None:
    check(delta, feed(item(11), item(11), *map(item, range(8))))


def test_the_time_in_the_head_changes_nothing(counting: Counting) -> None:
    delta = DeltaReader(counting)
    for minute in range(3):
        clock = f"<lastBuildDate>Mon, 04 May 2026 10:0{minute}:00 GMT</lastBuildDate>"
        check(delta, feed(*map(item, range(10)), head=clock))
    assert counting.read == [10]


def test_a_changed_head_is_read_whole(delta: DeltaReader, counting: Counting) -> None:
    check(delta, feed(*map(item, range(10)), head="<link>https://other.example/</link>"))
    assert counting.read == [10]


@pytest.mark.parametrize(
    "odd",
    [
        "<item><title>A</title><description><![CDATA[ </item> ]]></description></item>",
        "<item><title>A</title><!-- </item><item> --></item>",
        "<!-- <item><title>A</title></item> -->",
        "<item><title>A<item><title>B</title></item>",
        "<item/>",
        "<item><title>A & B</title></item>",
        "text between",
    ],
)
def test_what_is_unusual_is_read_as_a_whole(delta: DeltaReader, odd: str) -> None:
    for _ in range(2):
        check(delta, feed(odd, *map(item, range(10))))


def test_a_document_that_breaks_off_is_read_whole_and_not_remembered(
    delta: DeltaReader, counting: Counting
) -> None:
    text = feed(*map(item, range(10)))
    cut = text[: text.index("Story 7") + 4]
    assert delta(cut, URL, URL) == rss.read(cut, URL, URL)
    check(delta, text)


def test_feeds_do_not_mix(delta: DeltaReader, counting: Counting) -> None:
    other = "https://other.example/feed"
    text = feed(*map(item, range(10)), head="")
    assert delta(text, other, other) == rss.read(text, other, other)
    assert delta(text, other, other).entries[0].link == "https://other.example/0"


def test_memory_has_a_bound_and_the_longest_unread_is_forgotten(counting: Counting) -> None:
    text = feed(*map(item, range(10)))
    delta = DeltaReader(counting, most=len(text) * 2)
    for n in range(5):
        delta(text, f"https://harbour.example/{n}", f"https://harbour.example/{n}")
    counting.read.clear()
    delta(text, "https://harbour.example/4", "https://harbour.example/4")
    delta(text, "https://harbour.example/0", "https://harbour.example/0")
    assert counting.read == [10]


@pytest.mark.skipif(not CAPTURED.exists(), reason="needs the shared captured feeds")
def test_captured_feeds_read_the_same_with_and_without_memory() -> None:
    csv.field_size_limit(1 << 30)
    different = []
    with (CAPTURED / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
        rows = [row for row in csv.DictReader(manifest) if row["kind"] != "json"]
    for row in rows:
        text = decode_document((CAPTURED / "captured" / row["file"]).read_bytes(), None).lstrip(
            "\ufeff \t\r\n\x00"
        )
        tag = "entry" if row["kind"] == "atom" else "item"
        first, end = text.find(f"<{tag}"), text.find(f"</{tag}>") + len(tag) + 3
        delta = DeltaReader(rss.read)
        delta(text[:first] + text[end:], URL, URL)
        whole = rss.read(text, URL, URL)
        for _ in range(2):
            if replace(delta(text, URL, URL), broken=None) != replace(whole, broken=None):
                different.append(row["file"])
    assert different == []
