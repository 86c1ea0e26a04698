"""When a feed is asked again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.feeds.pace import MOVES_BELIEVED, moved_for_good, pace_feed
from bot.model.entry import Entry, FeedRead, ReadFailed
from bot.model.feed import (
    FeedSource,
    FeedState,
    Fetched,
    FetchFailed,
    FetchOutcome,
    FetchProblem,
    NotModified,
    Validators,
)
from bot.model.ids import EntryId, FeedUrl

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
URL = FeedUrl("https://news.example/feed.xml")
FLOOR, CEILING = timedelta(minutes=5), timedelta(hours=1)
ENTRY = Entry(EntryId("1"), URL, "Story")
READ = FeedRead((ENTRY,), "rss20", title="News", language="en")
FRESH = Validators('"a"', None)


def state(**changes: Any) -> FeedState:
    return replace(FeedState(FeedSource(URL), due_at=NOW), **changes)


def fetched(**changes: Any) -> Fetched:
    return replace(Fetched(URL, URL, b"", validators=FRESH), **changes)


def paced(
    before: FeedState,
    outcome: FetchOutcome | ReadFailed,
    read: FeedRead | None = None,
    new: int = 0,
    now: datetime = NOW,
) -> FeedState:
    return pace_feed(before, outcome, read, new, now, floor=FLOOR, ceiling=CEILING)


def wait(after: FeedState, now: datetime = NOW) -> timedelta:
    return after.due_at - now


def test_a_feed_that_brings_news_is_asked_more_often_down_to_the_floor() -> None:
    after = state(first_read_at=NOW)
    waits = []
    for _ in range(20):
        after = paced(after, fetched(), READ, new=2)
        waits.append(after.pace)
    assert waits == sorted(waits, reverse=True)
    assert waits[-1] == FLOOR
    assert wait(after) >= FLOOR


def test_a_quiet_feed_is_asked_less_often_up_to_the_ceiling() -> None:
    after = state()
    for _ in range(40):
        after = paced(after, NotModified())
    assert after.pace == CEILING
    assert wait(after) <= CEILING * 1.1


def test_a_poll_that_went_well_clears_what_was_wrong() -> None:
    after = paced(state(failures=3, failing_since=NOW, error="x"), fetched(), READ)
    assert (after.failures, after.failing_since, after.error, after.last_ok_at) == (0, None, None, NOW)


def test_the_servers_wish_counts_when_it_is_longer_but_not_beyond_the_ceiling() -> None:
    assert wait(paced(state(), fetched(fresh_for=timedelta(minutes=50)), READ)) >= timedelta(minutes=45)
    assert wait(paced(state(), fetched(fresh_for=timedelta(hours=20)), READ)) <= CEILING * 1.1
    assert wait(paced(state(), fetched(), replace(READ, wait=timedelta(minutes=50)))) >= timedelta(minutes=45)


def test_a_failing_feed_is_asked_ever_more_rarely_up_to_a_day() -> None:
    after = state()
    waits = []
    for _ in range(12):
        after = paced(after, FetchFailed(FetchProblem.UNREACHABLE, "no"))
        waits.append(wait(after))
    assert waits[0] >= FLOOR
    assert waits[4] > 8 * waits[0]
    assert timedelta(hours=21) < waits[-1] < timedelta(hours=27)
    assert (after.failures, after.failing_since, after.error) == (12, NOW, "no")


def test_a_server_that_names_its_wait_gets_it() -> None:
    asked = timedelta(hours=7)
    after = paced(state(), FetchFailed(FetchProblem.UNREACHABLE, "busy", retry_after=asked, status=429))
    assert wait(after) == asked


def test_a_feed_that_is_gone_is_asked_once_a_week_and_kept() -> None:
    after = paced(state(seen={"g1": "a"}), FetchFailed(FetchProblem.GONE, "gone", status=410))
    assert wait(after) == timedelta(days=7)
    assert after.seen == {"g1": "a"}


def test_what_cannot_be_found_today_may_come_back_tomorrow() -> None:
    after = paced(state(), FetchFailed(FetchProblem.GONE, "not found", status=404))
    assert wait(after) < timedelta(hours=1)


@pytest.mark.parametrize(
    "outcome",
    [FetchFailed(FetchProblem.TOO_LARGE, "x"), ReadFailed(FetchProblem.NOT_A_FEED, "x"), NotModified()],
)
def test_nothing_that_goes_wrong_forgets_what_was_seen(outcome: FetchOutcome | ReadFailed) -> None:
    before = state(seen={"g1": "a"}, first_read_at=NOW, title="News")
    after = paced(before, outcome)
    assert (after.seen, after.first_read_at, after.title) == (before.seen, NOW, "News")


def test_validators_are_kept_from_a_whole_document_only() -> None:
    assert paced(state(), fetched(), READ).validators == FRESH
    broken = replace(READ, broken="it breaks off before its end")
    assert paced(state(validators=FRESH), fetched(), broken).validators == Validators()
    assert paced(state(validators=FRESH), fetched(), replace(READ, entries=())).validators == Validators()
    failed = ReadFailed(FetchProblem.NOT_A_FEED, "x")
    assert paced(state(validators=FRESH), failed).validators == Validators()


def test_a_server_that_says_not_modified_unasked_loses_its_validators() -> None:
    assert paced(state(validators=FRESH), NotModified()).validators == FRESH
    assert paced(state(validators=FRESH), NotModified(unasked=True)).validators == Validators()


def test_the_first_read_is_the_first_that_has_entries() -> None:
    empty = paced(state(), fetched(), replace(READ, entries=()))
    assert empty.first_read_at is None
    later = NOW + timedelta(hours=1)
    first = paced(empty, fetched(), READ, new=1, now=later)
    assert first.first_read_at == later
    assert paced(first, fetched(), READ, now=later + timedelta(hours=1)).first_read_at == later


def test_a_move_is_believed_after_three_equal_answers() -> None:
    after = state()
    for times in range(1, MOVES_BELIEVED + 1):
        assert moved_for_good(after) is None
        after = paced(after, fetched(moved_to="https://new.example/feed"), READ)
        assert after.moved_times == times
    assert moved_for_good(after) == "https://new.example/feed"


def test_a_move_that_changes_its_mind_begins_again() -> None:
    after = paced(state(), fetched(moved_to="https://a.example/feed"), READ)
    after = paced(after, fetched(moved_to="https://b.example/feed"), READ)
    assert (after.moved_to, after.moved_times) == ("https://b.example/feed", 1)
    after = paced(after, fetched(), READ)
    assert (after.moved_to, after.moved_times) == (None, 0)


def test_a_feed_asked_at_its_new_address_stays_there() -> None:
    new_address = "https://new.example/feed"
    moved = state(moved_to=new_address, moved_times=MOVES_BELIEVED)
    assert moved_for_good(paced(moved, fetched(url=new_address, final_url=new_address), READ)) == new_address
    assert moved_for_good(paced(moved, fetched(), READ)) is None


def test_the_first_poll_does_not_quicken_the_pace() -> None:
    assert paced(state(), fetched(), READ, new=30).pace > state().pace


def test_feeds_do_not_march_in_step_and_yet_nothing_is_left_to_chance() -> None:
    urls = [FeedUrl(f"https://news.example/{n}") for n in range(50)]
    waits = {wait(paced(state(source=FeedSource(url)), NotModified())) for url in urls}
    assert len(waits) == 50
    assert paced(state(), NotModified()) == paced(state(), NotModified())


def test_a_floor_above_the_ceiling_wins() -> None:
    after = pace_feed(state(), fetched(), READ, 3, NOW, floor=timedelta(hours=2), ceiling=timedelta(hours=1))
    assert wait(after) >= timedelta(hours=2)
