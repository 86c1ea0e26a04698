"""/privacy /export /forgetme."""

import json
from dataclasses import replace
from pathlib import Path

from bot.model.ids import ChatId
from bot.ports import Store
from tests.handlers.conftest import Chatter
from tests.handlers.stories import record, story
from tests.storage.samples import alert

ID = "7391846205"


def files_with(folder: Path, text: str) -> list[str]:
    return [str(file) for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


async def test_export_gives_all_that_is_kept_as_a_file(ann: Chatter) -> None:
    await ann.type("/subscribe torture")
    await ann.type("/export")
    held = json.loads(ann.document.content)
    assert "torture" in json.dumps(held)
    assert "41" in json.dumps(held)


async def test_export_of_somebody_unknown_is_a_file_as_well(ann: Chatter) -> None:
    await ann.type("/export")
    assert json.loads(ann.document.content) is not None


async def test_forgetme_asks_once_and_keeps_everything_until_it_is_answered(ann: Chatter) -> None:
    await ann.type("/subscribe")
    for text in ("/forgetme", "/forgetme yes", "/forgetme 12345"):
        assert (await ann.type(text)).startswith("Delete all that is kept of you")
        assert await ann.subscription() is not None
    assert await ann.tap("Keep it") == "Kept, as it was."
    assert await ann.subscription() is not None


async def test_when_the_receipt_is_given_no_byte_of_the_chat_is_left(
    ann: Chatter, store: Store, tmp_path: Path
) -> None:
    ann.request = replace(ann.request, chat=ChatId(ID), person=ID)
    await ann.type("/subscribe")
    told = story("One")
    await record(store, told, alerts=[alert(told, ID)])
    assert files_with(tmp_path, ID)
    await ann.type("/forgetme")
    assert (await ann.tap("Delete it")).startswith("Deleted: nothing of this chat is kept any more.")
    assert files_with(tmp_path, ID) == []
    await ann.type("/latest")
    await ann.type("one")
    await ann.type("stop")
    assert files_with(tmp_path, ID) == []


async def test_privacy_says_what_is_kept_and_leads_to_both(ann: Chatter) -> None:
    said = await ann.type("/privacy")
    assert "What is kept" in said
    assert "desk@rights.example" in said
    await ann.tap("All as a file")
    assert ann.document.name == "watchword-export.json"
    await ann.type("/privacy")
    assert (await ann.tap("Delete it")).startswith("Delete all that is kept of you")


async def test_about_tells_a_person_their_own_id_but_not_a_group(ann: Chatter, member: Chatter) -> None:
    assert "Your own id: 41" in await ann.type("/about")
    assert "Your own id" not in await member.type("/about")
