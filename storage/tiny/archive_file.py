"""The file of the search index: opened or made, thrown away when it is damaged or of another format."""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from bot.errors import StoreDamaged

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class IndexFile:
    """One thread at a time."""

    def __init__(self, path: Path | None, schema: str, form: int) -> None:
        """`schema` makes the tables, `form` is their number; None as path: in memory."""
        self._path, self._schema, self._form = path, schema, form
        #: It was thrown away while running: what it holds from now on is not all there is.
        self.started_anew = False
        try:
            self.db = self._open()
        except sqlite3.DatabaseError:
            self._discard()
            self.db = self._open()

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            # SQLite gives its side files the rights of the database.
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        db = sqlite3.connect(self._path or ":memory:", isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            # A power cut may cost the last changes; what is missing is found out at the next start.
            db.execute("PRAGMA synchronous = NORMAL")
            if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                db.executescript(f"BEGIN; {self._schema} PRAGMA user_version = {self._form}; COMMIT;")
            _check_form(db, self._form)
            db.execute("SELECT newest FROM meta").fetchone()
            db.execute("SELECT rowid FROM words WHERE words MATCH '\"_none_\"'").fetchone()
        except sqlite3.DatabaseError:
            db.close()
            raise
        return db

    def _discard(self) -> None:
        if self._path is None:
            return
        for name in (self._path.name, f"{self._path.name}-wal", f"{self._path.name}-shm"):
            self._path.with_name(name).unlink(missing_ok=True)

    def close(self) -> None:
        with contextlib.suppress(sqlite3.DatabaseError):
            self.db.close()

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """One transaction."""
        with self.minding_damage():
            self.db.execute("BEGIN")
            try:
                yield
                self.db.execute("COMMIT")
            except BaseException:
                with contextlib.suppress(sqlite3.DatabaseError):
                    self.db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def minding_damage(self) -> Iterator[None]:
        """A file found damaged is thrown away at once: at the next start all is to be added."""
        try:
            yield
        except (sqlite3.DatabaseError, zlib.error) as error:
            if isinstance(error, sqlite3.DatabaseError) and error.sqlite_errorcode & 0xFF not in _DAMAGED:
                raise
            self.close()
            self._discard()
            self.db = self._open()
            self.started_anew = True
            raise StoreDamaged(
                f"the search index {self._path} was damaged ({error}) and has been thrown away",
                "start the bot again: the index is built anew from the stories, none of which is lost",
            ) from error


def _check_form(db: sqlite3.Connection, form: int) -> None:
    if db.execute("PRAGMA user_version").fetchone()[0] != form:
        raise sqlite3.DatabaseError("another format")
