"""A file that is not what an export wrote is refused, with the line and the remedy; it never gets as far as the store."""

import json
import random
from collections.abc import AsyncIterator, Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.ports import Store
from storage.export.lines import Refused
from storage.export.read import ExportFile
from storage.open import open_store
from tests.storage.export.files import NAME, PASSPHRASE, exported, line_of, lines_of, read, summed
from tests.storage.samples import HandClock, alert, decides, note, poll, story, subscription

Lines = list[dict[str, Any] | bytes]


async def _a_store(folder: Path) -> AsyncIterator[Store]:
    async with open_store(str(folder), HandClock()) as opened:
        await opened.subscriptions.put(subscription("77"))
        a = story("a")
        await poll(opened, decides([a, story("b")], [alert(a, "77")], [note("a", a)], {"key": "hash"}))
        yield opened


@pytest.fixture
async def plain(tmp_path: Path) -> bytes:
    """Line 1 the head, 2 and 3 stories, 4 keys, 5 a feed, 6 an entry, 7 the end."""
    async for store in _a_store(tmp_path / "data"):
        return await exported(store)
    raise AssertionError


@pytest.fixture
async def sealed(tmp_path: Path) -> bytes:
    """As `plain`; 7 is a box with an alert and a chat, 8 the last box, 9 the end."""
    async for store in _a_store(tmp_path / "other"):
        return await exported(store, PASSPHRASE)
    raise AssertionError


def refused(data: bytes, passphrase: str = PASSPHRASE) -> str:
    with pytest.raises(Refused) as caught:
        read(data, passphrase)
    assert caught.value.exit_status == 1
    assert caught.value.remedy
    for said in (str(caught.value), caught.value.remedy):
        assert "\n" not in said
        assert len(said) < 250
    return str(caught.value)


def body(data: bytes) -> Lines:
    return [*lines_of(data)[:-1]]


def test_a_whole_file_is_read(plain: bytes, sealed: bytes) -> None:
    assert len(read(plain)) == 5
    assert len(read(sealed)) == 7
    assert len(read(summed(body(plain)))) == 5


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n",
        b"hello\n",
        b"[]\n",
        b"{}\n",
        b"\xff\xfe\n",
        b"\x1f\x8b\x08 zipped",
        b"[" * 100_000,
        b"1" * 5000,
    ],
)
def test_what_is_no_export_is_told_so(data: bytes) -> None:
    assert refused(data) == f"{NAME}, line 1: this is no export of Watchword"


@pytest.mark.parametrize("version", [2, 99, "1", None, 1.5, True, [1]])
def test_a_newer_format_is_not_guessed_at(plain: bytes, version: object) -> None:
    lines = body(plain)
    assert isinstance(lines[0], dict)
    lines[0]["format"] = version
    assert f"{NAME}, line 1: written in format" in refused(summed(lines))


def test_a_file_cut_short_anywhere_is_refused(plain: bytes, sealed: bytes) -> None:
    chance = random.Random(3)
    for data in (plain, sealed):
        ends = [at + 1 for at, sign in enumerate(data[:-1]) if sign == 0x0A]
        for at in [*ends, *(chance.randrange(1, len(data)) for _ in range(60))]:
            said = refused(data[:at])
            number = data[:at].count(b"\n") + (0 if data[:at].endswith(b"\n") else 1)
            is_head = number == 1 and at not in ends
            assert said.startswith(
                f"{NAME}, line {number}: {'this is no export' if is_head else 'the file ends here'}"
            )


def test_a_bit_that_flipped_anywhere_is_noticed(plain: bytes, sealed: bytes) -> None:
    chance = random.Random(4)
    for data in (plain, sealed):
        for _ in range(150):
            at, bit = chance.randrange(len(data)), 1 << chance.randrange(8)
            flipped = bytearray(data)
            flipped[at] ^= bit
            if bytes(flipped).lower() != data.lower():
                refused(bytes(flipped))


@pytest.mark.parametrize(
    ("number", "line", "says"),
    [
        (3, b"hello\n", "this is no JSON"),
        (3, b"\n", "this is no JSON"),
        (3, b'{"kind":"story"', "this is no JSON"),
        (3, b"[" * 100_000 + b"\n", "this is no JSON"),
        (3, b'{"kind":"story","data":{"title":NaN}}\n', "this is no JSON"),
        (3, b'"kind"\n', "no record as an export writes it"),
        (3, b'{"kind":"tale","data":{}}\n', "nobody knows what a 'tale' is"),
        (3, b'{"data":{}}\n', "nobody knows what a None is"),
        (3, b'{"kind":["story"],"data":{}}\n', "nobody knows"),
        (4, b'{"kind":"story"}\n', "a story record that is not as it was written"),
        (4, b'{"kind":"story","data":[]}\n', "a story record that is not as it was written"),
        (
            4,
            b'{"kind":"keys","data":{"feed":"x","day":"2026-99-24","keys":{}}}\n',
            "a keys record that is not as it was written: day is no day",
        ),
        (4, b'{"kind":"chat","data":{}}\n', "something of subscribers that is not encrypted"),
        (4, b'{"kind":"alert","data":{}}\n', "something of subscribers that is not encrypted"),
        (4, b'{"kind":"box","n":1,"box":""}\n', "nobody knows what a 'box' is"),
        (4, b'{"kind":"end","lines":3,"sha256":""}\n', "the checksum is not that of the lines before it"),
    ],
)
def test_a_line_that_is_none_of_ours_is_named(plain: bytes, number: int, line: bytes, says: str) -> None:
    lines = body(plain)
    lines[number - 1] = line
    data = b"".join(one if isinstance(one, bytes) else line_of(one) for one in lines)
    assert refused(data).startswith(f"{NAME}, line {number}: {says}")


def changed(number: int, change: Callable[[dict[str, Any]], object]) -> Callable[[bytes], bytes]:
    def run(data: bytes) -> bytes:
        lines = body(data)
        line = lines[number - 1]
        assert isinstance(line, dict)
        change(line["data"])
        return summed(lines)

    return run


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (changed(2, lambda story: story.update(id="../x")), "line 2: a story record that is not as it was written: its id"),
        (changed(2, lambda story: story.update(title=5)), "line 2: a story record that is not as it was written: title"),
        (changed(2, lambda story: story.update(sources=[])), "no outlet tells it"),
        (changed(2, lambda story: story["sources"][0].update(seen_at="2026-11-24T06:00:00")), "sources[0].seen_at"),
        (changed(2, lambda story: story["quotes"][0]["span"].update(text="I did it")), "does not stand in its text"),
        (changed(2, lambda story: story["quotes"][0]["span"].update(start=-5)), "does not stand in its text"),
        (changed(2, lambda story: story["matches"][0].update(end="9")), "matches[0].end is not what it should be"),
        (changed(2, lambda story: story["scores"].update(spyware="high")), "a field is missing"),
        (changed(2, lambda story: story["scores"].update(spyware="nan")), "scores"),
        (changed(5, lambda feed: feed["state"]["source"].update(url="file:///etc/passwd")), "its address is none"),
        (changed(5, lambda feed: feed["state"].update(pace=1e300)), "a field is missing or not what it should be"),
        (changed(2, lambda story: story["quotes"][0].update(speaker=[])), "a field is missing or not what it should be"),
        (changed(5, lambda feed: feed["state"].update(failures=True)), "state.failures"),
        (changed(5, lambda feed: feed.update(listed="yes")), "listed"),
        (changed(6, lambda entry: entry.update(seen_at="0001-01-01T00:00:00+14:00")), "seen_at"),
        (changed(6, lambda entry: entry["note"]["entry"].update(link=["x"])), "note.entry.link"),
    ],
)  # fmt: skip
def test_a_record_that_is_not_what_it_says_is_refused_though_the_checksum_is_right(
    plain: bytes, change: Callable[[bytes], bytes], says: str
) -> None:
    assert says in refused(change(plain))


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=9)
    | st.just("2026-11-24"),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_value_anywhere_gets_further_than_a_refusal(plain: bytes, data: st.DataObject) -> None:
    """Any one value of any record replaced by any other: refused, or read as what it is; never another error."""
    lines = [json.loads(json.dumps(line)) for line in body(plain)]
    place: Any = lines[data.draw(st.integers(1, len(lines) - 1))]["data"]
    while True:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        key = data.draw(st.sampled_from(keys))
        inner = place[key]
        if not isinstance(inner, (dict, list)) or not inner or data.draw(st.booleans()):
            place[key] = data.draw(_json)
            break
        place = inner
    try:
        read(summed(lines))
    except Refused:
        return


def test_something_behind_the_end_is_refused(plain: bytes) -> None:
    assert "line 8: something stands behind" in refused(plain + b'{"kind":"story"}\n')
    assert "line 8: something stands behind" in refused(plain + b"\n")


# ── boxes ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("passphrase", ["", "Correct horse", "correct horse ", "x" * 10_000])
def test_a_wrong_passphrase_is_told_at_the_first_line(sealed: bytes, passphrase: str) -> None:
    assert (
        refused(sealed, passphrase) == f"{NAME}, line 1: the passphrase does not open the subscribers in it"
    )


def test_a_plain_file_asks_for_no_passphrase(plain: bytes) -> None:
    def never() -> str:
        raise AssertionError

    assert len(list(ExportFile(BytesIO(plain), NAME, never).records())) == 5


@pytest.mark.parametrize(
    ("field", "value"),
    [("work", 1 << 30), ("work", 3), ("work", 0), ("work", -2), ("work", "2"), ("work", 2.0), ("cipher", "none"),
     ("salt", 5), ("check", None)],
)  # fmt: skip
def test_a_file_cannot_ask_for_what_was_never_written(sealed: bytes, field: str, value: object) -> None:
    lines = body(sealed)
    assert isinstance(lines[0], dict)
    lines[0]["lock"][field] = value
    assert "line 1: " in refused(summed(lines))


def without(lines: Lines, number: int) -> Lines:
    return [*lines[: number - 1], *lines[number:]]


def test_whoever_lacks_the_passphrase_changes_nothing_unnoticed(sealed: bytes) -> None:
    lines = lines_of(sealed)[:-1]
    story, box, last = lines[1], lines[6], lines[7]
    head, rest = lines[0], lines[1:6]
    assert "line 7: the boxes do not follow" in refused(summed(without([*lines], 7)))
    assert "line 8: the last of its boxes is missing" in refused(summed(without([*lines], 8)))
    assert "line 8: the boxes do not follow" in refused(summed([head, *rest, box, box, last]))
    assert "line 7: this box is not as it was closed" in refused(summed([head, *rest, {**box, "last": True}]))
    assert "line 8: this box is not as it was closed" in refused(
        summed([head, *rest, box, {**last, "last": False}])
    )
    assert "line 9: a record behind the last box" in refused(summed([*lines, story]))
    story["data"]["title"] = "another"
    assert "line 8: the lines before it are not those it was closed over" in refused(summed(lines))
    fewer = [line for line in lines_of(sealed)[:-1] if line.get("kind") != "keys"]
    assert "line 7: the lines before it are not those it was closed over" in refused(summed(fewer))
