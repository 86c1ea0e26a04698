"""Bits that flip and files that vanish are told, never passed over; torn tails are cut."""

import logging
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree

import pytest

from bot.errors import StoreDamaged
from bot.model.alert import AlertState, Settlement
from bot.ports import Store
from storage.open import open_store
from storage.tiny.store import TinyStore
from tests.storage.samples import FEED, LEASE, NOW, HandClock, alert, decides, note, poll, story, subscription

NAMES = ("a", "b", "c", "d")


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """As a bot leaves it that was killed: some in files, some in the journal."""
    path = tmp_path / "live"
    async with open_store(str(path), HandClock()) as store:
        assert isinstance(store, TinyStore)
        await store.subscriptions.put(subscription("77"))
        for name in NAMES:
            told = story(name)
            await poll(store, decides([told], [alert(told, "77")], [note(name, told)], {name: "hash"}))
            if name == "b":
                await store.checkpoint()
        (due,) = await store.outbox.claim_due(NOW, 9, LEASE)
        await store.settle(due.claim, Settlement(replace(due.alert, state=AlertState.SENT)), NOW)
        copytree(path, tmp_path / "data", ignore=lambda *_: ["lock", "search.sqlite"])
    return tmp_path / "data"


async def contents(store: Store) -> dict[str, object]:
    stories = [await store.stories.get(story(name).id) for name in NAMES]
    alerts = [await store.outbox.get(alert(story(name), "77").id) for name in NAMES]
    entries = [await store.entries.get(note(name).entry.id) for name in NAMES]
    state = await store.feeds.get(FEED)
    found: dict[str, object] = {
        name: (one, owed) for name, one, owed in zip(NAMES, stories, alerts, strict=True)
    }
    return {**found, "entries": entries, "feed": state and (replace(state, seen={}), dict(state.seen))}


async def read(folder: Path) -> dict[str, object]:
    async with open_store(str(folder), HandClock()) as store:
        return await contents(store)


async def attempt(folder: Path) -> dict[str, object] | StoreDamaged:
    try:
        return await read(folder)
    except StoreDamaged as error:
        return error


def copy(folder: Path) -> Path:
    target = folder.with_name("copy")
    rmtree(target, ignore_errors=True)
    copytree(folder, target)
    return target


async def test_no_flipped_bit_is_passed_over(folder: Path) -> None:
    whole = await read(copy(folder))
    chance = random.Random(1)
    told = 0
    for path in sorted(folder.iterdir()):
        data = path.read_bytes().rstrip(b"\0")
        places = {chance.randrange(len(data)) for _ in range(25)} | {0, len(data) - 1, len(data) - 2}
        for place in places:
            damaged = copy(folder)
            changed = bytearray(data)
            changed[place] ^= 1 << chance.randrange(8)
            (damaged / path.name).write_bytes(changed)
            found = await attempt(damaged)
            if isinstance(found, StoreDamaged):
                assert path.name in str(found), (path.name, place)
                assert (damaged / path.name).read_bytes() == changed
                told += 1
            else:
                assert found == whole, (path.name, place)
    assert told > 150


async def test_a_letter_that_became_zero_in_the_last_write_is_damage(folder: Path) -> None:
    (journal,) = folder.glob("journal-*")
    data = journal.read_bytes().rstrip(b"\0")
    last = data.rindex(b" ")
    journal.write_bytes(data[:last] + b"\0" + data[last + 1 :])
    with pytest.raises(StoreDamaged, match=journal.name):
        await read(folder)


@pytest.mark.parametrize("name", ["stories-0.json", "alerts-0.json", "state-0.json", "journal-*"])
async def test_a_file_that_is_gone_is_missed(folder: Path, name: str) -> None:
    for path in folder.glob(name):
        path.unlink()
    with pytest.raises(StoreDamaged, match="missing"):
        await read(folder)


def flip_story_a(folder: Path) -> None:
    path = folder / "stories-0.json"
    path.write_bytes(path.read_bytes().replace(b"spyware", b"spywarf", 1))


def flip_first_journal_frame(folder: Path) -> None:
    (path,) = folder.glob("journal-*")
    path.write_bytes(path.read_bytes().replace(b"hash", b"bash", 1))


def flip_checkpoint_note(folder: Path) -> None:
    path = folder / "state-0.json"
    path.write_bytes(path.read_bytes().replace(b"checkpoint", b"chockpoint", 1))


def lose_stories(folder: Path) -> None:
    (folder / "stories-0.json").unlink()


def lose_journal(folder: Path) -> None:
    (path,) = folder.glob("journal-*")
    path.unlink()


@pytest.mark.parametrize(
    ("damage", "left"),
    [
        (flip_story_a, "bcd"),
        (flip_first_journal_frame, "abd"),
        (flip_checkpoint_note, "abcd"),
        (lose_stories, "cd"),
        (lose_journal, "ab"),
    ],
)
async def test_the_readable_rest_is_saved_and_the_remedy_works(
    folder: Path, damage: Callable[[Path], None], left: str
) -> None:
    damage(folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(StoreDamaged) as caught:
        await read(folder)
    saved = folder / "saved"
    assert f"mv {saved}/* {folder}/" in caught.value.remedy
    after = {
        path.name: path.read_bytes() for path in folder.iterdir() if path.is_file() and path.name != "lock"
    }
    assert after == before
    for path in saved.iterdir():
        path.replace(folder / path.name)
    for _ in range(2):
        found = await read(folder)
        assert "".join(name for name in NAMES if found[name][0] is not None) == left  # type: ignore[index]  # a pair


async def test_alerts_whose_story_was_lost_are_not_owed_for_ever(folder: Path) -> None:
    lose_stories(folder)
    with pytest.raises(StoreDamaged):
        await read(folder)
    for path in (folder / "saved").iterdir():
        path.replace(folder / path.name)
    async with open_store(str(folder), HandClock()) as store:
        (due,) = await store.outbox.claim_due(NOW, 9, LEASE)
        assert due.story.title == "c"
        assert (await store.outbox.counts()).owed == 2


async def test_a_torn_tail_is_cut_wherever_it_was_torn_and_said_in_the_log(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (journal,) = folder.glob("journal-*")
    data = journal.read_bytes().rstrip(b"\0")
    start = data[:-2].rindex(b"\n.\n") + 3
    lengths = {1, 5, len(data) - start - 1, len(data) - start - 2, *range(7, len(data) - start, 41)}
    for length in sorted(lengths):
        torn = copy(folder)
        (torn / journal.name).write_bytes(data[: start + length])
        caplog.clear()
        with caplog.at_level(logging.WARNING, "storage"):
            async with open_store(str(torn), HandClock()) as store:
                assert (await store.outbox.counts()).owed == 4
                assert await store.stories.get(story("d").id) is not None
        assert f"{journal.name}: cut {length} bytes" in caplog.text


async def test_blocks_of_zeros_after_a_power_cut_are_cut(folder: Path) -> None:
    (journal,) = folder.glob("journal-*")
    data = journal.read_bytes().rstrip(b"\0")
    whole = await read(copy(folder))
    start = b"99 9999 00000000\n+stories 9 "
    begun = start + b"x" * (-(len(data) + len(start)) % 512)
    for tail in (bytes(4096), begun + bytes(512), begun + bytes(100)):
        torn = copy(folder)
        (torn / journal.name).write_bytes(data + tail)
        assert await read(torn) == whole


async def test_a_segment_that_was_only_begun_is_no_damage(folder: Path) -> None:
    (journal,) = folder.glob("journal-*")
    whole = await read(copy(folder))
    number = int(journal.name.split("-")[1]) + 1
    for begun in (b"", b"watchword-jou"):
        torn = copy(folder)
        (torn / f"journal-{number:06d}").write_bytes(begun)
        assert await read(torn) == whole
        assert await read(torn) == whole


async def test_damage_that_comes_while_the_bot_runs_is_noticed_when_read(tmp_path: Path) -> None:
    async with open_store(str(tmp_path), HandClock()) as store:
        await poll(store, decides(entries=[note("headline")]))
    async with open_store(str(tmp_path), HandClock()) as store:
        path = tmp_path / "entries-0.json"
        path.write_bytes(path.read_bytes().replace(b'"headline"', b'"headlime"', 1))
        with pytest.raises(StoreDamaged, match=r"entries-0\.json: document 1 "):
            await store.entries.get(note("headline").entry.id)
