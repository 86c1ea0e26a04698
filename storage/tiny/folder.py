"""The data folder: made for its owner only, held by one process, its files replaced whole."""

import fcntl
import os
from pathlib import Path

from bot.errors import StoreError, StoreInUse

_LOCK = "lock"
SAVED = "saved"


class Folder:
    """A data folder. `hold` before writing anything in it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def make(self) -> None:
        """The folder, 0700. One that somebody else made is closed to others if it is empty or ours."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            names = {path.name for path in self.path.iterdir()}
            if (not names or _LOCK in names) and self.path.stat().st_mode & 0o077:
                self.path.chmod(0o700)
        except OSError as error:
            raise StoreError(
                f"the data folder {self.path} cannot be made or read: {error.strerror}",
                "name a folder that this user may write to as [store] folder",
            ) from error

    def find(self) -> None:
        """For reading only; StoreError if there is none."""
        if not self.path.is_dir():
            raise StoreError(
                f"there is no data folder {self.path}", "start the bot once, or correct [store] folder"
            )

    def hold(self) -> None:
        """Only one process at a time; StoreInUse if another holds it. The system lets go when we die."""
        try:
            lock = os.open(self.path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise StoreError(
                f"the data folder {self.path} cannot be written: {error.strerror}",
                "give this user the right to write there, or name another folder as [store] folder",
            ) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(lock, 20).decode("ascii", "replace").strip()
            os.close(lock)
            who = f" (number {holder})" if holder.isdecimal() else ""
            raise StoreInUse(
                f"the data folder {self.path} is in use by another process{who}",
                "stop the other bot, or give this one a folder of its own with [store] folder",
            ) from error
        os.ftruncate(lock, 0)
        os.pwrite(lock, f"{os.getpid()}\n".encode("ascii"), 0)
        self._lock = lock

    def let_go(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def sync(self) -> None:
        """Makes new, replaced and removed names durable."""
        handle = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def write(self, name: str, content: bytes) -> None:
        """A whole new file, durable but for its name (`sync`); an older one of that name is overwritten."""
        path = self.path / name
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            write_all(handle, content, 0)
            os.fsync(handle)
        except OSError:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(handle)

    def save_aside(self, name: str, content: bytes) -> Path:
        aside = self.path / SAVED
        aside.mkdir(mode=0o700, exist_ok=True)
        Folder(aside).write(name, content)
        return aside / name

    def remove_saved(self) -> None:
        aside = self.path / SAVED
        if aside.is_dir():
            for path in aside.iterdir():
                path.unlink()
            aside.rmdir()

    def bytes_on_disk(self) -> int:
        total = 0
        for place in os.scandir(self.path):
            try:
                total += place.stat().st_size if place.is_file() else 0
            except FileNotFoundError:  # replaced by a checkpoint while we looked
                continue
        return total


def write_all(handle: int, content: bytes, at: int) -> None:
    view = memoryview(content)
    while view:
        written = os.pwrite(handle, view, at)
        view, at = view[written:], at + written
