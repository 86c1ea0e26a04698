"""/why: why a story came, or the one reason why it did not, for an alert, a code, a link or a headline."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.model.alert import Alert, AlertState
from bot.model.entry import Entry
from bot.model.ids import EntryId
from bot.model.interest import Sensitivity
from bot.model.poll import TellingNote
from bot.model.story import Match, Place, Story
from bot.model.subscription import Pace, Rhythm
from bot.ports import Store
from tests.handlers.conftest import Chatter
from tests.handlers.stories import FEED, record, story
from tests.storage.samples import NOW, SPYWARE, HandClock, alert

URL = "https://civicmonitor.example/lake-sensors"
LATER = NOW + timedelta(minutes=1)


def sent(of: Story) -> Alert:
    return alert(of, "41", state=AlertState.SENT, message_ids=("7",), sent_at=NOW, thread="3")


async def test_a_reply_a_code_a_link_and_a_headline_say_why_it_came(ann: Chatter, store: Store) -> None:
    await ann.type("/subscribe")
    told = story("Lake sensors count walkers", url=URL)
    await record(store, told, alerts=[sent(told)])
    said = [
        await ann.type("/why", reply_to="7"),
        await ann.type(f"/why {told.code}"),
        await ann.type(f"/why {URL}"),
        await ann.type("/why lake SENSORS"),
    ]
    assert said[0].startswith(
        f"Why this alert · {told.code}\n\nSpyware, sure (0.90; this chat takes from 0.60)"
    )
    assert set(said) == {said[0]}
    assert "Something is wrong" in ann.labels


async def test_an_article_that_joined_a_story_is_answered_under_its_alert(ann: Chatter, store: Store) -> None:
    await ann.type("/subscribe")
    told = story("Lake", url="https://first.example/lake")
    second = replace(told.lead, outlet="Civic Monitor", title="Sensors at the lake", url=URL, seen_at=LATER)
    await record(store, replace(told, sources=(told.lead, second)), alerts=[sent(told)])
    for typed in (URL, f"/why {URL}?utm_source=x"):
        said = await ann.type(typed)
        assert said.startswith("You have the story\nSensors at the lake")
        assert "It joined a story you have: Lake." in said
        (say,) = ann.replies
        assert say.reply_to == "7"  # type: ignore[union-attr]
        assert say.thread == "3"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rhythm", "reason"),
    [
        (Rhythm(quiet=(time(22), time(8))), "Held in your quiet hours until 08:00."),
        (Rhythm(Pace.DAILY, time(9, 30)), "It waits for the digest of 25 Nov, 08:00."),
    ],
)
async def test_what_comes_later_says_when_in_the_chats_own_time(
    ann: Chatter, store: Store, rhythm: Rhythm, reason: str
) -> None:
    await ann.type("/subscribe")
    held = await ann.subscription()
    assert held is not None
    await store.subscriptions.put(replace(held, rhythm=rhythm, timezone="Europe/Berlin"))
    told = story("Lake", url=URL, seen_at=LATER)
    await record(store, told, alerts=[alert(told, "41", NOW + timedelta(days=1, hours=1))])
    said = await ann.type(f"/why {URL}")
    assert said.startswith("It comes later")
    assert reason in said


@pytest.mark.parametrize(
    ("state", "head", "reason"),
    [
        (AlertState.OWED, "It comes next", "Owed, waiting for Telegram."),
        (AlertState.INTENDED, "It comes next", "Owed, waiting for Telegram."),
        (AlertState.DROPPED, "Not sent to you", "given up: Telegram did not take it."),
    ],
)
async def test_what_is_owed_says_so(
    ann: Chatter, store: Store, state: AlertState, head: str, reason: str
) -> None:
    await ann.type("/subscribe")
    told = story("Lake", url=URL, seen_at=LATER)
    await record(store, told, alerts=[alert(told, "41", state=state)])
    said = await ann.type(f"/why {URL}")
    assert said.startswith(head)
    assert reason in said


async def test_below_the_threshold_the_evidence_and_what_everything_would_bring_are_told(
    ann: Chatter, store: Store, clock: HandClock
) -> None:
    clock.moment = NOW - timedelta(days=8)
    await ann.type("/subscribe spyware")
    clock.move(timedelta(days=8))
    weak = replace(
        story("Lake", {"spyware": 0.45}, url=URL),
        matches=(Match(SPYWARE, "sensors", Place.TITLE, 0, 4, 0.5),),
    )
    others = [story(f"Weak {n}", {"spyware": 0.5}, seen_at=NOW - timedelta(days=n)) for n in (1, 2, 7)]
    await record(store, weak, *others)
    said = await ann.type(f"/why {URL}")
    assert "Nearest topic: Spyware, 0.45; this chat takes from 0.60." in said
    assert "One piece of evidence: “sensors”. No second one in the text." in said
    assert "With sensitivity “everything” it would have come, and about 4 more a week." in said
    assert ann.labels == ["Should have come", "Show it"]


async def test_what_everything_would_not_have_brought_either_is_not_promised(
    ann: Chatter, store: Store
) -> None:
    await ann.type("/subscribe spyware")
    held = await ann.subscription()
    assert held is not None
    await store.subscriptions.put(replace(held, sensitivity=Sensitivity.EVERYTHING))
    await record(store, story("Lake", {"spyware": 0.2}, url=URL, seen_at=LATER))
    assert "With sensitivity" not in await ann.type(f"/why {URL}")


@pytest.mark.parametrize(
    ("after", "reason"),
    [
        ("/mute spyware 7d", "Spyware is muted. /settings unmutes."),
        ("/pause", "The chat is paused. /resume goes on."),
        ("/unsubscribe", "Nothing is sent here: /start begins."),
    ],
)
async def test_what_the_chat_itself_stopped_is_said(
    ann: Chatter, store: Store, after: str, reason: str
) -> None:
    await ann.type("/subscribe")
    await record(store, story("Lake", url=URL, seen_at=LATER))
    await ann.type(after)
    assert reason in await ann.type(f"/why {URL}")
    assert "Should have come" not in ann.labels


async def test_another_chats_watch_is_never_shown(ann: Chatter, store: Store) -> None:
    await ann.type("/subscribe spyware")
    lake = story("Lake", {"watch:abcdef": 1.0}, url=URL, seen_at=LATER)
    entry = Entry(EntryId("1"), FEED, "Lake", link=URL)
    await record(store, lake, entries=[TellingNote(entry, lake.id)])
    said = await ann.type(f"/why {URL}")
    assert "watch" not in said
    assert "No word of any topic stands in it." in said
    assert "Show it" not in ann.labels
    await ann.press(f"w:{lake.code}")
    assert ann.toast is not None
    assert ann.toast.text == "This story is not here any more."


@pytest.mark.parametrize("typed", ["", "zeppelin over the harbour", "ZZZZ", "ftp://x", '"(((', "🙂"])
async def test_what_names_nothing_says_what_would(ann: Chatter, typed: str) -> None:
    said = await ann.type(f"/why {typed}")
    assert "headline" in said


async def test_a_reply_to_something_else_says_so(ann: Chatter) -> None:
    assert "That is no alert of mine" in await ann.type("/why", reply_to="99")
