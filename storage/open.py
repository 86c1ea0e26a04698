"""The only door to the store: `open_store(url, clock)`. A new backend is a folder beside tiny/ and a row here."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

from bot.errors import StoreError
from bot.ports import Clock, Store


def open_store(url: str, clock: Clock, *, read_only: bool = False) -> AbstractAsyncContextManager[Store]:
    """The store at "tiny:/path/to/folder" (or the bare path), closed cleanly at the end of the block.

    One process may write (StoreInUse). `read_only` works while the bot runs or not: it sees what was written until
    now, and every change raises StoreError. StoreDamaged names what cannot be read and where the rest was saved.
    """
    kind, mark, place = url.partition(":")
    if not mark or "/" in kind:
        return _open_tiny(Path(url).absolute(), clock, read_only)
    if kind == "tiny" and place:
        return _open_tiny(Path(place).absolute(), clock, read_only)
    raise StoreError(f"no store is called {url!r}", "write it as tiny:/path/to/folder")


@asynccontextmanager
async def _open_tiny(path: Path, clock: Clock, read_only: bool) -> AsyncIterator[Store]:
    from storage.tiny.folder import Folder
    from storage.tiny.store import TinyStore

    folder = Folder(path)
    if read_only:
        folder.find()
    else:
        folder.make()
        folder.hold()
    try:
        store = TinyStore(folder, clock, read_only=read_only)
        try:
            yield store
        finally:
            await store.close()
    finally:
        folder.let_go()
