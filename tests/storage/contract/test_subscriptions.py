"""Subscriptions: what chats want, and that they are forgotten."""

from datetime import time, timedelta
from pathlib import Path

from bot.model.ids import ChatId, InterestKey, StoryId
from bot.model.interest import Sensitivity, Watch
from bot.model.query import After, And, Field, Not, Or, Phrase, Word
from bot.model.subscription import ChatKind, Mode, Pace, Rhythm
from bot.ports import Store
from storage.open import open_store
from tests.storage.contract.conftest import Bot
from tests.storage.samples import LEASE, NOW, SPYWARE, HandClock, alert, decides, poll, story, subscription

WATCH = Watch(
    InterestKey("watch:7f"),
    '"facial recognition" (police OR school) -football after:7d',
    And(
        (
            Phrase("facial recognition"),
            Or((Word("police"), Word("school", Field.TITLE, prefix=True))),
            Not(Word("football")),
            After(timedelta(days=7)),
            After(NOW),
        )
    ),
)


async def test_a_subscription_is_kept_in_all_its_fields(bot: Bot, store: Store) -> None:
    whole = subscription(
        "-100123",
        kind=ChatKind.GROUP,
        thread="44",
        topics=frozenset({SPYWARE, InterestKey("torture")}),
        watches=(WATCH,),
        languages=frozenset({"en", "fr"}),
        sensitivity=Sensitivity.SUREST,
        rhythm=Rhythm(Pace.DAILY, time(7, 30), (time(22), time(6, 15))),
        timezone="Europe/Paris",
        language="fr",
        mode=Mode.AT_RISK,
        muted_stories=frozenset({StoryId("ab")}),
        muted_topics={SPYWARE: NOW},
    )
    await store.subscriptions.put(whole)
    assert await store.subscriptions.get(ChatId("-100123")) == whole
    assert await (await bot.restart()).subscriptions.get(ChatId("-100123")) == whole


async def test_those_who_want_something_come_in_pages(store: Store) -> None:
    for number in range(25):
        await store.subscriptions.put(subscription(f"{number:02}"))
    await store.subscriptions.put(subscription("x", topics=frozenset({InterestKey("torture")})))
    found: list[str] = []
    after = None
    while page := await store.subscriptions.wanting([SPYWARE], after, 10):
        assert len(page) <= 10
        found += [one.chat for one in page]
        after = page[-1].chat
    assert found == [f"{number:02}" for number in range(25)]


async def test_a_change_of_topics_is_heeded_at_once(store: Store) -> None:
    await store.subscriptions.put(subscription("1", topics=frozenset({SPYWARE})))
    await store.subscriptions.put(subscription("1", topics=frozenset({InterestKey("torture")})))
    assert await store.subscriptions.wanting([SPYWARE], None, 9) == []
    assert len(await store.subscriptions.wanting([InterestKey("torture")], None, 9)) == 1


async def test_watches_of_those_who_listen_are_listed_once(store: Store) -> None:
    paused = Watch(InterestKey("watch:8"), "x", Word("x"), paused=True)
    await store.subscriptions.put(subscription("1", watches=(WATCH, paused)))
    await store.subscriptions.put(subscription("2", watches=(WATCH,), active=False))
    assert list(await store.subscriptions.watches()) == [WATCH]
    await store.subscriptions.end(ChatId("1"), "unsubscribed")
    assert list(await store.subscriptions.watches()) == []


async def test_settings_stay_when_somebody_unsubscribes(bot: Bot, store: Store) -> None:
    await store.subscriptions.put(subscription("1", watches=(WATCH,)))
    await store.subscriptions.end(ChatId("1"), "unsubscribed")
    left = await (await bot.restart()).subscriptions.get(ChatId("1"))
    assert left == subscription("1", watches=(WATCH,), active=False)


async def test_subscriptions_are_counted(store: Store) -> None:
    held = NOW + timedelta(hours=1)
    await store.subscriptions.put(subscription("1"))
    await store.subscriptions.put(subscription("2", active=False))
    await store.subscriptions.put(subscription("3", kind=ChatKind.GROUP, held_until=held))
    await store.subscriptions.put(subscription("4", kind=ChatKind.CHANNEL))
    counts = await store.subscriptions.counts()
    assert (counts.active, counts.private, counts.groups, counts.channels, counts.held) == (3, 1, 1, 1, 1)


async def test_a_chat_may_see_all_that_is_held_on_it(store: Store) -> None:
    a = story("a")
    await store.subscriptions.put(subscription("77"))
    await poll(store, decides([a], [alert(a, "77")]))
    about = await store.subscriptions.everything_about(ChatId("77"))
    assert about["chat"] == "77"
    assert isinstance(about["alerts"], list)
    assert [one["story"] for one in about["alerts"]] == [a.id]
    assert await store.subscriptions.everything_about(ChatId("78")) == {}


async def test_no_byte_of_a_forgotten_chat_is_left(bot: Bot, store: Store, url: str) -> None:
    """Neither in the journal nor in the files, before a checkpoint nor after, moved or not."""
    folder = Path(url.removeprefix("tiny:"))
    chat, before = ChatId("-1009182736455"), ChatId("-55443322118")
    for name in ("a", "b"):
        told = story(name)
        await store.subscriptions.put(subscription(before))
        await poll(store, decides([told], [alert(told, before), alert(told, "1")]))
        for due in await store.outbox.claim_due(NOW, 9, LEASE):
            await store.outbox.intend([due.claim])
    assert is_in(folder, before)
    store = await bot.restart()
    await store.subscriptions.move(before, chat)
    await store.subscriptions.end(chat, "unsubscribed")
    assert is_in(folder, chat)
    await store.subscriptions.forget(chat)
    assert not is_in(folder, chat)
    assert not is_in(folder, before)
    store = await bot.restart()
    assert not is_in(folder, chat)
    assert await store.subscriptions.get(chat) is None
    assert await store.stories.get(story("a").id) is not None
    await store.subscriptions.forget(chat)


async def test_forgetting_does_not_wait_for_an_index_or_lose_what_comes_meanwhile(
    url: str, clock: HandClock
) -> None:
    async with open_store(url, clock) as store:
        await store.subscriptions.put(subscription("77"))
        await poll(store, decides([story("a")]))
        await store.subscriptions.forget(ChatId("77"))
        await poll(store, decides([story("b")]))
    async with open_store(url, clock) as store:
        assert await store.stories.get(story("a").id) is not None
        assert await store.stories.get(story("b").id) is not None


def is_in(folder: Path, chat: str) -> bool:
    return any(chat.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())
