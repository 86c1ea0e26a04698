"""A chat that could not be written to is tried again as soon as it may work again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from telegram import Update

from bot.model.ids import ChatId
from bot.model.subscription import Subscription
from handlers.gateway.updates import MayWrite, Self, read_update
from tests.handlers.world import World

#: What Telegram says of a restricted member.
RESTRICTED = {
    "is_member": True,
    "until_date": 0,
    **dict.fromkeys(
        (
            *("can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics", "can_edit_tag"),
            *("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos"),
            *("can_send_videos", "can_send_video_notes", "can_send_voice_notes", "can_send_polls"),
            *("can_send_other_messages", "can_add_web_page_previews", "can_react_to_messages"),
        ),
        False,
    ),
}


async def held_group(world: World, kind: str = "supergroup", **rights: object) -> tuple[int, int]:
    """A group or channel whose alerts are held for an hour, and who runs it."""
    boss = world.sim.user()["id"]
    group = world.sim.chat(type=kind, owner=boss, **rights)["id"]
    await world.said(group, boss, "/subscribe torture")
    subscription = await of(world, group)
    now = world.services.clock.now()
    held = replace(
        subscription, held_since=now, held_until=now + timedelta(hours=1), held_why="no right to write"
    )
    await world.services.store.subscriptions.put(held)
    return group, boss


async def of(world: World, chat: int) -> Subscription:
    found = await world.services.store.subscriptions.get(ChatId(str(chat)))
    assert found is not None
    return found


@pytest.mark.journey
@pytest.mark.parametrize("status", ["administrator", "member"])
async def test_a_hold_ends_when_telegram_says_that_the_right_is_back(world: World, status: str) -> None:
    group, boss = await held_group(world)
    world.sim.bot_status(group, status, boss)
    await world.sim.idle(quiet=0.3)
    subscription = await of(world, group)
    assert (subscription.held_since, subscription.held_until, subscription.held_why) == (None, None, None)


@pytest.mark.parametrize("may", [True, False])
def test_of_a_restricted_member_the_right_to_send_decides(*, may: bool) -> None:
    us = {"id": 7, "is_bot": True, "first_name": "Us"}
    change = {
        "chat": {"id": -1001, "type": "supergroup", "title": "Hall"},
        "from": {"id": 8, "is_bot": False, "first_name": "Boss"},
        "date": 1,
        "old_chat_member": {"user": us, "status": "member"},
        "new_chat_member": {"user": us, "status": "restricted", **RESTRICTED, "can_send_messages": may},
    }
    update = Update.de_json({"update_id": 1, "my_chat_member": change}, None)
    assert read_update(update, Self(7, "us", frozenset()), None) == (
        MayWrite(ChatId("-1001")) if may else None
    )


@pytest.mark.journey
async def test_a_command_in_the_chat_has_it_tried_again_at_once(world: World) -> None:
    group, boss = await held_group(world)
    world.sim.say(group, boss, "good morning everybody")
    await world.sim.idle(quiet=0.3)
    assert (await of(world, group)).held_until is not None
    await world.said(group, boss, "/latest")
    subscription = await of(world, group)
    # Since when is known still: if it fails again, nobody is told once more.
    assert subscription.held_until is None
    assert subscription.held_since is not None
