"""Open files by number, so that a place in one stays a small number and a replaced file is not mistaken for the new."""

import os
import resource
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from bot.errors import StoreError

_KEPT_OPEN = 64


class Files:
    """Reads from files by (number, offset, size). For several threads."""

    def __init__(self, *, keep_open: bool = False) -> None:
        """`keep_open`: another process replaces the files, so all that were named stay open."""
        self._paths: dict[int, Path] = {}
        self._handles: OrderedDict[int, int] = OrderedDict()
        self._lock = Lock()
        self._last = 0
        self._most = _KEPT_OPEN
        if keep_open:
            _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
            self._most = 1 << 30

    def add(self, path: Path) -> int:
        with self._lock:
            self._last += 1
            self._paths[self._last] = path
            return self._last

    def forget(self, number: int) -> None:
        with self._lock:
            self._paths.pop(number, None)
            handle = self._handles.pop(number, None)
            if handle is not None:
                os.close(handle)

    def path(self, number: int) -> Path:
        return self._paths[number]

    def read_whole(self, number: int) -> bytes:
        with self._lock:
            handle = self._open(number)
            size = os.fstat(handle).st_size
            return self._pread(handle, number, 0, size)

    def read(self, number: int, at: int, size: int) -> bytes:
        with self._lock:
            return self._pread(self._open(number), number, at, size)

    def _pread(self, handle: int, number: int, at: int, size: int) -> bytes:
        data = os.pread(handle, size, at)
        while len(data) < size:
            more = os.pread(handle, size - len(data), at + len(data))
            if not more:
                raise StoreError(
                    f"{self._paths[number]} ends before byte {at + size}",
                    "stop the bot, put back that file from a backup and start it again",
                )
            data += more
        return data

    def _open(self, number: int) -> int:
        handle = self._handles.get(number)
        if handle is not None:
            self._handles.move_to_end(number)
            return handle
        handle = os.open(self._paths[number], os.O_RDONLY | os.O_CLOEXEC)
        self._handles[number] = handle
        if len(self._handles) > self._most:
            os.close(self._handles.popitem(last=False)[1])
        return handle

    def close(self) -> None:
        with self._lock:
            for handle in self._handles.values():
                os.close(handle)
            self._handles.clear()
