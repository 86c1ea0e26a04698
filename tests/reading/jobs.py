"""What the tests have the reading child do."""

import os
import signal
import socket
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.model.entry import ReadFailed
from bot.model.feed import FetchProblem


def add(one: int, other: int) -> int:
    return one + other


def own_pid() -> int:
    return os.getpid()


def hang() -> None:
    while True:
        pass


def nap(seconds: float) -> str:
    time.sleep(seconds)
    return "rested"


def compute(seconds: float) -> str:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    return "done"


def swell() -> int:
    return len(bytearray(8 << 30))


def crash() -> None:
    os.abort()


def vanish() -> None:
    os._exit(3)


def object_to_it() -> None:
    raise ValueError("this is no feed")


def dig() -> int:
    return dig() + 1


def write_a_file(path: str) -> str:
    try:
        Path(path).write_text("leak", encoding="utf-8")
    except OSError as error:
        return type(error).__name__
    return "written"


def connect(port: int) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), 2).close()
    except OSError as error:
        return type(error).__name__
    return "connected"


def start_a_process() -> str:
    try:
        subprocess.run(["true"], check=True)
    except OSError as error:
        return type(error).__name__
    return "started"


def environment() -> dict[str, str]:
    return dict(os.environ)


def model_values() -> tuple[ReadFailed, datetime]:
    return ReadFailed(FetchProblem.NOT_A_FEED, "a page"), datetime(2026, 1, 2, tzinfo=UTC)


def foreign_value() -> Path:
    return Path("/")


def ignore_signals_and_hang() -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    hang()


def echo(data: bytes) -> bytes:
    return data
