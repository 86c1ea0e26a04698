"""A watch is there for what the topics miss: an article on none of them comes to who watches for it, and to nobody else."""

import pytest

from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds
from tests.journeys.steps import alerts, first_read, polled_again, subscribe
from tests.journeys.stories import PIECES, Piece
from tests.journeys.telegrams import Simulator, until

pytestmark = pytest.mark.journey

BREAD = Piece(
    "Two bakers in Marsk share an oven after the fire",
    "Half the town queues at one door since the mill burned down.\n\n“An oven does not ask whose dough it is,” said Nora"
    " Welk, a baker of forty years.",
)
#: Welk is named beside bakers, and says nothing.
FERRY = Piece(
    "Ferry to Port Halm runs again",
    "Nora Welk cut the ribbon on Monday. The boat takes ninety bakers and eleven cars across the sound each hour.",
)


async def test_who_is_quoted_is_watched_for_and_stays_between_the_watcher_and_us(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    await start(simulator, outlet)
    ann, bea = simulator.person(), simulator.person()
    await subscribe(simulator, bea)
    await first_read(outlet)
    simulator.say(ann, "/watch bakers speaker:Welk")
    await until(simulator, ann, "^Watch bakers speaker:Welk")
    simulator.press(ann, "Save")
    await until(simulator, ann, "^Saved: bakers speaker:Welk")
    outlet.publish(BREAD, FERRY, PIECES[0])
    await until(simulator, ann, BREAD.title)
    await until(simulator, bea, PIECES[0].title)
    await polled_again(outlet)
    assert [alerts(simulator, ann, piece) for piece in (BREAD, FERRY, PIECES[0])] == [1, 0, 0]
    assert [alerts(simulator, bea, piece) for piece in (BREAD, FERRY, PIECES[0])] == [0, 0, 1]
    simulator.say(bea, "/search bakers oven")
    await until(simulator, bea, "No story has all of: bakers oven")
    simulator.say(ann, "/search bakers oven")
    await until(simulator, ann, "bakers oven · 1 story")
    # Tried on what was read: the ferry was told to nobody, and is counted.
    simulator.say(bea, "/watch ribbon")
    await until(simulator, bea, "1 article in it fits")
