"""The search index follows the store, and whatever it missed it makes up for by itself."""

from pathlib import Path

import pytest

from bot.stories.search import parse_query
from storage.open import open_store
from storage.tiny.archive import Archive
from storage.tiny.indexer import NAME
from tests.storage.contract.test_past import DAY, past, read, titles
from tests.storage.samples import NOW, HandClock, decides, poll, story

#: The tables of an index made before entries stood in it.
BEFORE = """
CREATE TABLE docs (id INTEGER PRIMARY KEY, story TEXT UNIQUE NOT NULL, seq INTEGER NOT NULL, seen_at REAL NOT NULL, language TEXT);
CREATE TABLE packed (id INTEGER PRIMARY KEY, columns BLOB NOT NULL);
CREATE VIRTUAL TABLE words USING fts5 (title, text, title_forms, text_forms, content='');
CREATE TABLE meta (newest INTEGER NOT NULL);
INSERT INTO meta VALUES (100000);
PRAGMA user_version = 2;
"""


async def filled(folder: Path) -> None:
    async with open_store(str(folder), HandClock()) as store:
        await poll(store, decides([story("police at the gate")], entries=[read("police")]), NOW - DAY)
        await poll(store, decides(entries=[read("a court")]), NOW)


async def is_whole(folder: Path) -> None:
    async with open_store(str(folder), HandClock()) as store:
        assert titles(await past(store, "police")) == ["police at the gate", "police"]
        assert titles(await past(store, "court -police")) == ["a court"]
        assert (await store.stories.search(parse_query("police"), NOW, frozenset(), 0, 9)).total == 1


@pytest.mark.parametrize("how", ["gone", "before", "lost", "stale"])
async def test_an_index_that_lacks_entries_is_filled_by_itself(tmp_path: Path, how: str) -> None:
    import sqlite3

    folder = tmp_path / "data"
    await filled(folder)
    path = folder / NAME
    if how in ("gone", "before"):
        for each in folder.glob(f"{NAME}*"):
            each.unlink()
    if how == "before":
        old = sqlite3.connect(path)
        old.executescript(BEFORE)
        old.close()
    if how == "lost":
        archive = Archive(path)
        archive.entries.take([(1, None)])
        archive.close()
    if how == "stale":
        # A row of another time: the store gave its number to another entry since.
        archive = Archive(path)
        archive._file.db.execute("UPDATE entry_docs SET seen_at = seen_at - 86400")
        archive.entries.take([(99, None)])
        archive.close()
    await is_whole(folder)
