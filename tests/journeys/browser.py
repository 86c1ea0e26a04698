"""A headless Chromium driven over its DevTools protocol, with nothing but aiohttp. Absent: the test that needs it skips."""

import asyncio
import base64
import json
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--mute-audio", "--remote-debugging-port=0",
)  # fmt: skip


def find_browser() -> str | None:
    """The path of a Chromium on this machine."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Page:
    """One tab."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self._answers: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self.problems: list[str] = []
        self._reading = asyncio.create_task(self._read())

    async def _read(self) -> None:
        async for frame in self._socket:
            said = json.loads(frame.data)
            if waiting := self._answers.pop(said.get("id", -1), None):
                waiting.set_result(said)
            elif said.get("method") == "Runtime.exceptionThrown":
                details = said["params"]["exceptionDetails"]
                self.problems.append(str(details.get("exception", {}).get("description", details["text"])))
            elif said.get("method") == "Log.entryAdded" and said["params"]["entry"]["level"] == "error":
                self.problems.append(said["params"]["entry"]["text"])

    async def call(self, method: str, **params: object) -> dict[str, Any]:
        self._number += 1
        waiting = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self._socket.send_json({"id": self._number, "method": method, "params": params})
        said = await asyncio.wait_for(waiting, 20)
        assert "error" not in said, said
        return dict(said["result"])

    async def run(self, script: str) -> Any:
        """The value of a JavaScript expression."""
        said = await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True
        )
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    async def until(self, script: str, seconds: float = 10.0) -> None:
        """Until the expression is true; fails when it is not in time."""
        deadline = asyncio.get_running_loop().time() + seconds
        while not await self.run(f"!!({script})"):
            assert asyncio.get_running_loop().time() < deadline, f"never true in the page: {script}"
            await asyncio.sleep(0.05)

    async def size(self, width: int, height: int) -> None:
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 500,
        )

    async def open(self, url: str) -> None:
        await self.call("Page.navigate", url=url)
        await self.until("document.readyState === 'complete'")

    async def shot(self, file: Path) -> Path:
        """A PNG of what is seen."""
        await asyncio.sleep(0.35)  # let what moves come to rest
        file.parent.mkdir(parents=True, exist_ok=True)
        said = await self.call("Page.captureScreenshot", format="png")
        file.write_bytes(base64.b64decode(said["data"]))
        return file

    def close(self) -> None:
        self._reading.cancel()


@asynccontextmanager
async def open_page(width: int = 390, height: int = 844) -> AsyncIterator[Page]:
    """A fresh tab in a browser of its own, which is gone afterwards."""
    browser = find_browser()
    assert browser
    folder = Path(tempfile.mkdtemp(prefix="watchword-browser-"))
    process = await asyncio.create_subprocess_exec(
        browser, *_FLAGS, f"--user-data-dir={folder}", "about:blank",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        port = await _port(folder)
        async with aiohttp.ClientSession() as http:
            async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                tabs = await answer.json()
            address = next(tab["webSocketDebuggerUrl"] for tab in tabs if tab["type"] == "page")
            async with http.ws_connect(address, max_msg_size=64 * 1024 * 1024) as socket:
                page = Page(socket)
                for domain in ("Page", "Runtime", "Log"):
                    await page.call(f"{domain}.enable")
                await page.size(width, height)
                yield page
                page.close()
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await asyncio.sleep(0.2)
        shutil.rmtree(folder, ignore_errors=True)


async def _port(folder: Path) -> int:
    for _ in range(300):
        with suppress(FileNotFoundError, ValueError, IndexError):
            return int((folder / "DevToolsActivePort").read_text().splitlines()[0])
        await asyncio.sleep(0.05)
    raise AssertionError("the browser did not start within 15 s")
