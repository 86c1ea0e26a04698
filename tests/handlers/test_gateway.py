"""The gateway against the strict simulator: who may do what, and in which kinds of chats."""

from dataclasses import replace
from pathlib import Path

import pytest

from bot.model.ids import ChatId
from bot.model.subscription import Subscription
from tests.handlers.conftest import TOPICS
from tests.handlers.world import World

pytestmark = pytest.mark.journey

ADMINS_ONLY = "An administrator of this chat can do that."


async def subscription(world: World, chat: int) -> Subscription | None:
    return await world.services.store.subscriptions.get(ChatId(str(chat)))


async def test_a_person_starts_ticks_and_is_subscribed(world: World) -> None:
    ann = world.sim.user(language_code="de")["id"]
    (welcome,) = await world.said(ann, ann, "/start")
    assert "What should I send?" in welcome["text"]
    await world.pressed(ann, ann, label="✓ Encryption")
    await world.pressed(ann, ann, label="Start")
    assert world.shown(ann).startswith("Done: four topics, in English and German.")
    held = await subscription(world, ann)
    assert held is not None
    assert held.language in ("de", "en")
    assert held.languages == {"de", "en"}


async def test_groups_obey_owners_administrators_and_their_own_anonymous_ones_only(world: World) -> None:
    sim = world.sim
    owner, admin, member = (sim.user()["id"] for _ in range(3))
    channel = sim.chat(type="channel", owner=owner, bot="administrator")["id"]
    group = sim.chat(type="supergroup", owner=owner, admins=[admin], members=[member], linked=channel)["id"]
    other = sim.chat(type="channel", owner=member)["id"]
    (refused,) = await world.said(group, member, "/subscribe@sim_bot")
    assert refused["text"] == ADMINS_ONLY
    assert refused["reply_to"] is not None
    (refused,) = await world.said(group, member, "/subscribe@sim_bot", as_chat=other)
    assert refused["text"] == ADMINS_ONLY
    assert await subscription(world, group) is None
    for n, (person, more) in enumerate([(owner, {}), (admin, {}), (owner, {"anonymous": True})]):
        (done,) = await world.said(group, person, f"/subscribe@sim_bot {TOPICS[n].name}", **more)
        assert done["text"].startswith("Done")
    held = await subscription(world, group)
    assert held is not None
    assert held.topics == {topic.name for topic in TOPICS[:3]}


async def test_a_press_in_a_group_is_judged_by_who_presses_each_time(world: World) -> None:
    sim = world.sim
    owner, admin, member = (sim.user()["id"] for _ in range(3))
    group = sim.chat(type="supergroup", owner=owner, admins=[admin], members=[member])["id"]
    await world.said(group, owner, "/subscribe spyware")
    await world.said(group, owner, "/topics")
    denied = await world.pressed(group, member, label="Torture")
    assert denied["answer"]["text"] == ADMINS_ONLY if "answer" in denied else True
    held = await subscription(world, group)
    assert held is not None
    assert held.topics == {"spyware"}
    await world.pressed(group, admin, label="Torture")
    held = await subscription(world, group)
    assert held is not None
    assert held.topics == {"spyware", "torture"}
    sim.member(group, admin, "member")
    await world.pressed(group, admin, label="Surveillance")
    assert (await subscription(world, group)) == held, "an administrator no more"


async def test_automatic_forwards_and_other_bots_commands_are_not_answered(world: World) -> None:
    sim = world.sim
    owner = sim.user()["id"]
    channel = sim.chat(type="channel", owner=owner, bot="administrator")["id"]
    group = sim.chat(type="supergroup", owner=owner, linked=channel)["id"]
    sim.post(channel, "/subscribe", owner)
    await sim.wait(channel, n=1, timeout=10)
    sim.say(group, owner, "/subscribe@other_bot")
    sim.say(group, owner, "/nosuch")
    sim.say(group, owner, "hello everybody")
    await sim.idle(quiet=0.5)
    assert sim.transcript(group, bot=True) == []
    assert await subscription(world, group) is None
    assert await subscription(world, channel) is not None


async def test_a_channel_is_subscribed_by_a_post_in_it(world: World) -> None:
    owner = world.sim.user()["id"]
    channel = world.sim.chat(type="channel", owner=owner, bot="administrator")["id"]
    world.sim.post(channel, "/subscribe torture", owner)
    got = await world.sim.wait(channel, n=1, timeout=10)
    assert got["messages"][0]["text"].startswith("Done: Torture")
    held = await subscription(world, channel)
    assert held is not None
    assert held.kind == "channel"


async def test_a_channel_is_managed_from_the_private_chat_of_its_administrator(world: World) -> None:
    sim = world.sim
    owner, stranger = (sim.user(started=True)["id"] for _ in range(2))
    channel = sim.chat(type="channel", title="Rights Desk", username="rightsdesk", owner=owner, bot="left")[
        "id"
    ]
    sim.bot_status(channel, "administrator", owner)
    got = await sim.wait(owner, n=1, timeout=10)
    assert got["messages"][0]["text"].startswith("I may now write in “Rights Desk”.")
    await world.pressed(owner, owner, label="Choose topics")
    await world.pressed(owner, owner, label="✓ Spyware")
    await world.pressed(owner, owner, label="Start")
    held = await subscription(world, channel)
    assert held is not None
    assert "spyware" not in held.topics
    assert await subscription(world, owner) is None
    (done,) = await world.said(owner, owner, "/subscribe @rightsdesk spyware")
    assert done["text"].startswith("Done")
    (no,) = await world.said(stranger, stranger, "/subscribe @rightsdesk torture")
    assert no["text"] == "Only an administrator of that chat can do that."
    held = await subscription(world, channel)
    assert held is not None
    assert "spyware" in held.topics
    assert "torture" not in held.topics
    assert sim.transcript(channel, bot=True) == [], "the channel itself stays quiet"


async def test_a_forged_button_reaches_no_other_chat(world: World) -> None:
    sim = world.sim
    owner, stranger = (sim.user(started=True)["id"] for _ in range(2))
    channel = sim.chat(type="channel", owner=owner, bot="administrator")["id"]
    sim.post(channel, "/subscribe torture", owner)
    await sim.wait(channel, n=1, timeout=10)
    await world.said(stranger, stranger, "/start")
    before = await subscription(world, channel)
    for data in (f"@{channel}!u:", f"@{channel}!T:spyware", f"@{channel}!F:1"):
        await world.pressed(stranger, stranger, data=data)
    assert await subscription(world, channel) == before


async def test_a_group_that_becomes_a_supergroup_keeps_its_subscription(world: World) -> None:
    owner = world.sim.user()["id"]
    group = world.sim.chat(type="group", owner=owner)["id"]
    await world.said(group, owner, "/subscribe torture")
    before = await subscription(world, group)
    assert before is not None
    new = world.sim.migrate(group, owner)["new"]
    await world.sim.idle(quiet=0.3)
    assert await subscription(world, group) is None
    assert await subscription(world, new) == replace(before, chat=ChatId(str(new)))


async def test_blocking_and_throwing_out_end_the_subscription(world: World) -> None:
    sim = world.sim
    ann, owner = sim.user()["id"], sim.user()["id"]
    group = sim.chat(type="supergroup", owner=owner)["id"]
    await world.said(ann, ann, "/subscribe")
    await world.said(group, owner, "/subscribe")
    sim.block(ann)
    sim.kick(group, owner)
    await sim.idle(quiet=0.3)
    for chat in (ann, group):
        held = await subscription(world, chat)
        assert held is not None
        assert not held.active


async def test_a_chat_that_was_forgotten_and_then_blocks_us_leaves_no_trace(
    world: World, tmp_path: Path
) -> None:
    ann = world.sim.user(id=7_391_846_205)["id"]
    await world.said(ann, ann, "/subscribe")
    await world.said(ann, ann, "/forgetme")
    await world.pressed(ann, ann, label="Delete it")
    world.sim.block(ann)
    await world.sim.idle(quiet=0.3)
    traces = [
        f for f in (tmp_path / "data").rglob("*") if f.is_file() and str(ann).encode() in f.read_bytes()
    ]
    assert traces == []


async def test_a_group_that_adds_the_bot_sees_one_quiet_line(world: World) -> None:
    owner = world.sim.user()["id"]
    group = world.sim.chat(type="supergroup", owner=owner, announce=True)["id"]
    await world.sim.wait(group, n=1, timeout=10)
    await world.sim.idle(quiet=0.4)
    (greeting,) = world.sim.transcript(group, bot=True)
    assert greeting["text"] == "Ready. An administrator chooses the topics here:"
    assert greeting["silent"]


async def test_alerts_of_a_forum_go_to_the_topic_where_they_were_asked_for(world: World) -> None:
    owner = world.sim.user()["id"]
    forum = world.sim.chat(type="supergroup", owner=owner, forum=True)["id"]
    topic = world.sim.topic(forum, "Alerts", owner)
    thread = topic["thread"] if "thread" in topic else topic["message_thread_id"]
    (done,) = await world.said(forum, owner, "/subscribe@sim_bot torture", thread=thread)
    assert done["thread_id"] == thread
    held = await subscription(world, forum)
    assert held is not None
    assert held.thread == str(thread)


async def test_answers_in_groups_reply_to_the_message(world: World) -> None:
    owner = world.sim.user()["id"]
    group = world.sim.chat(type="supergroup", owner=owner)["id"]
    own = world.sim.say(group, owner, "/about@sim_bot")
    got = await world.sim.wait(group, n=1, timeout=10)
    assert got["messages"][0]["reply_to"] == own["message_id"]
