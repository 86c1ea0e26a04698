"""The real program as an operator starts it: a configuration, a token in the environment, signals, a data folder."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import Process
from contextlib import suppress
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).parents[2]
#: How long a start or a stop may take on a busy machine, in seconds.
PATIENCE = 30.0


class Program:
    """`python -m bot …`; everything it writes to standard error is kept over restarts."""

    def __init__(
        self, folder: Path, token: str | None, *arguments: str, environment: dict[str, str] | None = None
    ) -> None:
        self.folder = folder
        self.environment = environment or {}
        self.arguments = arguments
        self.stderr: list[str] = []
        self.stdout: list[str] = []
        self._token = token
        self._process: Process | None = None
        self._reading: list[asyncio.Task[None]] = []
        self._said = asyncio.Event()

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Starts it, without waiting for more."""
        assert not self.running
        environment = {k: v for k, v in os.environ.items() if not k.startswith("WATCHWORD_")}
        environment |= {"PYTHONPATH": str(CHECKOUT), "PYTHONUNBUFFERED": "1"} | self.environment
        if self._token is not None:
            environment["WATCHWORD_TOKEN"] = self._token
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *self.arguments, cwd=self.folder, env=environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        assert self._process.stdout
        assert self._process.stderr
        self._reading = [
            asyncio.create_task(self._read(self._process.stderr, self.stderr)),
            asyncio.create_task(self._read(self._process.stdout, self.stdout)),
        ]

    async def _read(self, stream: asyncio.StreamReader, into: list[str]) -> None:
        async for line in stream:
            into.append(line.decode(errors="replace").rstrip("\n"))
            self._said.set()

    async def run(self) -> "Program":
        """Starts it and waits until it says `ready`."""
        before = len(self.stderr)
        await self.start()
        await self.until_says("ready", self.stderr, before)
        return self

    async def until_says(self, word: str, where: list[str], after: int = 0) -> str:
        """The first line that begins so; fails with everything said when the program ends without it."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for line in where[after:]:
                    if line.startswith(word):
                        return line
                if not self.running and all(task.done() for task in self._reading):
                    raise AssertionError(
                        f"ended without saying {word!r}:\n" + "\n".join(self.stderr + self.stdout)
                    )
                self._said.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._said.wait(), 0.1)

    async def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Sends the signal, waits for the end; the exit status."""
        assert self._process
        if self.running:
            self._process.send_signal(how)
        return await self.ended()

    async def kill(self) -> None:
        """kill -9 of it and of its children, as when the machine loses power."""
        assert self._process
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        await self.ended()

    async def ended(self) -> int:
        """Waits until it has ended by itself; the exit status."""
        assert self._process
        async with asyncio.timeout(PATIENCE):
            status = await self._process.wait()
            await asyncio.gather(*self._reading)
        return status

    async def end(self) -> None:
        """Whatever happened in the test, nothing of it stays."""
        if self.running:
            await self.kill()


async def status_of(program: Program) -> dict[str, Any]:
    """What `status --json` says about the program's data folder."""
    asked = Program(program.folder, None, "status", "--config", "config.toml", "--json")
    await asked.start()
    assert await asked.ended() == 0, asked.stderr
    status: dict[str, Any] = json.loads(asked.stdout[0])
    return status


def write_config(
    folder: Path, api_url: str, feeds: list[str], *, allow: str, floor: str = "0.1s", more: str = ""
) -> Path:
    """A config.toml for a test; the data folder is `data` beside it."""
    file = folder / "config.toml"
    file.write_text(
        f'[telegram]\napi_url = "{api_url}"\n\n[store]\nfolder = "data"\n\n[fetch]\nallow_private = ["{allow}"]\n\n'
        f'[poll]\nfloor = "{floor}"\nceiling = "{floor}"\n\n{more}\n'
        + "".join(f'[[feeds]]\nurl = "{url}"\n\n' for url in feeds),
        encoding="utf-8",
    )
    return file
