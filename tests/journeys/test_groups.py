"""Groups: who may decide, and what happens to them."""

import pytest

from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds
from tests.journeys.steps import alerts, first_read, polled_again
from tests.journeys.stories import PIECES
from tests.journeys.telegrams import GROUP, MEMBER, PERSON, LookAlike, Simulator, until

pytestmark = pytest.mark.journey


async def test_in_a_group_only_administrators_decide(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    sim, outlet = simulator.sim, feeds.outlet("The Harbour Post")
    await start(simulator, outlet)
    boss, admin, member = (simulator.person() for _ in range(3))
    group = sim.chat(
        type="supergroup", title="Newsroom", owner=boss, admins=[admin], members=[member], announce=True
    )["id"]
    await until(simulator, group, "Ready")
    sim.say(group, member, "/subscribe@sim_bot")
    await until(simulator, group, "An administrator of this chat can do that")
    await first_read(outlet)
    outlet.publish(PIECES[0])
    await polled_again(outlet)
    assert alerts(simulator, group, PIECES[0]) == 0
    sim.say(group, admin, "/subscribe@sim_bot")
    await until(simulator, group, "^Done")
    outlet.publish(PIECES[1])
    await until(simulator, group, PIECES[1].title)
    sim.say(group, member, "/unsubscribe@sim_bot")
    await until(simulator, group, "An administrator of this chat can do that", n=2)
    outlet.publish(PIECES[2])
    await until(simulator, group, PIECES[2].title)
    sim.say(group, boss, "/unsubscribe@sim_bot", anonymous=True)
    await until(simulator, group, "Stopped")
    assert simulator.refused() == []


async def test_in_the_sandbox_s_group_too_only_its_administrator_decides(
    look_alike: LookAlike, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    await start(look_alike, outlet)
    await until(look_alike, GROUP, "Ready")
    look_alike.say(GROUP, "/subscribe", MEMBER)
    await until(look_alike, GROUP, "An administrator of this chat can do that")
    look_alike.say(GROUP, "/subscribe", PERSON)
    await until(look_alike, GROUP, "^Done")
    await first_read(outlet)
    outlet.publish(PIECES[0])
    await until(look_alike, GROUP, PIECES[0].title)
    assert look_alike.refused() == []


async def test_a_group_that_becomes_a_supergroup_goes_on_hearing_each_story_once(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    sim, outlet = simulator.sim, feeds.outlet("The Harbour Post")
    await start(simulator, outlet)
    boss = simulator.person()
    group = sim.chat(type="group", title="Newsroom", owner=boss, announce=True)["id"]
    sim.say(group, boss, "/subscribe@sim_bot")
    await until(simulator, group, "^Done")
    await first_read(outlet)
    outlet.publish(PIECES[0])
    await until(simulator, group, PIECES[0].title)
    new = sim.migrate(group, boss)["new"]
    outlet.publish(PIECES[1])
    await until(simulator, new, PIECES[1].title)
    await polled_again(outlet)
    assert alerts(simulator, new, PIECES[1]) == 1
    assert alerts(simulator, new, PIECES[0]) == 0
    assert alerts(simulator, group, PIECES[1]) == 0


async def test_a_group_that_threw_the_bot_out_is_not_written_to_and_the_others_are(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    sim, outlet = simulator.sim, feeds.outlet("The Harbour Post")
    await start(simulator, outlet)
    boss = simulator.person()
    groups = [
        sim.chat(type="supergroup", title=name, owner=boss, announce=True)["id"] for name in ("Desk", "Hall")
    ]
    for group in groups:
        sim.say(group, boss, "/subscribe@sim_bot")
        await until(simulator, group, "^Done")
    await first_read(outlet)
    sim.kick(groups[0], boss)
    outlet.publish(PIECES[0])
    await until(simulator, groups[1], PIECES[0].title)
    assert alerts(simulator, groups[0], PIECES[0]) == 0
    assert len(simulator.refused()) <= 1
