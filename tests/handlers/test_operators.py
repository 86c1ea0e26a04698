"""What operators do in their private chat."""

from datetime import timedelta

from bot.model.entry import ReadFailed
from bot.model.feed import FetchFailed, FetchProblem
from bot.ports import Store
from tests.handlers.conftest import Chatter, Pages
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, alert


async def test_status_counts_feeds_stories_alerts_and_chats(
    operator: Chatter, ann: Chatter, store: Store
) -> None:
    await ann.type("/subscribe")
    told = story("One")
    await record(store, told, alerts=[alert(told, "41", due_at=NOW - timedelta(minutes=1))])
    said = await operator.type("/status")
    assert "Feeds: 1 of 1 are well" in said
    assert "Kept: 1 story," in said
    assert "Alerts: 1 owed, 0 sent" in said
    assert "Chats: 1 person, 0 groups, 0 channels; 0 held" in said


async def test_feeds_can_be_added_listed_by_pages_and_removed(operator: Chatter, store: Store) -> None:
    for n in range(12):
        said = await operator.type(f"/addfeed https://outlet{n:02}.example/feed.xml")
        assert said.startswith(f"Added: https://outlet{n:02}.example/feed.xml.")
    assert (await operator.type("/addfeed https://outlet03.example/feed.xml")).startswith("It was there")
    said = await operator.type("/feeds")
    assert said.startswith("Feeds · 12 feeds")
    assert "10 outlet09.example · not read yet" in said
    assert "12 outlet11.example" in await operator.tap("More ›")
    assert (await operator.type("/removefeed https://outlet03.example/feed.xml")).startswith("Removed")
    assert (await operator.type("/removefeed https://outlet03.example/feed.xml")).startswith(
        "There is no such feed"
    )
    assert len(await store.feeds.all()) == 11


async def test_what_asking_again_does_not_mend_is_not_added_and_what_may_come_back_is(
    operator: Chatter, pages: Pages, store: Store
) -> None:
    page, away = "https://outlet01.example/page", "https://outlet02.example/feed.xml"
    pages.feeds[page] = ReadFailed(FetchProblem.NOT_A_FEED, "this is a web page")
    pages.feeds[away] = FetchFailed(FetchProblem.UNREACHABLE, "no answer")
    said = await operator.type(f"/addfeed {page}")
    assert said == f"Not added: {page} cannot be read (this is a web page)."
    assert (await operator.type(f"/addfeed {away}")).startswith("Added")
    assert [feed.source.url for feed in await store.feeds.all()] == [away]


async def test_an_intranet_feed_may_be_added_for_the_door_to_judge(operator: Chatter) -> None:
    assert (await operator.type("/addfeed http://news:8090/feed.xml")).startswith("Added")


async def test_an_address_with_a_password_is_not_taken(operator: Chatter) -> None:
    said = await operator.type("/addfeed https://user:secret@news.example/feed")
    assert "password" in said
    assert "secret" not in said
    assert await operator.services.store.feeds.all() == []


async def test_one_of_a_kind_is_counted_as_one(operator: Chatter) -> None:
    await operator.type("/subscribe all")
    assert "1 person, 0 groups, 0 channels" in await operator.type("/status")
