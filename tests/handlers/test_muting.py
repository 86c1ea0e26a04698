"""/mute: a story or a topic, by code, by name or in reply to an alert."""

from datetime import timedelta

import pytest

from bot.model.alert import AlertState
from bot.model.ids import InterestKey
from bot.ports import Store
from tests.handlers.conftest import Chatter
from tests.handlers.stories import record, story
from tests.storage.samples import NOW, alert


async def test_a_story_is_muted_by_its_code_or_in_reply_to_its_alert(ann: Chatter, store: Store) -> None:
    await ann.type("/subscribe")
    one, two = story("One"), story("Two")
    await record(
        store, one, two, alerts=[alert(two, "41", state=AlertState.SENT, message_ids=("7",), sent_at=NOW)]
    )
    assert (await ann.type(f"/mute {one.code}")).startswith("Muted: nothing more of this story.")
    assert (await ann.type("/mute", reply_to="7")).startswith("Muted: nothing more of this story.")
    held = await ann.subscription()
    assert held is not None
    assert held.muted_stories == {one.id, two.id}
    await ann.tap("Unmute all")
    held = await ann.subscription()
    assert held is not None
    assert not held.muted_stories


@pytest.mark.parametrize(
    ("typed", "topics", "length"),
    [
        ("spyware 7d", {"spyware"}, timedelta(days=7)),
        ("spyware", {"spyware"}, timedelta(days=7)),
        ("press freedom 2w", {"press-freedom"}, timedelta(weeks=2)),
        ("spyware torture 12h", {"spyware", "torture"}, timedelta(hours=12)),
    ],
)
async def test_topics_are_muted_for_a_while(
    ann: Chatter, typed: str, topics: set[str], length: timedelta
) -> None:
    await ann.type("/subscribe")
    assert "muted until" in await ann.type(f"/mute {typed}")
    held = await ann.subscription()
    assert held is not None
    assert held.muted_topics == {InterestKey(name): NOW + length for name in topics}


@pytest.mark.parametrize("typed", ["", "nonsense", "spyware 0d", "spyware 9999d", "7d", "ZZZZ"])
async def test_what_cannot_be_muted_is_answered_with_how_to_write_it(ann: Chatter, typed: str) -> None:
    await ann.type("/subscribe")
    said = await ann.type(f"/mute {typed}")
    assert "/mute" in said or "/topics" in said
    held = await ann.subscription()
    assert held is not None
    assert not held.muted_topics


async def test_only_administrators_mute_for_a_group(member: Chatter) -> None:
    assert "administrator" in await member.type("/mute spyware")


async def test_who_gets_nothing_has_nothing_to_mute(ann: Chatter) -> None:
    assert await ann.type("/mute spyware") == "Nothing is sent here anyway."
    assert await ann.subscription() is None


async def test_a_topic_muted_for_too_long_is_answered_with_how_long_it_may_be(ann: Chatter) -> None:
    await ann.type("/subscribe all")
    said = await ann.type("/mute torture 99999999999d")
    assert "too long" in said
    assert "/mute torture 7d" in said
