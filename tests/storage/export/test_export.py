"""What is written comes back as it was; and of subscribers nothing is in it that was not asked for."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model.alert import Alert, AlertState
from bot.model.entry import Entry
from bot.model.feed import FeedSource, FeedState, Validators
from bot.model.ids import ChatId, EntryId, FeedUrl, InterestKey, StoryId, alert_id, content_id
from bot.model.interest import Watch
from bot.model.kept import Kept, KeptChat, KeptEntry, KeptFeed, KeptKeys
from bot.model.poll import TellingNote
from bot.model.query import Query, Word
from bot.model.story import Match, Place, Source, Story
from bot.model.subscription import ChatKind, Mode, Subscription
from bot.ports import Store
from storage.open import open_store
from tests.storage.export.files import PASSPHRASE, exported, lines_of, read
from tests.storage.samples import (
    FEED,
    NOW,
    SPYWARE,
    HandClock,
    alert,
    decides,
    note,
    poll,
    story,
    subscription,
)

CHAT, AT_RISK = "770077007700", "-1009900990099"
WATCH = Watch(InterestKey("watch:palefox"), "palefox", Word("palefox"))
SECRET = Watch(InterestKey("watch:secret"), "secretword", Word("secretword"))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A bot with two chats, one of them at risk, each with a watch."""
    async with open_store(str(tmp_path / "data"), HandClock()) as opened:
        await opened.subscriptions.put(subscription(CHAT, watches=(WATCH,), thread=CHAT))
        await opened.subscriptions.put(subscription(AT_RISK, watches=(SECRET,), mode=Mode.AT_RISK))
        told = story("a", scores={SPYWARE: 0.9, WATCH.key: 1.0, SECRET.key: 1.0})
        matches = tuple(Match(key, f"term of {key}", Place.TEXT, 0, 1) for key in told.scores)
        told = replace(told, matches=matches)
        sent = [alert(told, chat, state=AlertState.SENT, sent_at=NOW) for chat in (CHAT, AT_RISK)]
        await poll(opened, decides([told, story("b")], sent, [note("a", told)], {"key": "hash"}))
        yield opened


async def test_without_subscribers_no_byte_of_a_chat_or_a_watch_is_in_the_file(store: Store) -> None:
    data = await exported(store)
    for secret in (CHAT, AT_RISK, AT_RISK.lstrip("-"), "palefox", "secret", "watch:"):
        assert secret.encode() not in data, secret
    kinds = [line.get("kind") for line in lines_of(data)]
    assert kinds == [None, "story", "story", "keys", "feed", "entry", "sent", "end"]


async def test_what_was_sent_is_told_without_to_whom(store: Store) -> None:
    (sent,) = (line for line in lines_of(await exported(store)) if line.get("kind") == "sent")
    assert sent["data"] == {
        "story": story("a").id, "chats": 1, "first": NOW.isoformat(), "last": NOW.isoformat(),
    }  # fmt: skip


async def test_with_subscribers_they_are_in_boxes_only_and_those_at_risk_nowhere(store: Store) -> None:
    data = await exported(store, PASSPHRASE)
    for secret in (CHAT, AT_RISK, "palefox", "secret", "watch:"):
        assert secret.encode() not in data, secret
    kept = read(data)
    assert [one.subscription.chat for one in kept if isinstance(one, KeptChat)] == [CHAT]
    assert [one.chat for one in kept if isinstance(one, Alert)] == [CHAT]
    assert "secret" not in repr(kept)
    assert AT_RISK not in repr(kept)


async def test_what_people_watch_comes_along_with_them(store: Store, tmp_path: Path) -> None:
    data = await exported(store, PASSPHRASE)
    async with open_store(str(tmp_path / "other"), HandClock()) as other:
        await other.bring(read(data))
        found = await other.stories.get(story("a").id)
        assert found is not None
        assert found.scores == {SPYWARE: 0.9, WATCH.key: 1.0}
        assert {match.interest for match in found.matches} == {SPYWARE, WATCH.key}


async def test_two_exports_of_one_store_share_no_key(store: Store) -> None:
    first, second = [lines_of(await exported(store, PASSPHRASE)) for _ in range(2)]
    assert first[0]["lock"] != second[0]["lock"]
    boxes = [[line["box"] for line in lines if line.get("kind") == "box"] for lines in (first, second)]
    assert not set(boxes[0]) & set(boxes[1])


async def test_a_passphrase_typed_on_another_keyboard_is_the_same(store: Store) -> None:
    assert read(await exported(store, "cafe\u0301"), "caf\u00e9")


async def test_many_subscribers_fill_many_boxes(store: Store, tmp_path: Path) -> None:
    for number in range(1000):
        await store.subscriptions.put(subscription(str(10_000 + number)))
    data = await exported(store, PASSPHRASE)
    assert sum(line.get("kind") == "box" for line in lines_of(data)) > 3
    assert sum(isinstance(one, KeptChat) for one in read(data)) == 1001


# ── any store ───────────────────────────────────────────────────────────────────────────────────────────────

_text = st.text(st.characters(codec="utf-8"), max_size=30)
_names = st.sampled_from("abcdef")
_maybe = st.none() | _text


@st.composite
def _stories(draw: st.DrawFn) -> Story:
    name, text = draw(_names), draw(_text)
    source = Source(draw(_text), draw(_text), NOW, FEED, EntryId(name), draw(_maybe), draw(_maybe))
    match = Match(InterestKey("watch:1"), draw(_text), Place.TEXT, 0, len(text))
    scores = {
        InterestKey(key): draw(st.floats(0, 1))
        for key in draw(st.sets(st.sampled_from(["spyware", "watch:1"])))
    }
    return Story(
        StoryId(content_id("story", name)), draw(_text), text, (source,), scores, (match,) if draw(st.booleans()) else (),
        language=draw(st.none() | st.sampled_from(["en", "ar"])), quiet=draw(st.booleans()), withdrawn=draw(_maybe),
    )  # fmt: skip


@st.composite
def _alerts(draw: st.DrawFn) -> Alert:
    told, chat = StoryId(content_id("story", draw(_names))), ChatId(draw(st.sampled_from("123")))
    state = draw(st.sampled_from(AlertState))
    ids = tuple(draw(st.lists(_text, max_size=2)))
    return Alert(alert_id(told, chat), told, chat, NOW, NOW, state=state, message_ids=ids, error=draw(_maybe))


_queries: st.SearchStrategy[Query] = st.builds(Word, _text, prefix=st.booleans())
_watches = st.builds(Watch, st.just(InterestKey("watch:1")), _text, _queries, st.booleans())
_chats = st.builds(
    Subscription, st.sampled_from("123").map(ChatId), st.sampled_from(ChatKind), st.just(NOW),
    watches=st.lists(_watches, max_size=1).map(tuple), language=_text,
    mode=st.sampled_from([Mode.NORMAL, Mode.NORMAL, Mode.AT_RISK]),
)  # fmt: skip
_sources = st.builds(
    FeedSource, st.sampled_from(["https://a.example/", "https://b.example/"]).map(FeedUrl), _maybe
)
_feeds = st.builds(
    KeptFeed, st.builds(FeedState, _sources, st.just(NOW), _maybe, validators=st.builds(Validators, _maybe)),
    st.booleans(), st.booleans(), st.just(False),
)  # fmt: skip
_entries = st.builds(
    KeptEntry,
    st.builds(TellingNote, st.builds(Entry, _names.map(EntryId), st.just(FEED), _text), st.none()),
    st.just(NOW),
)
_keys = st.builds(
    KeptKeys,
    st.just(FEED),
    st.sampled_from(["2026-11-01", "2026-11-24"]),
    st.dictionaries(_text, _text, max_size=3),
)
_kept: st.SearchStrategy[Kept] = st.one_of(
    _stories(), _alerts(), st.builds(KeptChat, _chats, _maybe), _feeds, _entries, _keys
)


@settings(max_examples=25, deadline=None)
@given(st.lists(_kept, max_size=8))
async def test_whatever_a_store_holds_comes_back_from_its_export_as_it_was(kept: list[Kept]) -> None:
    with TemporaryDirectory() as folder:
        async with open_store(f"{folder}/first", HandClock()) as first:
            await first.bring(kept)
            data = await exported(first, PASSPHRASE)
            async with open_store(f"{folder}/second", HandClock()) as second:
                brought = read(data)
                await second.bring(brought)
                again = await exported(second, PASSPHRASE)
                assert await second.bring(brought) == 0
    assert _plain(read(again)) == _plain(brought)


def _plain(kept: list[Kept]) -> list[object]:
    return [
        replace(one, seq=0, changed_seq=0) if isinstance(one, Story)
        else replace(one, seq=0) if isinstance(one, Alert)
        else one
        for one in kept
    ]  # fmt: skip
