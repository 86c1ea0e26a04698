"""The tables are TinyDB's: its own calls work, are durable at once, and stock TinyDB reads the files."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tinydb import TinyDB, where
from tinydb.operations import delete, increment
from tinydb.table import Document

from storage.tiny.checkpoint import Checkpoint
from storage.tiny.database import Database
from storage.tiny.folder import Folder


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(Folder(tmp_path))
    yield opened
    opened.close()


def again(tmp_path: Path) -> Database:
    """As the next process would see it, without a clean stop."""
    return Database(Folder(tmp_path), read_only=True)


def fold(database: Database) -> None:
    checkpoint = Checkpoint(database.journal)
    checkpoint.begin()
    checkpoint.write()
    checkpoint.swap()
    checkpoint.finish()


def test_every_mutating_call_of_tinydb_is_durable_when_it_returns(database: Database, tmp_path: Path) -> None:
    table = database.table("fruits")
    assert table.insert({"id": "apple", "count": 1}) == 1
    assert table.insert_multiple([{"id": "pear", "count": 2}, {"id": "fig", "count": 3}]) == [2, 3]
    table.update({"ripe": True}, where("count") > 1)
    table.update(increment("count"), where("id") == "apple")
    table.update(delete("ripe"), doc_ids=[3])
    table.upsert({"id": "plum", "count": 9}, where("id") == "plum")
    table.upsert({"id": "fig", "count": 4}, where("id") == "fig")
    table.remove(where("id") == "pear")
    table.insert(Document({"id": "kiwi", "count": 0}, doc_id=70))
    expected = {1: ("apple", 2), 3: ("fig", 4), 4: ("plum", 9), 70: ("kiwi", 0)}
    other = again(tmp_path)
    for found in (table, other.table("fruits")):
        assert {one.doc_id: (one["id"], one["count"]) for one in found.all()} == expected
        assert len(found) == 4
        assert found.get(doc_id=3) == {"id": "fig", "count": 4}
        assert found.get(doc_id=2) is None
    other.close()
    with pytest.raises(ValueError, match="already exists"):
        table.insert(Document({"id": "again"}, doc_id=70))


def test_tables_are_dropped_and_truncated(database: Database, tmp_path: Path) -> None:
    database.table("a").insert({})
    database.table("b").insert_multiple([{"id": str(number)} for number in range(5)])
    database.table("c").insert({"id": "c"})
    assert database.table("a").all() == [{}]
    database.table("b").truncate()
    database.drop_table("c")
    other = again(tmp_path)
    assert other.tables() == {"a"}
    other.close()
    database.drop_tables()
    assert database.tables() == set()


def test_an_answer_is_never_older_than_the_last_write(database: Database) -> None:
    table = database.table("fruits")
    table.insert({"id": "apple"})
    assert table.count(where("id") == "apple") == 1
    table.insert({"id": "apple"})
    assert table.count(where("id") == "apple") == 2


def test_stock_tinydb_opens_the_files_and_sees_the_last_checkpoint(
    database: Database, tmp_path: Path
) -> None:
    table = database.table("fruits")
    table.insert_multiple([{"id": f"ä \ud83c {number}"} for number in range(2500)])
    fold(database)
    table.insert({"id": "later"})
    names = sorted(path.name for path in tmp_path.glob("fruits-*.json"))
    assert names == ["fruits-0.json", "fruits-1.json", "fruits-2.json"]
    found: list[str] = []
    for name in names:
        with TinyDB(tmp_path / name) as stock:
            assert stock.tables() == {"_file", "fruits"}
            found += [one["id"] for one in stock.table("fruits").all()]
            assert stock.table("fruits").get(where("id") == "later") is None
    assert sorted(found) == sorted(f"ä \ud83c {number}" for number in range(2500))
    assert len(table) == 2501


def test_a_checkpoint_touches_only_the_files_that_changed(database: Database, tmp_path: Path) -> None:
    table = database.table("fruits")
    table.insert_multiple([{"id": str(number)} for number in range(3000)])
    fold(database)
    before = {path.name: path.stat().st_ino for path in tmp_path.glob("fruits-*.json")}
    table.update({"id": "new"}, doc_ids=[1500])
    fold(database)
    after = {path.name: path.stat().st_ino for path in tmp_path.glob("fruits-*.json")}
    assert {name for name in before if before[name] != after[name]} == {"fruits-1.json"}


def test_a_file_with_nothing_left_in_it_goes(database: Database, tmp_path: Path) -> None:
    table = database.table("fruits")
    table.insert_multiple([{"id": str(number)} for number in range(1500)])
    fold(database)
    table.remove(doc_ids=list(range(1, 1000)))
    fold(database)
    assert [path.name for path in tmp_path.glob("fruits-*.json")] == ["fruits-1.json"]
    other = again(tmp_path)
    assert len(other.table("fruits")) == 501
    other.close()
    assert table.get(doc_id=1200) == {"id": "1199"}
