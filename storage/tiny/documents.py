"""A table as TinyDB reads and changes it: documents decoded when asked for, changes remembered one by one."""

from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, Protocol, cast

from storage.tiny.journal import Change, Drop, Put
from storage.tiny.sealed import seal, unseal
from storage.tiny.shelf import Rows

Document = dict[str, Any]


class Reads(Protocol):
    """What is asked of the storage (database.py)."""

    @property
    def rows(self) -> Mapping[str, Rows]: ...

    def raw(self, table: str, row: int) -> bytes | None: ...


class Documents(Mapping[str, Document]):
    """A table as TinyDB reads it: str(id) → document, decoded when asked for."""

    def __init__(self, storage: Reads, table: str) -> None:
        self._storage = storage
        self._table = table

    def __getitem__(self, row: str) -> Document:
        raw = self._storage.raw(self._table, int(row))
        if raw is None:
            raise KeyError(row)
        return unseal(raw)

    def __iter__(self) -> Iterator[str]:
        rows = self._storage.rows.get(self._table)
        return map(str, rows or ())

    def __len__(self) -> int:
        rows = self._storage.rows.get(self._table)
        return rows.count if rows else 0


class Draft(MutableMapping[int, Mapping[str, Any]]):
    """A table while TinyDB changes it: remembers what was touched, so that only that is written."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._held: dict[int, Any] = {}
        self._gone: set[int] = set()

    def __getitem__(self, row: int) -> Mapping[str, Any]:
        if row in self._gone:
            raise KeyError(row)
        if row not in self._held:
            self._held[row] = self._documents[str(row)]
        return cast("Mapping[str, Any]", self._held[row])

    def __setitem__(self, row: int, document: Mapping[str, Any]) -> None:
        self._held[row] = document
        self._gone.discard(row)

    def __delitem__(self, row: int) -> None:
        self._held.pop(row, None)
        self._gone.add(row)

    def __contains__(self, row: object) -> bool:
        try:
            self[cast("int", row)]
        except KeyError:
            return False
        return True

    def __iter__(self) -> Iterator[int]:
        before = [int(row) for row in self._documents]
        known = set(before)
        return iter(
            [row for row in before if row not in self._gone] + [row for row in self._held if row not in known]
        )

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def changes(self, storage: Reads, table: str) -> list[Change]:
        changes: list[Change] = [Drop(table, row) for row in sorted(self._gone)]
        for row, document in self._held.items():
            raw = seal(document)
            if raw != storage.raw(table, row):
                changes.append(Put(table, row, raw))
        return changes
