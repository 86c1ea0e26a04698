"""Words of many documents in SQLite FTS5: folded forms and stems, field by field; and the languages they are in.

The table of words keeps no text of its own (a third of the disk); to change a row SQLite wants the old words back,
so they are kept `packed`.
"""

import zlib
from collections import Counter

from bot.stories.query_document import SearchDocument
from storage.tiny.archive_file import IndexFile
from storage.tiny.archive_query import COLUMNS

_STEMS = [stems for stems, _ in COLUMNS.values() if stems]
_ALL = [*_STEMS, *(forms for _, forms in COLUMNS.values())]
_TITLE_WEIGHT = 4.0
_BETWEEN = "\x1f"

#: How good an answer is, beside the table `words`.
RANK = (
    f"bm25(words, {', '.join(str(_TITLE_WEIGHT if column.startswith('title') else 1.0) for column in _ALL)})"
)


def words_schema(prefix: str) -> str:
    """The tables of words beside a table `<prefix>docs` that has the columns id and language."""
    return f"""
CREATE TABLE {prefix}packed (id INTEGER PRIMARY KEY, columns BLOB NOT NULL);
CREATE VIRTUAL TABLE {prefix}words USING fts5 (
    {", ".join(_ALL)}, content='', tokenize="ascii tokenchars '_'"
);
"""


# S608 below: only names of our own tables and columns are put into these.
class Words:
    """The words of the documents in `<prefix>docs`."""

    def __init__(self, file: IndexFile, prefix: str) -> None:
        self._file = file
        names, marks = ", ".join(_ALL), ", ?" * len(_ALL)
        self._docs, self._packed = f"{prefix}docs", f"{prefix}packed"
        self._insert = f"INSERT INTO {prefix}words (rowid, {names}) VALUES (?{marks})"  # noqa: S608
        self._delete = (
            f"INSERT INTO {prefix}words ({prefix}words, rowid, {names}) VALUES ('delete', ?{marks})"  # noqa: S608
        )
        self._languages: Counter[str | None] = Counter()
        self.count_languages()

    def count_languages(self) -> None:
        """As the file has them."""
        ask = f"SELECT language, count(*) FROM {self._docs} GROUP BY language"  # noqa: S608
        self._languages = Counter(dict(self._file.db.execute(ask)))

    @property
    def languages(self) -> list[str | None]:
        """All that any document has."""
        return [language for language, n in self._languages.items() if n > 0] or [None]

    def put(self, row: int, document: SearchDocument) -> None:
        """The words of a new row."""
        columns = _columns(document)
        packed = zlib.compress(_BETWEEN.join(columns).encode("utf-8"), 6)
        self._file.db.execute(f"INSERT OR REPLACE INTO {self._packed} VALUES (?, ?)", (row, packed))  # noqa: S608
        self._file.db.execute(self._insert, (row, *columns))
        self._languages[document.language] += 1

    def drop(self, row: int) -> None:
        """The words of a row go; nothing if it has none. Before its row in docs."""
        ask = f"SELECT language, columns FROM {self._packed} JOIN {self._docs} USING (id) WHERE id = ?"  # noqa: S608
        held = self._file.db.execute(ask, (row,)).fetchone()
        if held is None:
            return
        language, packed = held
        columns = zlib.decompress(packed).decode("utf-8").split(_BETWEEN)
        self._file.db.execute(self._delete, (row, *columns))
        self._file.db.execute(f"DELETE FROM {self._packed} WHERE id = ?", (row,))  # noqa: S608
        self._languages[language] -= 1


def _columns(document: SearchDocument) -> list[str]:
    stems = [" ".join(document.keys(field)) for field, (column, _) in COLUMNS.items() if column]
    forms = [" ".join(document.forms(field)) for field in COLUMNS]
    return [*stems, *forms]
