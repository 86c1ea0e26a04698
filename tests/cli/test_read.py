import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run, rss
from tests.shared import SHARED

SEQUENCES = SHARED / "data" / "hostile" / "sequences"


def test_the_first_poll_is_quiet_and_later_ones_tell_what_is_new(run: Run, tmp_path: Path) -> None:
    polls = [rss("One"), rss("One", "Two"), rss("One, corrected", "Two")]
    files = []
    for number, poll in enumerate(polls):
        files.append(tmp_path / f"poll-{number}.xml")
        files[-1].write_text(poll, encoding="utf-8")
    ran = run("read", "--json", *map(str, files))
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert all(set(line) == {"file", "entries", "new", "revised", "error"} for line in told)
    assert [[entry["title"] for entry in line["new"]] for line in told] == [[], ["Two"], []]
    assert [[entry["title"] for entry in line["revised"]] for line in told] == [[], [], ["One, corrected"]]
    assert set(told[1]["new"][0]) == {"title", "link", "id"}
    assert ran.status == 0


def test_a_file_that_is_no_feed_has_its_error_and_is_forgotten(run: Run, tmp_path: Path) -> None:
    good, bad = tmp_path / "a.xml", tmp_path / "b.xml"
    good.write_text(rss("One"), encoding="utf-8")
    bad.write_text("<html><body>Sorry</body></html>", encoding="utf-8")
    ran = run("read", "--json", str(good), str(bad), str(good))
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert told[1]["error"]
    assert told[2]["new"] == []
    assert ran.status == 1


#: Two polls of these are not files of one feed, but answers of a server or two feeds.
_NOT_FILES = {"same_story_two_feeds", "error_codes"}


def _sequences() -> list[dict[str, object]]:
    manifest = SEQUENCES / "manifest.jsonl"
    if not manifest.exists():
        return []
    rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines()]
    return [row for row in rows if row["name"] not in _NOT_FILES]


@pytest.mark.skipif(not SEQUENCES.exists(), reason="the measuring sets are not at hand")
@pytest.mark.parametrize("row", _sequences(), ids=lambda row: str(row["name"]))
def test_polls_of_real_life_tell_each_entry_once(run: Run, row: dict[str, list[int]]) -> None:
    files = sorted((SEQUENCES / str(row["name"])).glob("*.xml"))
    ran = run("read", "--json", *map(str, files))
    new = [len(json.loads(line)["new"]) for line in ran.out.splitlines()]
    if row["note"]:
        assert sum(new) == sum(row["expect_new"])
    else:
        assert new == row["expect_new"]
