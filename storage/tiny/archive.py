"""The search index beside the store: SQLite FTS5 over folded words and stems. Synchronous; can be built again any time.

The table of words keeps no text of its own (a third of the disk); to change a row SQLite wants the old words back,
so they are kept `packed`. Rows are numbered as stories came, so the newest hits are those last numbered.
"""

import contextlib
import math
import os
import sqlite3
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from bot.errors import StoreDamaged
from bot.model.ids import StoryId
from bot.model.query import Query
from bot.model.story import Story, StoryPage
from bot.stories.fold import fold, is_cjk
from bot.stories.query_document import SearchDocument, document_of
from bot.stories.query_passage import find_passage
from storage.tiny.archive_query import COLUMNS, Plan, plan
from storage.tiny.archive_slips import one_letter_off

#: Raised when the tables or what stands in them change: an older file is thrown away and built again.
FORMAT = 2
#: So many of the newest hits are ranked; what is older follows by age.
RANKED = 400
#: A story half as old as another counts so much more: days in which recency halves.
_HALF_LIFE = 180.0
_TITLE_WEIGHT = 4.0

_STEMS = [stems for stems, _ in COLUMNS.values() if stems]
_FORMS = [forms for _, forms in COLUMNS.values()]
_ALL = [*_STEMS, *_FORMS]
# S608 below: only names of our own columns are put into these.
_SCHEMA = f"""
CREATE TABLE docs (
    id INTEGER PRIMARY KEY, story TEXT UNIQUE NOT NULL, seq INTEGER NOT NULL, seen_at REAL NOT NULL,
    language TEXT
);
CREATE TABLE packed (id INTEGER PRIMARY KEY, columns BLOB NOT NULL);
CREATE INDEX docs_seen_at ON docs (seen_at);
CREATE VIRTUAL TABLE words USING fts5 ({", ".join(_ALL)}, content='', tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE frequent USING fts5vocab (words, row);
CREATE TABLE meta (newest INTEGER NOT NULL);
INSERT INTO meta VALUES (0);
PRAGMA user_version = {FORMAT};
"""  # noqa: S608
_INSERT = f"INSERT INTO words (rowid, {', '.join(_ALL)}) VALUES (?{', ?' * len(_ALL)})"  # noqa: S608
_DELETE = f"INSERT INTO words (words, rowid, {', '.join(_ALL)}) VALUES ('delete', ?{', ?' * len(_ALL)})"  # noqa: S608
_RANK = (
    f"bm25(words, {', '.join(str(_TITLE_WEIGHT if column.startswith('title') else 1.0) for column in _ALL)})"
)
_BETWEEN = "\x1f"
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Archive:
    """What can be searched. One thread at a time."""

    def __init__(self, path: Path | None) -> None:
        """Opens or makes the file; one that is damaged or of another format is thrown away, and `last_seq` is 0.

        None: in memory.
        """
        self._path = path
        #: Thrown away while running: what is added now is not all there is, so `last_seq` stays 0.
        self._started_anew = False
        try:
            self._db = self._open()
        except sqlite3.DatabaseError:
            self._discard()
            self._db = self._open()
        self._languages: Counter[str | None] = Counter(
            dict(self._db.execute("SELECT language, count(*) FROM docs GROUP BY language"))
        )

    def _open(self) -> sqlite3.Connection:
        if self._path is not None:
            # SQLite gives its side files the rights of the database.
            os.close(os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        db = sqlite3.connect(self._path or ":memory:", isolation_level=None, check_same_thread=False)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            # A power cut may cost the last changes; `last_seq` tells, and the store adds them again.
            db.execute("PRAGMA synchronous = NORMAL")
            if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                db.executescript(f"BEGIN; {_SCHEMA} COMMIT;")
            _check_format(db)
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
            self._db.close()

    def last_seq(self) -> int:
        """The highest `changed_seq` it holds; 0 for none."""
        return int(self._db.execute("SELECT newest FROM meta").fetchone()[0])

    def add(self, stories: Sequence[Story]) -> None:
        """Insert or replace, in one transaction."""
        with self._writing():
            for story in stories:
                self._put(story)
            newest = max((story.changed_seq for story in stories), default=0)
            if not self._started_anew:
                self._db.execute("UPDATE meta SET newest = max(newest, ?)", (newest,))

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        with self._minding_damage():
            self._db.execute("BEGIN")
            languages = self._languages.copy()
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._languages = languages
                with contextlib.suppress(sqlite3.DatabaseError):
                    self._db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def _minding_damage(self) -> Iterator[None]:
        """A file found damaged is thrown away at once: `last_seq` then says at the next start that all is to be added."""
        try:
            yield
        except (sqlite3.DatabaseError, zlib.error) as error:
            if isinstance(error, sqlite3.DatabaseError) and error.sqlite_errorcode & 0xFF not in _DAMAGED:
                raise
            self.close()
            self._discard()
            self._db = self._open()
            self._languages.clear()
            self._started_anew = True
            raise StoreDamaged(
                f"the search index {self._path} was damaged ({error}) and has been thrown away",
                "start the bot again: the index is built anew from the stories, none of which is lost",
            ) from error

    def _put(self, story: Story) -> None:
        row = self._drop_words(story.id)
        columns = _columns(document_of(story))
        values = (row, story.id, story.changed_seq, story.seen_at.timestamp(), story.language)
        put = self._db.execute("INSERT OR REPLACE INTO docs VALUES (?, ?, ?, ?, ?)", values)
        row = put.lastrowid if row is None else row
        packed = zlib.compress(_BETWEEN.join(columns).encode("utf-8"), 6)
        self._db.execute("INSERT OR REPLACE INTO packed VALUES (?, ?)", (row, packed))
        self._db.execute(_INSERT, (row, *columns))
        self._languages[story.language] += 1

    def _drop_words(self, story: StoryId) -> int | None:
        """The row of a story, its words taken out; None if it has none."""
        ask = "SELECT docs.id, language, columns FROM docs JOIN packed ON packed.id = docs.id WHERE story = ?"
        held = self._db.execute(ask, (story,)).fetchone()
        if held is None:
            return None
        row, language, packed = held
        self._db.execute(_DELETE, (row, *zlib.decompress(packed).decode("utf-8").split(_BETWEEN)))
        self._languages[language] -= 1
        return int(row)

    def search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        newest_first: bool,
        load: Callable[[StoryId], Story | None],
    ) -> StoryPage:
        """A page of the stories that answer the query, in these languages (empty: all; unknown ones pass)."""
        with self._minding_damage():
            return self._search(query, now, languages, max(0, page), size, newest_first, load)

    def _search(
        self,
        query: Query,
        now: datetime,
        languages: frozenset[str],
        page: int,
        size: int,
        newest_first: bool,
        load: Callable[[StoryId], Story | None],
    ) -> StoryPage:
        asked = plan(query, [language for language, n in self._languages.items() if n > 0] or [None], now)
        source, values = _source(asked, languages)
        # Counting needs no second table where only words decide.
        counted = (
            "FROM words WHERE words MATCH ?" if asked.match and not languages and not asked.values else source
        )
        total = int(self._db.execute(f"SELECT count(*) {counted}", values).fetchone()[0])
        offset = page * size
        ids = self._in_order(asked, source, values, now, offset, size, newest_first) if offset < total else []
        stories = [story for known in ids if (story := load(known)) is not None]
        return StoryPage(
            stories=tuple(stories),
            total=total,
            page=page,
            passages={story.id: find_passage(query, story) for story in stories},
        )

    def _in_order(
        self,
        asked: Plan,
        source: str,
        values: Sequence[object],
        now: datetime,
        offset: int,
        size: int,
        newest_first: bool,
    ) -> list[StoryId]:
        if newest_first:
            ask = f"SELECT story {source} ORDER BY seen_at DESC, id DESC LIMIT ? OFFSET ?"
            return [StoryId(row[0]) for row in self._db.execute(ask, (*values, size, offset))]
        rank = _RANK if asked.match is not None else "-1.0"
        # By the number that SQLite walks along anyway: it stops after so many instead of sorting them all.
        row = "words.rowid" if asked.match is not None else "id"
        ask = f"SELECT story, seen_at, {rank} {source} ORDER BY {row} DESC LIMIT ?"
        newest = self._db.execute(ask, (*values, RANKED)).fetchall()
        newest.sort(key=lambda row: (row[2] * _recency(row[1], now), -row[1], row[0]))
        ids = [StoryId(row[0]) for row in newest[offset : offset + size]]
        if len(ids) < size and len(newest) == RANKED:
            ask = f"SELECT story {source} ORDER BY {row} DESC LIMIT ? OFFSET ?"
            older = self._db.execute(ask, (*values, size - len(ids), max(offset, RANKED)))
            ids += [StoryId(row[0]) for row in older]
        return ids

    def similar(self, word: str, n: int = 3) -> list[str]:
        """Folded words of the archive that differ from a typed one by one letter, the most frequent first: "schol"."""
        typed = fold(word)
        if not 3 <= len(typed) <= 40 or " " in typed or is_cjk(typed):
            return []
        ask = "SELECT doc FROM frequent WHERE term = ?"
        with self._minding_damage():
            found = [
                (row[0], each)
                for each in one_letter_off(typed)
                if (row := self._db.execute(ask, (each,)).fetchone())
            ]
        return [each for _, each in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:n]]


def _check_format(db: sqlite3.Connection) -> None:
    if db.execute("PRAGMA user_version").fetchone()[0] != FORMAT:
        raise sqlite3.DatabaseError("another format")


def _source(asked: Plan, languages: frozenset[str]) -> tuple[str, tuple[object, ...]]:
    """FROM and WHERE of an answer, with its values."""
    where, values = asked.where, asked.values
    if languages:
        marks = ", ".join("?" * len(languages))
        where += f" AND (language IS NULL OR substr(language, 1, 2) IN ({marks}) OR language IN ({marks}))"
        values = (*values, *sorted(languages), *sorted(languages))
    if asked.match is None:
        return f"FROM docs WHERE {where}", values
    # CROSS JOIN keeps SQLite from walking `docs` and asking the index for each row.
    return f"FROM words CROSS JOIN docs ON docs.id = words.rowid WHERE words MATCH ? AND {where}", (
        asked.match,
        *values,
    )


def _columns(document: SearchDocument) -> list[str]:
    stems = [" ".join(document.keys(field)) for field, (column, _) in COLUMNS.items() if column]
    forms = [" ".join(document.forms(field)) for field in COLUMNS]
    return [*stems, *forms]


def _recency(seen_at: float, now: datetime) -> float:
    """1 for now, half for each half-life before; never so little that a far better answer is buried."""
    days = max(0.0, (now.astimezone(UTC).timestamp() - seen_at) / 86400)
    return max(0.1, math.pow(0.5, days / _HALF_LIFE))
