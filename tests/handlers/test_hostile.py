"""What people type to break things: everything is answered, nothing is refused by the server, nothing leaks."""

import asyncio
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from bot.clock import SystemClock
from bot.model.ids import ChatId
from bot.model.subscription import ALL_TOPICS
from handlers.services import Services
from tests.handlers.conftest import TOPICS
from tests.handlers.stories import record, story
from tests.handlers.world import TOKEN, World, gateway_world
from tests.tgsim.tgsim import ApiError

pytestmark = pytest.mark.journey

_SHARED = Path(os.environ.get("WATCHWORD_SHARED", Path(__file__).parents[2] / ".." / "shared"))
_HOSTILE = _SHARED / "data" / "hostile"
needs_shared = pytest.mark.skipif(not _HOSTILE.is_dir(), reason=f"the hostile set is not here: {_HOSTILE}")

#: People who talk to the bot at the same time.
_AT_ONCE = 16
TROUBLE = "That did not work"
#: Nothing of these may ever be said to anybody.
LEAKS = re.compile(
    rf"{re.escape(TOKEN)}|Traceback|\.py\b|root:x:|sqlite|object at 0x|NoneType|'NoneType'|site-packages|errno",
    re.IGNORECASE,
)


def rows() -> list[dict[str, Any]]:
    if not _HOSTILE.is_dir():
        return []
    lines = (_HOSTILE / "hostile_commands.jsonl").read_text("utf-8").split("\n")
    return [json.loads(line) for line in lines if line.strip()]


def naughty() -> list[str]:
    lines = (_HOSTILE / "blns.txt").read_text("utf-8").split("\n")
    return [line for line in lines if line.strip() and not line.startswith("#")]


def fits(expect: str, said: str) -> bool:
    """Whether an answer is of the kind a row asks for."""
    match expect:
        case "usage":
            return bool(re.search(r"\nWrite /|▲|Did you mean|For example|^There is no topic|try:", said))
        case "denied":
            return said.startswith(
                ("There is no such command.", "I take topics here", "This button does nothing", "This")
            )
        case _:
            return bool(said.strip())


def leaked(row: str, said: str) -> list[str]:
    """What an answer should not hold, beside what the person typed themselves."""
    return [found for found in LEAKS.findall(said) if found.lower() not in row.lower()]


async def _three_stories(world: World) -> None:
    now = SystemClock().now()
    await record(
        world.services.store,
        *(story(f"Surveillance {n} of a facial recognition camera") for n in range(3)),
        now=now,
    )


@needs_shared
async def test_every_hostile_command_is_answered_as_its_row_says(world: World) -> None:
    await _three_stories(world)
    ann = world.sim.user(started=True)["id"]
    await world.said(ann, ann, "/start")
    wrong: list[tuple[object, ...]] = []
    for row in rows():
        typed = row["text"].replace("@thisbot", "@sim_bot")
        if row["kind"] == "callback":
            # Buttons of ours only: the welcome stands last.
            await world.said(ann, ann, "/latest")
            answered = await world.pressed(ann, ann, data=typed[3:67])
            said = str(answered)
            if leaked(typed, said) or not fits(
                "denied", (answered.get("answer") or answered).get("text") or ""
            ):
                wrong.append((row["id"], typed[:60], said[:200]))
            continue
        (message,) = await world.said(ann, ann, typed)
        said = message["text"] or ""
        if message["method"].lower() == "senddocument":
            said = "a file"
        if TROUBLE in said or leaked(typed, said) or not fits(row["expect"], said):
            wrong.append((row["id"], row["expect"], typed[:60], said[:200]))
    assert wrong == []


@needs_shared
async def test_in_a_group_hostile_words_of_a_member_change_nothing_and_plain_ones_get_silence(
    world: World,
) -> None:
    await _three_stories(world)
    owner, member = world.sim.user()["id"], world.sim.user()["id"]
    group = world.sim.chat(type="supergroup", owner=owner, members=[member])["id"]
    await world.said(group, owner, "/subscribe torture")
    before = await world.services.store.subscriptions.get(ChatId(str(group)))
    plain = [row for row in rows() if row["expect"] == "ignore"]
    others = [row for row in rows() if row["expect"] != "ignore" and row["kind"] != "callback"]
    count = len(world.sim.transcript(group, bot=True))
    for row in plain:
        world.sim.say(group, member, row["text"].replace("@thisbot", "@sim_bot"))
    await world.sim.idle(quiet=0.3)
    assert len(world.sim.transcript(group, bot=True)) == count
    for row in others:
        world.sim.say(group, member, row["text"].replace("@thisbot", "@sim_bot"))
    await world.sim.idle(quiet=0.3)
    await world.settled(group)
    assert await world.services.store.subscriptions.get(ChatId(str(group))) == before
    said = "\n".join(message["text"] or "" for message in world.sim.transcript(group, bot=True))
    assert TROUBLE not in said


@needs_shared
@pytest.mark.parametrize("command", ["", "/search ", "/quotes ", "/subscribe ", "/watch ", "/why ", "/mute "])
async def test_every_naughty_string_is_answered(world: World, command: str) -> None:
    await _three_stories(world)
    people = [world.sim.user(started=True)["id"] for _ in range(_AT_ONCE)]
    lines = naughty()
    wrong = await asyncio.gather(
        *(_says(world, person, command, lines[n::_AT_ONCE]) for n, person in enumerate(people))
    )
    assert [each for some in wrong for each in some] == []
    for person in people:
        held = await world.services.store.subscriptions.get(ChatId(str(person)))
        if held is not None:
            assert held.topics <= {topic.name for topic in TOPICS} | {ALL_TOPICS}


async def _says(world: World, person: int, command: str, lines: list[str]) -> list[tuple[str, str]]:
    """One person says all of these, one after the other; what was not answered as it should."""
    wrong = []
    if command == "/mute ":
        await world.said(person, person, "/subscribe surveillance")
    for line in lines:
        typed = f"{command}{line}"[:4096]
        try:
            own = world.sim.say(person, person, typed)
        except ApiError:
            # Telegram itself lets nobody send a text of nothing that can be seen.
            continue
        got = await world.sim.wait(person, n=1, after=own["message_id"], timeout=10)
        said = (got["messages"][0]["text"] or "") if got["ok"] else "no answer"
        if not got["ok"] or TROUBLE in said or leaked(typed, said):
            wrong.append((typed[:80], said[:200]))
    return wrong


async def test_a_burst_of_commands_is_answered_in_order_within_telegrams_limits(talking: Services) -> None:
    async with gateway_world(talking, limits=None) as world:
        ann = world.sim.user(started=True)["id"]
        for n in range(8):
            world.sim.say(ann, ann, f"/nosuch{n}" if n % 2 else "/about")
        got = await world.sim.wait(ann, n=8, timeout=20)
        assert got["ok"]
        assert [message["text"].startswith("Watchword") for message in got["messages"]] == [True, False] * 4
        assert world.sim.stats()["count_429"] == 0
        assert world.refused() == []
