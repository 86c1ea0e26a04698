"""Which entries are new: each once, whatever feeds do to their guids, links, titles and dates."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.feeds.newness import find_news
from bot.feeds.read import read_feed
from bot.model.entry import Entry, FeedRead, News
from bot.model.feed import FeedSource, FeedState
from bot.model.ids import EntryId, FeedUrl

URL = FeedUrl("https://news.example/feed.xml")
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
SHARED = Path(os.environ.get("WATCHWORD_SHARED", Path(__file__).parents[3] / "shared"))
SEQUENCES = SHARED / "data" / "hostile" / "sequences"


def fresh_state(url: str = URL) -> FeedState:
    return FeedState(FeedSource(FeedUrl(url)), due_at=NOW)


def entry(title: str, *, guid: str | None = None, link: str | None = None, summary: str = "Text.") -> Entry:
    return Entry(EntryId(title), URL, title, summary=summary, guid=guid, link=link)


class Replay:
    """Polls one feed after the other, as the bot does: the first poll that reads entries is quiet."""

    def __init__(self) -> None:
        self.state = fresh_state()

    def poll(self, *entries: Entry) -> News:
        """What the poll would tell: nothing of the first."""
        quiet = self.state.first_read_at is None
        news = find_news(self.state, entries)
        self.state = replace(
            self.state,
            seen={**self.state.seen, **news.keys},
            first_read_at=self.state.first_read_at or (NOW if entries else None),
        )
        return News((), (), news.keys) if quiet else news

    def titles(self, *entries: Entry) -> list[str]:
        return [found.title for found in self.poll(*entries).new]


def one(n: int, **changes: Any) -> Entry:
    given = {"guid": f"id-{n}", "link": f"https://news.example/{n}"} | changes
    return entry(given.pop("title", f"Story number {n}"), **given)


@pytest.fixture
def replay() -> Replay:
    replay = Replay()
    replay.poll(one(1), one(2), one(3))
    return replay


def test_an_entry_is_new_once(replay: Replay) -> None:
    assert replay.titles(one(4), one(3)) == ["Story number 4"]
    assert replay.titles(one(4), one(3)) == []


def test_an_entry_that_returns_after_having_left_is_not_new(replay: Replay) -> None:
    replay.poll(one(8), one(9))
    assert replay.titles(one(1), one(9)) == []


def test_guids_that_change_at_every_poll_bring_nothing_new(replay: Replay) -> None:
    assert replay.titles(*(one(n, guid=f"other-{n}") for n in (1, 2, 3))) == []


def test_guids_that_change_do_not_hide_what_is_new(replay: Replay) -> None:
    assert replay.titles(*(one(n, guid=f"other-{n}") for n in (4, 1, 2, 3))) == ["Story number 4"]


def test_tracking_in_links_brings_nothing_new(replay: Replay) -> None:
    moved = "http://www.news.example/1/?utm_source=rss&utm_campaign=x#top"
    assert replay.titles(one(1, guid=None, link=moved)) == []


def test_guids_that_are_the_home_page_name_nothing() -> None:
    replay = Replay()
    replay.poll(one(1, guid="https://news.example/"))
    assert replay.titles(one(2, guid="https://news.example/")) == ["Story number 2"]


def test_entries_that_share_one_link_are_all_told() -> None:
    replay = Replay()
    live = "https://news.example/live"
    replay.poll(one(1, link=live), one(9))
    assert replay.titles(one(3, link=live), one(2, link=live), one(9)) == ["Story number 2", "Story number 3"]


def test_one_address_used_for_one_story_after_the_other_hides_none() -> None:
    replay = Replay()
    live = "https://news.example/live"
    replay.poll(one(1, link=live), one(9))
    assert replay.titles(one(2, link=live), one(9)) == ["Story number 2"]


def test_a_headline_that_is_edited_is_a_revision(replay: Replay) -> None:
    news = replay.poll(one(1, title="Story number one, corrected"), one(2))
    assert news.new == ()
    assert [found.title for found in news.revised] == ["Story number one, corrected"]
    assert replay.poll(one(1, title="Story number one, corrected"), one(2)).revised == ()


def test_punctuation_and_spacing_are_no_revision(replay: Replay) -> None:
    assert replay.poll(one(1, title="Story  Number 1!"), one(2)).revised == ()


def test_a_column_that_returns_under_its_headline_is_new() -> None:
    replay = Replay()
    replay.poll(one(1, title="The week in surveillance", summary="First week."))
    told = replay.titles(one(2, title="The week in surveillance", summary="Second week."))
    assert told == ["The week in surveillance"]


def test_an_entry_that_moved_with_a_new_guid_is_known_by_its_words(replay: Replay) -> None:
    assert replay.titles(one(1, guid="moved", link="https://news.example/archive/1")) == []


def test_a_damaged_headline_is_neither_new_nor_a_revision(replay: Replay) -> None:
    news = replay.poll(one(1, title="St\ufffdry n\ufffdmber"), one(2))
    assert (news.new, news.revised) == ((), ())
    assert replay.poll(one(1), one(2)).revised == ()


def test_the_same_entry_given_thrice_is_told_once(replay: Replay) -> None:
    assert replay.titles(one(4), one(4), one(4), one(1)) == ["Story number 4"]


def test_an_empty_poll_forgets_nothing(replay: Replay) -> None:
    replay.poll()
    assert replay.titles(one(1), one(2), one(3)) == []


def test_the_oldest_is_told_first(replay: Replay) -> None:
    assert replay.titles(one(6), one(5), one(4), one(1)) == [f"Story number {n}" for n in (4, 5, 6)]


def test_an_entry_that_changes_at_every_poll_is_soon_left_alone(replay: Replay) -> None:
    revised = [len(replay.poll(one(1, summary=f"{n} comments"), one(2)).revised) for n in range(20)]
    assert revised[0] == 1
    assert sum(revised) < 10
    assert revised[-5:] == [0] * 5
    assert replay.titles(one(1, summary="done"), one(4)) == ["Story number 4"]


def test_a_guid_that_turns_from_http_to_https_is_the_same(replay: Replay) -> None:
    replay.poll(one(5, guid="http://news.example/5", link=None))
    assert replay.titles(one(5, guid="https://www.news.example/5/", link=None, title="Edited")) == []


@pytest.mark.parametrize("query", ["id=2", "source=2", "from=paris", "feed=economy", "page=2&utm_source=x"])
def test_parameters_that_tell_stories_apart_do_so(query: str) -> None:
    replay = Replay()
    replay.poll(one(1, guid=None, link="https://news.example/story?id=1"))
    assert replay.titles(one(2, guid=None, link=f"https://news.example/story?{query}")) == ["Story number 2"]


def test_every_key_seen_is_told_so_that_its_age_counts_from_when_it_was_last_seen(replay: Replay) -> None:
    first = replay.poll(one(1), one(2)).keys
    assert replay.poll(one(1), one(2)).keys == first


def rows() -> Iterator[dict[str, Any]]:
    manifest = SEQUENCES / "manifest.jsonl"
    if manifest.exists():
        yield from map(json.loads, manifest.read_text(encoding="utf-8").splitlines())


@pytest.mark.skipif(not SEQUENCES.exists(), reason="needs the shared poll sequences")
@pytest.mark.parametrize("row", list(rows()), ids=lambda row: str(row["name"]))
def test_each_poll_of_a_sequence_tells_what_it_should(row: dict[str, Any]) -> None:
    replays = {feed: Replay() for feed in row["feed_of_poll"]}
    told_links: set[str | None] = set()
    told = []
    for number, feed in enumerate(row["feed_of_poll"], start=1):
        poll = SEQUENCES / row["name"] / f"poll-{number:02}.xml"
        header = poll.with_suffix(".http")
        answer = header.read_text(encoding="ascii") if header.exists() else ""
        if answer.startswith(("status:", "timeout")):
            told.append(0)
            continue
        read = read_feed(poll.read_bytes(), URL, None)
        news = replays[feed].poll(*(read.entries if isinstance(read, FeedRead) else ()))
        # Two feeds that carry the same page make one story; here its link stands for that.
        fresh = [found for found in news.new if len(replays) == 1 or found.link not in told_links]
        told_links.update(found.link for found in news.new)
        told.append(len(fresh))
    assert told == row["expect_new"] or (row["note"] and sum(told) == row["total"])
