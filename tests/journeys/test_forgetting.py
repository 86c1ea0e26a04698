"""/forgetme."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Start
from tests.journeys.feeds import Feeds
from tests.journeys.steps import alerts, first_read, polled_again, subscribe
from tests.journeys.stories import PIECES
from tests.journeys.telegrams import Simulator, until

pytestmark = pytest.mark.journey

#: A number that stands in no file by accident.
ID = 7_391_846_205


def _files_with(folder: Path, number: int) -> list[str]:
    """Files that hold the number, written out or packed."""
    forms = (str(number).encode(), number.to_bytes(8, "little"), number.to_bytes(8, "big"))
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [
        str(file.relative_to(folder)) for file in files if any(form in file.read_bytes() for form in forms)
    ]


async def test_after_forgetme_no_byte_of_the_chat_is_left_and_nothing_more_comes(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet)
    gone, stays = int(simulator.sim.user(id=ID)["id"]), simulator.person()
    await subscribe(simulator, gone, stays)
    await first_read(outlet)
    outlet.publish(PIECES[0])
    for chat in (gone, stays):
        await until(simulator, chat, PIECES[0].title)
    folder = program.folder / "data"
    assert _files_with(folder, gone), "the number should have been there before"
    simulator.say(gone, "/forgetme")
    await until(simulator, gone, "^Delete all")
    simulator.press(gone, "Delete it")
    await until(simulator, gone, "^Deleted")
    assert _files_with(folder, gone) == []
    outlet.publish(PIECES[1])
    await until(simulator, stays, PIECES[1].title)
    await polled_again(outlet, 2)
    assert alerts(simulator, gone, PIECES[1]) == 0
    assert await program.stop() == 0
    assert _files_with(folder, gone) == []
    assert _files_with(folder, stays)


async def test_the_log_holds_no_token_no_chat_and_no_words_of_people(
    simulator: Simulator, feeds: Feeds, start: Start
) -> None:
    outlet = feeds.outlet("The Harbour Post")
    program = await start(simulator, outlet, more='[log]\nlevel = "debug"\n')
    ann = int(simulator.sim.user(id=ID, first_name="Annabellina")["id"])
    await subscribe(simulator, ann)
    await first_read(outlet)
    simulator.say(ann, "/search gloaming quicksilver")
    await until(simulator, ann, "gloaming")
    outlet.publish(PIECES[0])
    await until(simulator, ann, PIECES[0].title)
    simulator.sim.fault("close", method="getUpdates", count=3)
    simulator.say(ann, "/latest")
    await until(simulator, ann, "^Latest")
    assert await program.stop() == 0
    log = "\n".join(program.stderr)
    assert simulator.token.split(":")[1] not in log
    for secret in (str(ID), "Annabellina", "gloaming", "quicksilver"):
        assert secret not in log
