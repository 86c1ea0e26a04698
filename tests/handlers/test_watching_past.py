"""What a watch would have sent counts all that was read in the last 30 days, told or not, each story once."""

from dataclasses import replace
from datetime import timedelta

from bot.model.entry import Entry, NotTold, WhyNot
from bot.model.feed import FeedSource
from bot.model.ids import EntryId, FeedUrl, content_id
from bot.model.poll import Look, Poll, TellingNote
from bot.model.story import Story
from bot.ports import Store
from tests.handlers.conftest import Chatter
from tests.handlers.stories import FEED, record, story
from tests.storage.samples import LEASE, NOW, HandClock, decides

OTHER = FeedUrl("https://anzeiger.example/feed.xml")

TEXTS = (
    "The harbour board wants a longer pier for grain ships before winter.",
    "Two bakers in Marsk share an oven after a fire, and half the town queues.",
    "A bridge over the Tessa is closed while engineers look at its cables.",
    "Foresters count owls at night and find more of them than last year.",
    "The ferry company buys three boats that run on batteries alone.",
    "A choir of railway workers sings in the station hall every Thursday.",
    "Parents paint a school fence with the colours of the local river.",
)


def untold(
    title: str,
    text: str = "",
    *,
    told: Story | None = None,
    language: str | None = None,
    feed: FeedUrl = FEED,
) -> TellingNote:
    entry = Entry(
        EntryId(content_id("entry", title, text)),
        feed,
        title,
        content=text,
        link=f"https://harbourpost.example/{content_id(title, text)[:8]}",
        language=language,
    )
    return TellingNote(entry, told.id if told else None, None if told else NotTold(WhyNot.NO_INTEREST))


async def read(store: Store, note: TellingNote, days: float) -> None:
    await record(store, entries=[note], now=NOW - timedelta(days=days))


async def test_what_no_topic_told_is_counted_and_shown(ann: Chatter, store: Store) -> None:
    await read(store, untold("Harbour fees rise", "Ships pay more."), 29.9)
    for number, text in enumerate(TEXTS):
        await read(store, untold(f"Zeppelin {number}", text), number + 1)
    said = await ann.type("/watch zeppelin")
    assert "In the 30 days we hold it would have sent 7, about 2 a week." in said
    shown = [line for line in said.splitlines() if line.startswith("•")]
    assert [line.partition(" · ")[0] for line in shown] == [f"• Zeppelin {number}" for number in range(5)]
    assert "had" not in said
    assert "Save · 2 a week" in ann.labels


async def test_outlets_that_tell_the_same_count_once(ann: Chatter, store: Store) -> None:
    await read(store, untold("Harbour fees rise"), 29.9)
    wire = (
        "A zeppelin made an emergency landing near Port Halm on Monday; all nine people on board were unhurt."
    )
    for number in range(4):
        await read(store, untold(f"Zeppelin lands near Port Halm{'!' * number}", wire), 3 - number / 10)
    assert "would have sent 1," in await ann.type("/watch zeppelin")


async def test_an_entry_that_joined_a_story_counts_as_that_story(
    ann: Chatter, store: Store, clock: HandClock
) -> None:
    clock.moment = NOW - timedelta(days=30)
    await ann.type("/subscribe torture")
    clock.moment = NOW
    first = story("Guards on trial", ["torture"], seen_at=NOW - timedelta(days=4))
    other = story("Stadium scans faces", ["torture"], seen_at=NOW - timedelta(days=2))
    long_ago = NOW - timedelta(days=30)
    await record(store, story("Harbour fees rise", seen_at=long_ago), first, other, now=long_ago)
    await read(store, untold("Guards flew by zeppelin", TEXTS[0], told=first), 4)
    await read(store, untold("Guards and their zeppelin", TEXTS[1], told=first), 3.9)
    await read(store, untold("A zeppelin over the hills", TEXTS[2]), 1)
    said = await ann.type("/watch zeppelin")
    assert "would have sent 2," in said
    assert "One of them came anyway under Torture." in said
    assert "• A zeppelin over the hills" in said
    assert "\n• Guards on trial\n" in said
    assert said.count("20 Nov · had") == 1


async def test_a_feeds_first_entries_and_old_news_are_not_counted(ann: Chatter, store: Store) -> None:
    await read(store, untold("Harbour fees rise"), 29.9)
    old = untold("Zeppelin of the summer", TEXTS[1])
    await read(store, replace(old, entry=replace(old.entry, published=NOW - timedelta(days=60))), 5)
    backlog = decides(entries=[untold("Zeppelin of last week", TEXTS[2], feed=OTHER)])

    def first_poll(look: Look) -> Poll:
        poll = backlog(look)
        return replace(poll, state=replace(poll.state, first_read_at=NOW - timedelta(days=3)))

    await store.feeds.add(FeedSource(OTHER), NOW - timedelta(days=3))
    due = await store.feeds.claim_due(NOW - timedelta(days=3), 5, LEASE)
    claim = next(one.claim for one in due if one.state.source.url == OTHER)
    await store.record(claim, first_poll, NOW - timedelta(days=3))
    assert "would have sent nothing" in await ann.type("/watch zeppelin")


async def test_languages_the_chat_does_not_read_are_not_counted(ann: Chatter, store: Store) -> None:
    await read(store, untold("Harbour fees rise"), 29.9)
    await read(store, untold("Zeppelin über Marsk", TEXTS[0], language="fr", feed=OTHER), 2)
    await read(store, untold("Zeppelin ohne Sprache", TEXTS[1], feed=OTHER), 2)
    assert "would have sent 1," in await ann.type("/watch zeppelin")


async def test_who_is_quoted_is_read_where_the_watch_asks(ann: Chatter, store: Store) -> None:
    await read(store, untold("Harbour fees rise"), 29.9)
    said = (
        "“The pier is too short for such ships,” said Nora Welk, harbour master of Port Halm. Boats waited."
    )
    await read(store, untold("The pier", said), 2)
    await read(store, untold("The master", "Nora Welk, harbour master of Port Halm, opened a pier."), 1)
    assert "would have sent 1," in await ann.type("/watch speaker:welk")
    assert "• The pier" in ann.shown.plain
    assert "would have sent nothing" in await ann.type("/watch quote:boats")
    await ann.type("/watch speaker:welk quote:ships")
    await ann.tap("Save")
    held = await ann.subscription()
    assert held is not None
    assert [watch.text for watch in held.watches] == ["speaker:welk quote:ships"]


async def test_wider_and_narrower_count_what_was_not_told_too(ann: Chatter, store: Store) -> None:
    await read(store, untold("Harbour fees rise"), 29.9)
    for number, text in enumerate(TEXTS):
        await read(
            store,
            untold(f"Zeppelin {number}" if number < 5 else f"Airship {number}", f"{text} A zeppelin."),
            3 + number,
        )
    await read(store, untold("Zeppelin and balloon", "Over the coast."), 2)
    await ann.type("/watch zeppelin")
    assert "Title only · 1" in ann.labels
    assert "would have sent 6," in await ann.tap("Title only")
    await ann.type("/watch zeppelin balloon")
    assert "Without “balloon” · 2" in ann.labels
    assert "would have sent 8," in await ann.tap("Without “balloon”")


async def test_a_story_that_only_another_chats_watch_found_stands_there_as_the_article_it_is(
    ann: Chatter, store: Store
) -> None:
    await read(store, untold("Harbour fees rise"), 29.9)
    watched = story("Zeppelin seen by one", {"watch:0123": 1.0}, seen_at=NOW - timedelta(days=2))
    await record(store, watched, now=NOW - timedelta(days=29))
    assert "would have sent nothing" in await ann.type("/watch ministry zeppelin")
    await read(store, untold("Zeppelin seen by one", TEXTS[0], told=watched), 2)
    said = await ann.type("/watch zeppelin")
    assert "would have sent 1," in said
    assert "\n• Zeppelin seen by one\n" in said
