"""/watch and /watches: what a watch would have sent is shown before it is saved, and nothing else sends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import AlertState
from bot.model.conversation import Say
from bot.model.subscription import ALL_TOPICS
from bot.ports import Store
from bot.stories.query_write import write_query
from bot.stories.search import parse_query
from handlers.query_text import changed
from handlers.watch import MOST
from handlers.watch_query import watch_key
from tests.handlers.conftest import Chatter
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, HandClock, alert


async def archive(store: Store) -> None:
    """Thirty days held: three stories of a stadium, two of them on torture, and one of a harbour."""
    await record(
        store,
        story("Harbour fees rise", seen_at=NOW - timedelta(days=40)),
        story("Stadium scans faces", ["torture"], seen_at=NOW - timedelta(days=2)),
        story("Stadium police keep lists", ["torture"], seen_at=NOW - timedelta(days=9)),
        story("Stadium court hears a case", ["spyware"], seen_at=NOW - timedelta(days=20)),
    )


async def test_before_it_is_saved_a_watch_shows_what_it_would_have_sent(ann: Chatter, store: Store) -> None:
    await archive(store)
    said = await ann.type("/watch stadium")
    assert said.startswith(
        "Watch stadium\n\nIn the 30 days we hold it would have sent 3, about 1 a week.\n\n• Stadium scans faces\n"
    )
    assert " · 22 Nov\n• Stadium police keep lists\n" in said
    assert said.index("Stadium scans") < said.index("Stadium police") < said.index("Stadium court")
    assert "Save · 1 a week" in ann.labels
    assert await ann.subscription() is None


async def test_what_came_anyway_under_a_topic_of_the_chat_is_told(
    ann: Chatter, store: Store, clock: HandClock
) -> None:
    clock.moment = NOW - timedelta(days=30)
    await ann.type("/subscribe torture")
    clock.moment = NOW
    await archive(store)
    said = await ann.type("/watch stadium")
    assert "Two of them came anyway under Torture." in said
    assert said.count("· had") == 2


async def test_a_saved_watch_is_an_interest_that_does_not_name_the_chat(ann: Chatter, store: Store) -> None:
    await archive(store)
    await ann.type("/watch stadium  police")
    said = await ann.tap("Save")
    assert said.startswith("Saved: stadium police, less than one a week")
    assert "only watches are sent" in said
    held = await ann.subscription()
    assert held is not None
    assert held.active
    assert held.topics == frozenset()
    (watch,) = held.watches
    assert watch.text == "stadium police"
    assert watch.query == parse_query("stadium police")
    assert watch.key == watch_key("stadium police")
    assert list(await store.subscriptions.watches()) == [watch]


async def test_a_chat_with_nothing_but_a_watch_is_told_so_and_comes_back_to_it(
    ann: Chatter, store: Store
) -> None:
    await archive(store)
    await ann.type("/watch stadium")
    await ann.tap("Save")
    assert (await ann.type("/start")).startswith("You have one watch, in English and German.")
    assert "No topics. A tap changes it at once." in await ann.type("/topics")
    said = await ann.type("/subscribe torture")
    assert said.startswith("Done: Torture, less than one a week, one watch, in English and German.")
    await ann.tap("Undo")
    held = await ann.subscription()
    assert held is not None
    assert held.active
    assert held.topics == frozenset()


async def test_topics_stay_beside_a_watch(ann: Chatter, store: Store) -> None:
    await archive(store)
    await ann.type("/subscribe")
    await ann.type("/watch stadium")
    assert "only watches" not in await ann.tap("Save")
    held = await ann.subscription()
    assert held is not None
    assert held.topics == frozenset({ALL_TOPICS})


async def test_saving_in_a_paused_chat_says_that_it_is_paused(ann: Chatter, store: Store) -> None:
    await archive(store)
    await ann.type("/subscribe")
    await ann.type("/pause")
    await ann.type("/watch stadium")
    assert "The chat is paused: /resume goes on." in await ann.tap("Save")


async def test_variants_carry_their_numbers_and_show_themselves(ann: Chatter, store: Store) -> None:
    await archive(store)
    said = await ann.type("/watch spyware (faces OR lists)")
    assert "sent 2" in said
    assert "Without “AND (…)” · 1" in ann.labels
    said = await ann.tap("Without “AND (…)”")
    assert said.startswith("Watch spyware\n")
    assert "sent 3" in said
    await ann.type("/watch ministry")
    assert not [label for label in ann.labels if label.startswith("Title only")]
    await ann.type("/watch scans")
    await ann.tap("Drop")
    assert await ann.subscription() is None


async def test_headlines_only_is_offered_where_it_leaves_some(ann: Chatter, store: Store) -> None:
    await archive(store)
    await record(store, *(story(f"Spyware sale {n}", seen_at=NOW - timedelta(days=n + 1)) for n in range(9)))
    assert "sent 12" in await ann.type("/watch spyware -football")
    said = await ann.tap("Title only · 2")
    assert said.startswith("Watch title:spyware -football\n")
    assert "sent 9" in said


async def test_nothing_found_shows_the_nearest_with_the_word_that_failed(ann: Chatter, store: Store) -> None:
    await archive(store)
    said = await ann.type("/watch stadium zeppelin")
    assert "It would have sent nothing in the 30 days we hold. The nearest:" in said
    assert said.count("without zeppelin") == 3
    assert "Save · less than one a week" in ann.labels


async def test_a_young_archive_says_how_many_days_it_holds(ann: Chatter, store: Store) -> None:
    await record(store, *(story(f"Stadium {n}", seen_at=NOW - timedelta(days=9 - n)) for n in range(9)))
    assert "In the 9 days we hold it would have sent 9, about 7 a week." in await ann.type("/watch stadium")


async def test_an_archive_of_hours_does_not_say_how_often(ann: Chatter, store: Store) -> None:
    await record(store, replace(story("Stadium", seen_at=NOW - timedelta(hours=5)), quiet=True))
    said = await ann.type("/watch stadium")
    assert "too early to say how often it would come. 1 article in it fits." in said
    assert "Save" in ann.labels


async def test_what_was_backlog_of_a_feed_is_not_counted(ann: Chatter, store: Store) -> None:
    await archive(store)
    await record(store, replace(story("Stadium of long ago"), quiet=True))
    assert "sent 3" in await ann.type("/watch stadium")


async def test_more_than_fifty_a_week_cannot_be_saved(ann: Chatter, store: Store) -> None:
    await record(
        store,
        story("Old", seen_at=NOW - timedelta(days=7)),
        *(story(f"Stadium {n}", seen_at=NOW - timedelta(minutes=n)) for n in range(60)),
    )
    said = await ann.type("/watch stadium")
    assert "More than 50 a week" in said
    assert not [label for label in ann.labels if label.startswith("Save")]


async def test_a_mistake_is_shown_with_its_place_and_a_query_that_works_to_be_tapped(
    ann: Chatter, store: Store
) -> None:
    await archive(store)
    said = await ann.type("/watch stadium (scans")
    assert "stadium ▲(scans" in said
    assert "sent 1" in await ann.tap("/watch stadium (scans)")


async def test_what_a_watch_cannot_ask_is_refused_with_what_it_can(ann: Chatter) -> None:
    said = await ann.type("/watch stadium after:7d")
    assert said.startswith("A watch ")
    assert "▲" in said
    assert ann.labels == ["/watch stadium"]


@pytest.mark.parametrize("typed", ["", "   ", "x" * 300, "-football", "9 = stadium", "0 = stadium"])
async def test_what_cannot_be_a_watch_is_answered_with_how_to_write_one(ann: Chatter, typed: str) -> None:
    said = await ann.type(f"/watch {typed}")
    assert said
    assert not [label for label in ann.labels if label.startswith("Save")]
    assert await ann.subscription() is None


async def test_a_search_becomes_a_watch_by_a_tap_and_stays_where_it_is(ann: Chatter, store: Store) -> None:
    await archive(store)
    await ann.type("/search stadium police")
    said = await ann.tap("Watch this")
    assert said.startswith("Watch stadium police\n")
    assert isinstance(ann.replies[0], Say)
    await ann.type("/search stadium after:30d")
    assert "Watch this" not in ann.labels


async def with_watches(ann: Chatter, *texts: str) -> None:
    for text in texts:
        await ann.type(f"/watch {text}")
        await ann.tap("Save")


async def test_watches_are_listed_paused_and_deleted(ann: Chatter, store: Store) -> None:
    await archive(store)
    await with_watches(ann, "stadium", "harbour")
    said = await ann.type("/watches")
    assert said.splitlines()[0] == "Watches · 2 of at most 30"
    assert "1 stadium · about 1 a week" in said
    assert (await ann.tap("1")).startswith("Watch stadium\n")
    assert "Paused: it sends nothing." in await ann.tap("Pause")
    assert [each.text for each in await store.subscriptions.watches()] == ["harbour"]
    await ann.tap("Resume")
    assert len(await store.subscriptions.watches()) == 2
    said = await ann.tap("Delete")
    assert "Deleted." in said
    assert "1 harbour" in said
    assert [each.text for each in await store.subscriptions.watches()] == ["harbour"]


async def test_a_watch_can_be_changed_in_its_place(ann: Chatter, store: Store) -> None:
    await archive(store)
    await with_watches(ann, "stadium", "harbour")
    await ann.type("/watches")
    await ann.tap("1")
    said = await ann.tap("Change")
    assert "/watch 1 = stadium" in said
    await ann.type("/watch 1 = stadium police")
    await ann.tap("Save")
    held = await ann.subscription()
    assert held is not None
    assert [each.text for each in held.watches] == ["stadium police", "harbour"]


async def test_the_same_watch_is_not_kept_twice_and_thirty_are_the_most(ann: Chatter, store: Store) -> None:
    await archive(store)
    await with_watches(ann, *(f"stadium{n}" for n in range(MOST)))
    said = await ann.type("/watch stadium1")
    assert "This watch is here already." in said
    said = await ann.type("/watch stadium")
    assert "There are 30 watches here, the most one chat can have." in said
    assert not [label for label in ann.labels if label.startswith("Save")]
    assert len((await ann.type("/watches")).splitlines()) == 2 + MOST
    await ann.press("wa:s:stadium")
    held = await ann.subscription()
    assert held is not None
    assert len(held.watches) == MOST


async def test_a_watch_longer_than_a_button_is_saved_whole(ann: Chatter, store: Store) -> None:
    await archive(store)
    text = "stadium " + " ".join(f"-word{n}" for n in range(25))
    await with_watches(ann, text)
    held = await ann.subscription()
    assert held is not None
    assert held.watches[0].text == text


async def test_after_a_restart_a_long_watch_asks_to_be_sent_again(ann: Chatter) -> None:
    await ann.press("wa:s:\x1f0123456789ab")
    assert ann.toast is not None
    assert "send the watch again" in ann.toast.text


async def test_only_administrators_watch_for_a_group(member: Chatter, admin: Chatter, store: Store) -> None:
    await archive(store)
    for data in ("wa:s:stadium", "wl:x0000"):
        await member.press(data)
        assert member.toast is not None
        assert "administrator" in member.toast.text
    assert "administrator" in await member.type("/watch stadium")
    await admin.type("/watch stadium")
    await admin.tap("Save")
    assert len(await store.subscriptions.watches()) == 1


async def test_a_closed_instance_lets_nobody_in_by_a_watch(ann: Chatter) -> None:
    ann.services = replace(ann.services, instance=replace(ann.services.instance, open=False))
    assert "invited people" in await ann.type("/watch stadium")
    await ann.press("wa:s:stadium")
    assert await ann.subscription() is None


async def test_an_alert_of_a_watch_names_the_watch(ann: Chatter, store: Store) -> None:
    await archive(store)
    await with_watches(ann, "stadium")
    key = watch_key("stadium")
    told = story("A stadium again", {key: 1.0})
    sent = alert(told, "41", state=AlertState.SENT, message_ids=("7",), sent_at=NOW, interests=(key,))
    await record(store, told, alerts=[sent])
    assert "Your watch stadium" in await ann.type("/why", reply_to="7")
    assert (await ann.tap("‹ Back")).startswith("stadium\nA stadium again")


@pytest.mark.parametrize(
    "typed",
    [
        '"facial recognition" AND (police OR school) -football',
        "a b OR c d",
        "(a OR b) (c OR d)",
        "-(a OR b) c",
        "-(a b) c",
        "title:ban* topic:encryption source:guardian lang:de",
        'title:("x AND -y" OR z) w',
        "after:7d before:2026-03-01 x",
    ],
)
def test_a_query_written_down_again_means_the_same(typed: str) -> None:
    query = parse_query(typed)
    assert parse_query(write_query(query)) == query
    assert changed(query, lambda leaf: leaf) == query
