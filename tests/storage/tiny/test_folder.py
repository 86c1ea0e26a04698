"""The data folder: for its owner only, one process at a time, readable by a second one."""

import asyncio
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from tinydb import TinyDB

from bot.errors import StoreError, StoreInUse
from bot.model.alert import AlertState, Settlement
from bot.model.ids import ChatId
from storage.open import open_store
from storage.tiny.store import TinyStore
from tests.storage.samples import LEASE, NOW, HandClock, alert, decides, note, poll, story, subscription

ROOT = Path(__file__).parents[3]


async def test_folder_and_files_are_for_their_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "data"
    async with open_store(f"tiny:{folder}", HandClock()) as store:
        await poll(store, decides([story("a")], entries=[note("a")], keys={"a": "1"}))
    assert folder.stat().st_mode & 0o777 == 0o700
    modes = {path.name: path.stat().st_mode & 0o777 for path in folder.iterdir()}
    assert set(modes.values()) == {0o600}, modes


async def test_an_empty_folder_made_by_somebody_else_is_closed_to_others(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    async with open_store(str(tmp_path), HandClock()):
        assert tmp_path.stat().st_mode & 0o777 == 0o700


async def test_a_second_process_is_refused_by_name_of_the_folder(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        await poll(store, decides([story("a")]))
        with pytest.raises(StoreInUse) as caught:
            async with open_store(str(tmp_path), HandClock()):
                pass
        assert str(tmp_path) in str(caught.value)
        assert caught.value.exit_status == 75
        assert "[store] folder" in caught.value.remedy
        code = f"import sys\nfrom storage.tiny.folder import Folder\nfrom pathlib import Path\nFolder(Path({str(tmp_path)!r})).hold()"
        second = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "-c", code],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "StoreInUse" in second.stderr
    async with open_store(str(tmp_path), HandClock()) as store:
        assert await store.stories.get(story("a").id) is not None


async def test_a_reader_sees_what_was_written_until_now_while_the_bot_runs(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        assert isinstance(store, TinyStore)
        a, b = story("a"), story("b")
        await store.subscriptions.put(subscription("77"))
        await poll(store, decides([a], [alert(a, "77")]))
        await store.checkpoint()
        await poll(store, decides([b]))
        (due,) = await store.outbox.claim_due(NOW, 9, LEASE)
        async with open_store(str(tmp_path), HandClock(), read_only=True) as reader:
            assert (await reader.counts()).stories == 2
            assert (await reader.outbox.counts()).owed == 1
            await store.settle(due.claim, Settlement(replace(due.alert, state=AlertState.SENT)), NOW)
            await store.subscriptions.forget(ChatId("77"))
            found = [await reader.stories.get(one.id) for one in (a, b)]
            assert [one.title for one in found if one] == ["a", "b"]
        async with open_store(str(tmp_path), HandClock(), read_only=True) as reader:
            assert (await reader.subscriptions.counts()).active == 0


async def test_a_reader_changes_nothing(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        await poll(store, decides([story("a")]))
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    async with open_store(str(tmp_path), HandClock(), read_only=True) as reader:
        with pytest.raises(StoreError, match="reading only"):
            await reader.subscriptions.put(subscription("77"))
        assert await reader.subscriptions.get(ChatId("77")) is None
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


async def test_there_is_nothing_to_read_where_no_bot_ever_ran(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no data folder"):
        async with open_store(str(tmp_path / "nowhere"), HandClock(), read_only=True):
            pass
    assert not (tmp_path / "nowhere").exists()


@pytest.mark.parametrize("url", ["postgres:somewhere", "tiny:", "mysql:x"])
async def test_an_unknown_store_is_refused_with_its_remedy(url: str) -> None:
    with pytest.raises(StoreError, match="no store is called") as caught:
        open_store(url, HandClock())
    assert "tiny:" in caught.value.remedy


async def test_a_folder_that_is_a_file_is_a_clear_error(tmp_path: Path) -> None:
    place = tmp_path / "file"
    place.write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        async with open_store(str(place), HandClock()):
            pass


async def test_a_checkpoint_in_the_background_disturbs_nothing(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        assert isinstance(store, TinyStore)
        await store.subscriptions.put(subscription("77"))
        for turn in range(5):
            fold = asyncio.create_task(store.checkpoint())
            for number in range(10):
                told = story(f"{turn} {number}")
                await poll(store, decides([told], [alert(told, "77")]))
                await asyncio.sleep(0)
            await fold
    async with open_store(str(tmp_path), HandClock()) as store:
        assert (await store.counts()).stories == 50
        assert (await store.outbox.counts()).owed == 50


async def test_a_checkpoint_that_is_not_waited_for_is_made_all_the_same(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        assert isinstance(store, TinyStore)
        await poll(store, decides([story("a")]))
        fold = asyncio.create_task(store.checkpoint())
        await asyncio.sleep(0)
        fold.cancel()
        with pytest.raises(asyncio.CancelledError):
            await fold
        await poll(store, decides([story("b")]))
    async with open_store(str(tmp_path), HandClock()) as store:
        assert (await store.counts()).stories == 2


async def test_what_else_lies_in_the_folder_is_left_alone(tmp_path: Path) -> None:
    """The bot keeps the key of its invitations there; people leave notes."""
    folder = tmp_path / "data"
    strangers = {"invitations.key": bytes(range(32)), "note.txt": b"mine", "stories.json.bak": b"{}"}
    async with open_store(str(folder), HandClock()) as store:
        for name, content in strangers.items():
            (folder / name).write_bytes(content)
        a = story("a")
        await store.subscriptions.put(subscription("770077"))
        await poll(store, decides([a], [alert(a, "770077")]))
        await store.subscriptions.forget(ChatId("770077"))
        assert all(b"770077" not in path.read_bytes() for path in folder.iterdir())
    for path in folder.glob("*.json"):
        with TinyDB(path, access_mode="r") as stock:
            assert stock.tables()
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    for place in (folder, copy):
        async with open_store(str(place), HandClock()) as store:
            assert (await store.counts()).stories == 1
        assert {name: (place / name).read_bytes() for name in strangers} == strangers
