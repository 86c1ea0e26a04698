"""A week of real news, served as feeds over loopback to the running bot under a fast clock: `python -m tests.eval week`.

Prints how many entries were read, matched, told, joined and pushed, whether anything was lost or doubled, and the
memory of the program over the week. Needs ../shared; nothing of its texts is kept.
"""

import asyncio
import gzip
import hashlib
import json
import random
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any

from aiohttp import web

from tests.journeys.program import Program, write_config
from tests.journeys.telegrams import open_simulator
from tests.shared import SHARED

STREAM = SHARED / "data" / "feeds" / "stream_2023w13.jsonl.gz"
START = datetime(2023, 3, 27, tzinfo=UTC)
SPEED = 1200
#: Entries a feed shows at a time.
WINDOW = 300
#: Seconds of real time for what is under way when the week is over.
REST = 15.0


@dataclass(frozen=True)
class Item:
    id: str
    source: str
    title: str
    text: str
    link: str
    published: datetime


def read_stream() -> list[Item]:
    with gzip.open(STREAM, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    items = [
        Item(
            row["id"], row["source"], row["title"], row["text"], row["link"],
            datetime.fromisoformat(row["published"]).astimezone(UTC),
        )
        for row in rows
    ]  # fmt: skip
    return sorted(items, key=lambda item: (item.published, item.id))


class Week:
    """The feeds as they stood at the moment of the week that it is."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._feeds: dict[str, list[Item]] = defaultdict(list)
        for item in items:
            self._feeds[item.source].append(item)
        self._began = 0.0
        self.base = ""
        self.polls: Counter[str] = Counter()
        self.served: set[str] = set()
        #: Those already there when a feed was first asked.
        self.first: set[str] = set()

    def begin(self) -> None:
        self._began = asyncio.get_running_loop().time()

    @property
    def now(self) -> datetime:
        return START + timedelta(seconds=(asyncio.get_running_loop().time() - self._began) * SPEED)

    def paths(self) -> list[str]:
        return [f"/{self._slug(source)}/feed.xml" for source in self._feeds]

    @staticmethod
    def _slug(source: str) -> str:
        return hashlib.sha256(source.encode()).hexdigest()[:12]

    async def serve(self, request: web.Request) -> web.Response:
        slug = request.match_info["slug"]
        source = next((source for source in self._feeds if self._slug(source) == slug), None)
        if source is None:
            return web.Response(status=404)
        shown = [item for item in self._feeds[source] if item.published <= self.now][-WINDOW:]
        if not self.polls[source]:
            self.first.update(item.id for item in shown)
        self.polls[source] += 1
        self.served.update(item.id for item in shown)
        body = self._rss(source, shown)
        etag = hashlib.sha256(body).hexdigest()[:16]
        if request.headers.get("If-None-Match") == f'"{etag}"':
            return web.Response(status=304)
        return web.Response(body=body, content_type="application/rss+xml", headers={"ETag": f'"{etag}"'})

    def _rss(self, source: str, shown: Sequence[Item]) -> bytes:
        entries = "".join(
            f"<item><title>{escape(item.title)}</title><link>{self.base}/page/{item.id}</link><guid>{item.id}</guid>"
            f"<pubDate>{format_datetime(item.published)}</pubDate><description>{escape(item.text)}</description></item>"
            for item in reversed(shown)
        )
        head = f"<title>{escape(source)}</title><language>en</language>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{entries}</channel></rss>'.encode()


async def run_week(items: Sequence[Item], folder: Path) -> dict[str, Any]:
    week = Week(items)
    application = web.Application()
    application.router.add_get("/{slug}/feed.xml", week.serve)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    week.base = f"http://127.0.0.1:{port}"
    async with open_simulator() as telegram:
        # The bot's clock runs faster than the simulator's: limits in real seconds would mean nothing.
        telegram.sim.config(flood={"enabled": False})
        person = telegram.person()
        write_config(
            folder, telegram.api_url, [f"http://127.0.0.1:{port}{path}" for path in week.paths()],
            allow=f"127.0.0.1:{port}", floor="5m",
        )  # fmt: skip
        clock = {"WATCHWORD_CLOCK": f"{START:%Y-%m-%dT%H:%MZ}*{SPEED}"}
        program = Program(folder, telegram.token, "run", "--config", "config.toml", environment=clock)
        week.begin()
        await program.run()
        telegram.say(person, "/subscribe")
        memory = []
        while week.now < START + timedelta(days=7):
            await asyncio.sleep(5)
            memory.append(_memory(program))
        await asyncio.sleep(REST)
        said = telegram.said(person)
        status = await program.stop()
    await runner.cleanup()
    return {"week": week, "said": said, "memory": memory, "status": status, "program": program}


def _memory(program: Program) -> float:
    """Resident megabytes of the program itself."""
    assert program._process
    text = Path(f"/proc/{program._process.pid}/statm").read_text()
    return int(text.split()[1]) * 4096 / 1e6


def main() -> None:
    if not STREAM.exists():
        print("the week of news is not at hand")
        return
    items = read_stream()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        result = asyncio.run(run_week(items, folder))
        report(items, result, folder)


def report(items: Sequence[Item], result: dict[str, Any], folder: Path) -> None:
    week, memory = result["week"], result["memory"]
    stories = _documents(folder / "data", "stories")
    entries = _documents(folder / "data", "entries")
    # An alert is what links to a story: answers and the welcome do not.
    alerts = [
        said for said in result["said"] if any(entity["type"] == "text_link" for entity in said.entities)
    ]
    links = Counter(said.link() for said in alerts)
    print(f"entries published {len(items)}, shown to the bot {len(week.served)}, kept {len(entries)}")
    kept = set(re.findall(r"s[0-9a-f]{12}", json.dumps(entries)))
    for item in items:
        if item.id in week.served and item.id not in kept:
            print(f"  not kept: {item.source} {item.published:%d %b %H:%M} {item.title}")
    print(f"stories {len(stories)}, outlets joined {sum(len(story['sources']) - 1 for story in stories)}")
    print(f"messages {len(result['said'])}; told twice {sum(n - 1 for n in links.values())}")
    print(f"polls {sum(week.polls.values())}, exit status {result['status']}")
    third = max(1, len(memory) // 3)
    print(
        f"memory MB: first third {max(memory[:third]):.0f}, last third {max(memory[-third:]):.0f} (at most)"
    )
    faults = [line for line in result["program"].stderr if " error " in line or "Traceback" in line]
    print(f"errors in the log: {len(faults)}", *faults[:5], sep="\n  ")
    random.seed(5)
    for said in random.sample(alerts, min(50, len(alerts))):
        print("  +", said.text.replace("\n", " ¶ ")[:300])


def _documents(folder: Path, table: str) -> list[dict[str, Any]]:
    from tinydb import TinyDB

    found: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*.json")):
        with TinyDB(path, access_mode="r") as database:
            if table in database.tables():
                found.extend(map(dict, database.table(table).all()))
    return found


if __name__ == "__main__":
    main()
