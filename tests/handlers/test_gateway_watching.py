"""A watch, a question why and a judgement over the real socket, as people type and tap them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.model.alert import AlertState
from bot.model.ids import ChatId
from tests.handlers.stories import record, story
from tests.handlers.world import World
from tests.storage.samples import alert

pytestmark = pytest.mark.journey

URL = "https://civicmonitor.example/sensors"


async def test_a_watch_is_previewed_widened_saved_listed_and_deleted(world: World) -> None:
    now = world.services.clock.now()
    await record(
        world.services.store,
        story("Harbour fees rise", seen_at=now - timedelta(days=40)),
        *(story(f"Stadium scan {n}", ["torture"], seen_at=now - timedelta(days=n)) for n in range(1, 9)),
        now=now,
    )
    ann = world.sim.user()["id"]
    (shown,) = await world.said(ann, ann, '/watch stadium ("scan 3" OR "scan 4") -football')
    assert "it would have sent 2, less than one a week." in shown["text"]
    await world.pressed(ann, ann, label="Without “AND (…)” · 2")
    assert "it would have sent 8, about 2 a week." in world.shown(ann)
    await world.pressed(ann, ann, label="Save · 2 a week")
    assert world.shown(ann).startswith("Saved: stadium -football, about 2 a week")
    (watch,) = await world.services.store.subscriptions.watches()
    assert watch.text == "stadium -football"
    await world.pressed(ann, ann, label="All watches")
    await world.pressed(ann, ann, label="1")
    await world.pressed(ann, ann, label="Change")
    assert "/watch 1 = stadium -football" in world.shown(ann)
    await world.pressed(ann, ann, label="‹ Back")
    await world.said(ann, ann, "/watches")
    await world.pressed(ann, ann, label="1")
    await world.pressed(ann, ann, label="Delete")
    assert world.shown(ann).startswith("No watch here yet.")
    assert await world.services.store.subscriptions.watches() == []


async def test_a_mistake_in_a_watch_is_mended_by_a_tap(world: World) -> None:
    ann = world.sim.user()["id"]
    (shown,) = await world.said(ann, ann, '/watch "facial recognition')
    assert "▲" in shown["text"]
    await world.pressed(ann, ann, label='/watch "facial recognition"')
    assert world.shown(ann).startswith("Watch ")


async def test_a_joined_article_is_answered_under_the_alert_of_its_story(world: World) -> None:
    now = world.services.clock.now()
    ann = world.sim.user()["id"]
    (done,) = await world.said(ann, ann, "/subscribe torture")
    before = done["id"]
    told = story("Lake", seen_at=now, url="https://first.example/lake")
    joined = replace(told.lead, outlet="Civic Monitor", title="Sensors", url=URL)
    sent = replace(
        alert(told, str(ann), now),
        chat=ChatId(str(ann)),
        state=AlertState.SENT,
        message_ids=(str(before),),
        sent_at=now,
    )
    await record(world.services.store, replace(told, sources=(told.lead, joined)), alerts=[sent], now=now)
    (answer,) = await world.said(ann, ann, f"/why {URL}")
    assert answer["text"].startswith("You have the story\nSensors")
    assert answer["reply_to"] == before
    (answer,) = await world.said(ann, ann, "/why", reply_to=before)
    assert answer["text"].startswith(f"Why this alert · {told.code}")
    (answer,) = await world.said(ann, ann, "/mute", reply_to=before)
    assert answer["text"].startswith("Muted: nothing more of this story.")


async def test_what_should_have_come_reaches_the_operator(world: World) -> None:
    now = world.services.clock.now()
    ann = world.sim.user()["id"]
    await world.said(ann, ann, "/subscribe spyware")
    told = story("Lake", {"spyware": 0.45}, seen_at=world.services.clock.now(), url=URL)
    await record(world.services.store, told, now=now)
    await world.said(ann, ann, f"/why {URL}")
    await world.pressed(ann, ann, label="Should have come")
    await world.settled(ann)
    assert world.shown(900).startswith(f"Somebody says: should have come · {told.code}")
    found = await world.services.store.stories.get(told.id)
    assert found is not None
    assert found.judged == {"should-have-come": 1}
