"""What people press, type and paste, and what operators do; buttons of before a restart go on working."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds, Outlet
from tests.journeys.program import Program, write_config
from tests.journeys.steps import alerts, first_read, polled_again, subscribe
from tests.journeys.stories import CARRIED, PIECES, Piece
from tests.journeys.telegrams import Said, Simulator, until

pytestmark = pytest.mark.journey

StartAs = Callable[..., Awaitable[Program]]

#: The first story once more in another outlet's words, and what became of it a day later.
AGAIN = Piece(
    "Palefox spyware found on phones of 34 Veldora journalists",
    PIECES[0].text + "\n\nA committee of the parliament meets on Thursday.",
)
RESIGNS = Piece(
    "Veldora’s interior minister resigns over Palefox spyware used on 34 journalists",
    "The interior minister of Veldora, who bought a licence for the spyware Palefox from Orvane Systems in March 2025,"
    " has resigned. Forensic tests had found traces of it on the phones of 34 journalists.\n\n“There was no warrant, no"
    " judge and no notice, and now there is no minister,” said Lena Marowitz, editor-in-chief of the Marsk Courier.",
)
#: Telegram's limit for what a Copy button holds, in UTF-16 units.
COPIED = 256


def message_of(simulator: Simulator, chat: int, message_id: int) -> Said:
    return next(message for message in simulator.said(chat) if message.id == message_id)


async def becomes(
    simulator: Simulator, chat: int, message_id: int, right: Callable[[Said], bool], what: str
) -> Said:
    """The message once it is as it should be."""
    deadline = asyncio.get_running_loop().time() + 20
    while not right(message := message_of(simulator, chat, message_id)):
        assert asyncio.get_running_loop().time() < deadline, f"never {what}: {message}; {simulator.refused()}"
        await asyncio.sleep(0.05)
    return message


async def tap(simulator: Simulator, chat: int, message_id: int, label: str, shows: str) -> str:
    """Presses a button, by the beginning of its label; the toast, once the message or its buttons show that."""
    message = await becomes(
        simulator, chat, message_id, lambda m: any(w.startswith(label) for w in m.labels()), f"had {label!r}"
    )
    whole = next(each for each in message.labels() if each.startswith(label))
    query = simulator.sim.press(chat, chat, label=whole, message_id=message_id)["query_id"]
    answered = await simulator.sim.wait(answer=query, timeout=20)
    assert answered["ok"], f"{label!r} was not answered"
    if shows:
        await becomes(
            simulator, chat, message_id, lambda m: shows in m.text or shows in m.labels(), f"showed {shows!r}"
        )
    return str(answered["answer"].get("text") or "")


@pytest.fixture
async def start_as(tmp_path: Path, feeds: Feeds) -> AsyncIterator[StartAs]:
    """Starts the program with more lines in its `[telegram]` table."""
    programs: list[Program] = []

    async def begin(keys: str, simulator: Simulator, *outlets: Outlet, clock: str = "") -> Program:
        urls = [outlet.url for outlet in outlets]
        file = write_config(tmp_path, simulator.api_url, urls, allow=feeds.address)
        text = file.read_text(encoding="utf-8").replace("[telegram]\n", f"[telegram]\n{keys}\n")
        file.write_text(text, encoding="utf-8")
        environment = {"WATCHWORD_CLOCK": clock}
        program = Program(tmp_path, simulator.token, "run", "--config", str(file), environment=environment)
        programs.append(program)
        return await program.run()

    yield begin
    for program in programs:
        await program.end()
        print("\n".join(program.stderr))  # shown where the test failed


async def test_buttons_of_before_a_restart_work_and_what_is_muted_stays_silent(
    simulator: Simulator, feeds: Feeds, start_as: StartAs
) -> None:
    sim = simulator.sim
    post, wire, gazette = (
        feeds.outlet(name) for name in ("The Harbour Post", "Meridian Wire", "Marsk Gazette")
    )
    # Two hours pass each second: outlets join after minutes, news comes after half a day.
    sim.config(flood={"enabled": False}, poll_quirks=False)
    ann, bob, desk = (simulator.person() for _ in range(3))
    clock = asyncio.get_running_loop().time
    before = clock()
    program = await start_as(
        f"operators = [{desk}]", simulator, post, wire, gazette, clock="2026-11-17T06:40Z*7200"
    )
    simulator.say(desk, "/start")
    await until(simulator, desk, "What should I send")
    await subscribe(simulator, ann)
    simulator.say(bob, "/subscribe spyware")
    await until(simulator, bob, "^Done")
    await first_read(post, wire, gazette)
    post.publish(PIECES[0])
    (alert,) = await until(simulator, ann, PIECES[0].title)
    # After the restart the program's clock starts anew: so long after that it is the same time again.
    seen = clock() - before
    (other,) = await until(simulator, bob, PIECES[0].title)
    wire.publish(CARRIED)
    await until(simulator, ann, "Also in Meridian Wire")
    copies = [b["copy_text"]["text"] for row in alert.keyboard for b in row if "copy_text" in b]
    assert len(copies) == 1
    assert "There was no warrant, no judge and no notice" in copies[0]
    assert len(copies[0].encode("utf-16-le")) // 2 <= COPIED

    assert await program.stop() == 0
    before = clock()
    await program.run()
    await tap(simulator, ann, alert.id, "⋯", "Why this")
    await tap(simulator, ann, alert.id, "Why this", "Why this alert")
    await tap(simulator, ann, alert.id, "‹ Back", "⋯")
    await tap(simulator, ann, alert.id, "⋯", "Why this")
    await tap(simulator, ann, alert.id, "Sources · 2", "Meridian Wire")
    await tap(simulator, ann, alert.id, "‹ Back", "⋯")
    await tap(simulator, ann, alert.id, "⋯", "Why this")
    await tap(simulator, ann, alert.id, "Something is wrong", "Wrong speaker")
    thanks = await tap(simulator, ann, alert.id, "Wrong speaker", "⋯")
    assert thanks == "Thank you. The operator has it."
    (report,) = await until(simulator, desk, "Somebody says: wrong speaker")
    assert "Lena Marowitz" in report.text
    assert str(ann) not in report.text

    await tap(simulator, ann, alert.id, "⋯", "Why this")
    assert "nothing more of this story" in await tap(simulator, ann, alert.id, "Mute this story", "⋯")
    gazette.publish(AGAIN)
    await until(simulator, bob, "Also in Meridian Wire and Marsk Gazette")
    # Within half a day other words are no news.
    await asyncio.sleep(before + seen + 6.3 - clock())
    post.publish(RESIGNS)
    (news,) = await until(simulator, bob, RESIGNS.title)
    assert news.reply_to == other.id
    await polled_again(post)
    assert alerts(simulator, ann, RESIGNS) == 0
    assert "Marsk Gazette" not in message_of(simulator, ann, alert.id).text

    await tap(simulator, bob, news.id, "⋯", "Mute a topic")
    await tap(simulator, bob, news.id, "Mute a topic", "Spyware")
    assert "muted for a week" in await tap(simulator, bob, news.id, "Spyware", "⋯")
    post.publish(PIECES[4])
    await until(simulator, ann, PIECES[4].title)
    await polled_again(post)
    assert alerts(simulator, bob, PIECES[4]) == 0
    assert simulator.refused() == []


async def test_a_closed_instance_lets_in_whom_it_invited_and_obeys_its_operators_alone(
    simulator: Simulator, feeds: Feeds, start_as: StartAs
) -> None:
    sim, first, second = simulator.sim, feeds.outlet("The Harbour Post"), feeds.outlet("Meridian Wire")
    desk, ann, bea = (simulator.person() for _ in range(3))
    group = sim.chat(type="supergroup", title="Newsroom", owner=desk)["id"]
    await start_as(f"operators = [{desk}]\nopen = false", simulator, first)
    simulator.say(ann, "/start")
    simulator.say(ann, "/start AAAAAAAAAAAAAAAA")
    simulator.say(bea, "/subscribe")
    for typed in (f"/addfeed {second.url}", "/invite"):
        simulator.say(bea, typed)
    await until(simulator, ann, "This bot is for invited people", n=2)
    await until(simulator, bea, "This bot is for invited people")
    await until(simulator, bea, "There is no such command", n=2)
    # An operator is one in the private chat only.
    sim.say(group, desk, "/invite@sim_bot")
    sim.say(group, desk, f"/removefeed@sim_bot {first.url}")
    simulator.say(desk, "/invite")
    (invitation,) = await until(simulator, desk, "For a person")
    assert simulator.said(group) == []
    link = re.search(r"t\.me/sim_bot\?start=([A-Za-z0-9_-]{1,64})\b", invitation.text)
    assert link
    mark = simulator.say(ann, f"/start {link[1]}")
    (asked,) = await until(simulator, ann, "What should I send", after=mark)
    begin = next(label for label in asked.labels() if label.startswith("Start"))
    sim.press(ann, ann, label=begin, message_id=asked.id)
    await until(simulator, ann, "^Done")

    simulator.say(desk, f"/addfeed {second.url}")
    await until(simulator, desk, "^Added")
    await first_read(first, second)
    second.publish(PIECES[0])
    await until(simulator, ann, PIECES[0].title)
    simulator.say(desk, f"/removefeed {second.url}")
    await until(simulator, desk, "^Removed")
    asked_before = second.polls
    second.publish(PIECES[4])
    first.publish(PIECES[6])
    await until(simulator, ann, PIECES[6].title)
    assert second.polls <= asked_before + 1
    assert alerts(simulator, ann, PIECES[4]) == 0
    assert simulator.refused() == []


async def test_languages_pauses_and_pasted_links_are_respected(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    sim, outlet, unread = simulator.sim, feeds.outlet("The Harbour Post"), feeds.outlet("Unread Courier")
    await start(simulator, outlet)
    ann, bob = simulator.person(), simulator.person()
    luc = int(sim.user(language_code="fr")["id"])
    await subscribe(simulator, ann, bob, luc)
    # Luc reads French alone.
    simulator.say(luc, "/settings")
    (settings,) = await until(simulator, luc, "Settings")
    await tap(simulator, luc, settings.id, "Languages", "")
    await tap(simulator, luc, settings.id, "✓ English", "")
    await becomes(simulator, luc, settings.id, lambda m: "✓ English" not in " ".join(m.labels()), "off")
    await first_read(outlet)
    outlet.publish(PIECES[0])
    await until(simulator, ann, PIECES[0].title)

    simulator.say(bob, "/pause")
    await until(simulator, bob, "^Paused")
    outlet.publish(PIECES[1])
    await until(simulator, ann, PIECES[1].title)
    simulator.say(bob, "/resume")
    await until(simulator, bob, "^Going on")
    outlet.publish(PIECES[2])
    await until(simulator, bob, PIECES[2].title)
    assert [alerts(simulator, bob, piece) for piece in PIECES[:3]] == [1, 0, 1]
    assert [alerts(simulator, luc, piece) for piece in PIECES[:3]] == [0, 0, 0]

    simulator.say(ann, f"What of {outlet.link(PIECES[0])}?utm_source=x ?")
    await until(simulator, ann, "^You have it.*It was sent here")
    simulator.say(bob, outlet.link(PIECES[1]))
    await until(simulator, bob, "^Not sent to you")
    unread.publish(PIECES[5])
    simulator.say(bob, unread.link(PIECES[5]))
    (pasted,) = await until(simulator, bob, "^Not here")
    await tap(simulator, bob, pasted.id, "Read it now", PIECES[5].title)
    assert "We will not put our names under a fence" in message_of(simulator, bob, pasted.id).text
    assert unread.pages == 1
    assert simulator.refused() == []
