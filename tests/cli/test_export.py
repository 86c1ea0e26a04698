"""`watchword export` and `import`: from one machine to another, all of it or nothing, and never somebody's chat by accident."""

import asyncio
import json
import os
import pty
import subprocess
import sys
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from threading import Timer

import pytest

from bot.model.alert import AlertState, Settlement
from bot.model.ids import ChatId
from bot.ports import Store
from storage.open import open_store
from tests.cli.conftest import Run
from tests.storage.samples import LEASE, NOW, HandClock, alert, decides, note, poll, story, subscription

CHAT = "770077007700"
ROOT = Path(__file__).parents[2]


def in_store(work: Callable[[Store], Awaitable[None]], folder: str = "data") -> None:
    async def run() -> None:
        async with open_store(folder, HandClock()) as store:
            await work(store)

    asyncio.run(run())


async def fill(store: Store) -> None:
    await store.subscriptions.put(subscription(CHAT))
    for name in "ab":
        told = story(name)
        await poll(store, decides([told], [alert(told, CHAT)], [note(name, told)], {name: "hash"}))
    (due,) = await store.outbox.claim_due(NOW, 9, LEASE)
    await store.outbox.intend([due.claim])
    sent = replace(due.alert, state=AlertState.SENT, message_ids=("5",), sent_at=NOW)
    await store.settle(due.claim, Settlement(sent), NOW)


@pytest.fixture
def passphrase(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WATCHWORD_PASSPHRASE", "correct horse")


def contents(folder: Path) -> dict[str, bytes]:
    """What the data folder says; not who held it last, nor the index that is built of it."""
    ours = (path for path in folder.iterdir() if path.name != "lock" and "sqlite" not in path.name)
    return {path.name: path.read_bytes() for path in ours}


def test_a_store_without_its_subscribers(run: Run, tmp_path: Path) -> None:
    in_store(fill)
    ran = run("export", "moved.jsonl")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "moved.jsonl: 2 stories, 1 feed, 2 seen keys, 2 entries.",
        "No subscribers; --subscribers takes them along, encrypted.",
    ]
    file = tmp_path / "moved.jsonl"
    assert file.stat().st_mode & 0o777 == 0o600
    assert CHAT.encode() not in file.read_bytes()
    assert json.loads(file.read_text().splitlines()[0])["watchword"] == "export"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data", "moved.jsonl"]
    (tmp_path / "data").rename(tmp_path / "before")
    ran = run("import", "moved.jsonl")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        "moved.jsonl: 2 stories, 1 feed, 2 seen keys, 2 entries.",
        "7 records were new here.",
        "No subscribers were in it: people subscribe again.",
    ]


@pytest.mark.usefixtures("passphrase")
def test_a_bot_that_moved_with_its_subscribers_sends_nothing_twice(run: Run, tmp_path: Path) -> None:
    in_store(fill)
    ran = run("export", "moved.jsonl", "--subscribers")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.startswith("moved.jsonl: 2 stories, 1 feed, 2 seen keys, 2 entries, 1 chat, 2 alerts.\n")
    assert CHAT.encode() not in (tmp_path / "moved.jsonl").read_bytes()
    (tmp_path / "data").rename(tmp_path / "before")
    assert run("import", "moved.jsonl").status == 0

    async def look(store: Store) -> None:
        assert await store.subscriptions.get(ChatId(CHAT)) == subscription(CHAT)
        (due,) = await store.outbox.claim_due(NOW, 9, LEASE)
        assert (due.story.title, due.unsure) == ("b", False)
        told = await store.stories.by_message(ChatId(CHAT), "5")
        assert told is not None
        assert told.title == "a"

    in_store(look)
    ran = run("import", "moved.jsonl")
    assert ran.out.splitlines()[1:] == ["All of it was here already."]


def test_it_is_exported_while_the_bot_runs_and_imported_only_when_it_does_not(
    run: Run, tmp_path: Path
) -> None:
    in_store(fill)

    async def beside() -> None:
        async with open_store("data", HandClock()) as store:
            await poll(store, decides([story("c")]))
            ran = await asyncio.to_thread(run, "export", "moved.jsonl")
            assert ran.status == 0
            assert ran.out.startswith("moved.jsonl: 3 stories")
            ran = await asyncio.to_thread(run, "import", "moved.jsonl")
            assert ran.status == 75
            assert "in use by another process" in ran.err
            assert "remedy: stop the other bot" in ran.err

    asyncio.run(beside())


def test_a_file_that_is_there_is_not_overwritten(run: Run, tmp_path: Path) -> None:
    in_store(fill)
    (tmp_path / "moved.jsonl").write_text("mine")
    ran = run("export", "moved.jsonl")
    assert ran.status == 2
    assert ran.err.splitlines() == [
        "watchword: moved.jsonl is there already, and is not overwritten",
        "  remedy: give another name, or remove it",
    ]
    assert (tmp_path / "moved.jsonl").read_text() == "mine"


def test_where_no_bot_ever_ran_there_is_nothing_to_export(run: Run, tmp_path: Path) -> None:
    ran = run("export", "moved.jsonl")
    assert ran.status == 1
    assert "there is no data folder" in ran.err
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_told(run: Run, tmp_path: Path) -> None:
    in_store(fill)
    ran = run("export", "nowhere/moved.jsonl")
    assert ran.status == 1
    assert "nowhere/moved.jsonl cannot be written: No such file" in ran.err
    assert "remedy: " in ran.err


def test_subscribers_without_a_passphrase_are_not_exported(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_store(fill)
    for given in (None, ""):
        monkeypatch.delenv("WATCHWORD_PASSPHRASE", raising=False)
        if given is not None:
            monkeypatch.setenv("WATCHWORD_PASSPHRASE", given)
        ran = run("export", "moved.jsonl", "--subscribers")
        assert ran.status == 2
        assert "remedy: run it in a terminal, which asks for one, or set WATCHWORD_PASSPHRASE" in ran.err
        assert not (tmp_path / "moved.jsonl").exists()


@pytest.mark.usefixtures("passphrase")
def test_what_is_refused_changes_nothing(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_store(fill)
    assert run("export", "moved.jsonl", "--subscribers").status == 0
    data = (tmp_path / "moved.jsonl").read_bytes()
    in_store(lambda store: store.subscriptions.forget(ChatId(CHAT)))
    before = contents(tmp_path / "data")
    (tmp_path / "data").rename(tmp_path / "other")
    hostile = {
        "cut.jsonl": (data[: len(data) // 2], "was cut off"),
        "flipped.jsonl": (
            data.replace(b"spyware", b"spywary", 1),
            "the lines before it are not those it was closed over",
        ),
        "newer.jsonl": (data.replace(b'"format":1', b'"format":2'), "line 1: written in format 2"),
        "other.jsonl": (b"hello\n", "line 1: this is no export of Watchword"),
        "broken.jsonl": (data.replace(b'{"kind":"keys"', b'{"kind:"keys"', 1), "line 4: this is no JSON"),
    }
    for folder in ("data", "other"):
        if folder == "other":
            (tmp_path / "other").rename(tmp_path / "data")
        for name, (content, says) in hostile.items():
            (tmp_path / name).write_bytes(content)
            ran = run("import", name)
            assert ran.status == 1, name
            assert says in ran.err
            assert ran.err.startswith(f"watchword: {name}, line ")
            assert len(ran.err.splitlines()) == 2
            assert "remedy: " in ran.err
            assert (tmp_path / "data").exists() is (folder == "other")
    monkeypatch.setenv("WATCHWORD_PASSPHRASE", "wrong horse")
    ran = run("import", "moved.jsonl")
    assert ran.status == 1
    assert "the passphrase does not open the subscribers in it" in ran.err
    assert contents(tmp_path / "data") == before


@pytest.mark.parametrize("name", ["none.jsonl", "."])
def test_a_file_that_is_none_is_told(run: Run, name: str, tmp_path: Path) -> None:
    ran = run("import", name)
    assert ran.status == 2
    assert len(ran.err.splitlines()) == 2
    assert list(tmp_path.iterdir()) == []


def in_terminal(folder: Path, typed: str, *arguments: str) -> tuple[int, str]:
    """The program in a terminal in which somebody types; its exit status and all that the terminal shows."""
    ours, its = pty.openpty()
    environment = {key: value for key, value in os.environ.items() if not key.startswith("WATCHWORD_")}
    program = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments], stdin=its, stdout=its, stderr=its, start_new_session=True,
        env={**environment, "PYTHONPATH": str(ROOT), "TERM": "dumb"}, cwd=folder,
    )  # fmt: skip
    os.close(its)
    # Nobody waits for ever.
    clock = Timer(60, program.kill)
    clock.start()
    shown, answered = b"", 0
    answers = typed.splitlines(keepends=True)
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        shown += part
        if answered < min(shown.count(b"subscribers: ") + shown.count(b"more: "), len(answers)):
            os.write(ours, answers[answered].encode())
            answered += 1
    os.close(ours)
    clock.cancel()
    return program.wait(), shown.decode()


def test_in_a_terminal_the_passphrase_is_asked_twice_and_never_shown(tmp_path: Path) -> None:
    folder = str(tmp_path / "data")
    in_store(fill, folder)
    status, shown = in_terminal(tmp_path, "one\nanother\n", "export", "--subscribers", "moved.jsonl")
    assert status == 2
    assert "the two passphrases differ" in shown
    status, shown = in_terminal(tmp_path, "one\none\n", "export", "--subscribers", "moved.jsonl")
    assert status == 0, shown
    assert "1 chat, 2 alerts" in shown
    assert "one\r\n" not in shown
    status, shown = in_terminal(tmp_path, "one\n", "import", "moved.jsonl")
    assert status == 0, shown
    assert "All of it was here already." in shown
