"""What the rooms of the embedded store share: one write at a time, claims under a lease, order, versions."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from bot.errors import StoreError
from bot.model.alert import Claim
from bot.ports import Clock, Kind
from storage.tiny.database import JournalStorage
from storage.tiny.journal import Change, Drop, Put
from storage.tiny.sealed import seal

#: What could not be written is due again after this: soon, but not so that a full disk has a feed asked without end.
_AGAIN = timedelta(seconds=30)


class Claims:
    """Leases, in memory: a process that dies gives back what it claimed, and the folder's lock says that it died."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._claims: dict[str, Claim] = {}
        self._token = 0

    def take(self, key: str, attempt: int, lease: timedelta) -> Claim:
        self._token += 1
        claim = Claim(key, self._token, attempt, self._clock.monotonic() + lease.total_seconds())
        self._claims[key] = claim
        return claim

    def is_held(self, key: str) -> bool:
        """Whether somebody's lease still runs."""
        claim = self._claims.get(key)
        return claim is not None and self._clock.monotonic() < claim.until

    def is_current(self, claim: Claim) -> bool:
        """Whether nobody else claimed it since, nor anybody settled it."""
        held = self._claims.get(claim.key)
        return held is not None and held.token == claim.token

    def drop(self, key: str) -> None:
        self._claims.pop(key, None)

    @contextmanager
    def given_back(self, claim: Claim) -> Iterator[None]:
        """If what was done under the claim cannot be written, its lease ends soon; until then it can be tried again."""
        try:
            yield
        except StoreError:
            until = min(claim.until, self._clock.monotonic() + _AGAIN.total_seconds())
            self._claims[claim.key] = replace(claim, until=until)
            raise


@dataclass(slots=True)
class Core:
    journal: JournalStorage
    clock: Clock
    claims: Claims
    #: The newest number given; stories and alerts share the row.
    seq: int = 0
    versions: dict[Kind, int] = field(
        default_factory=lambda: {"feeds": 1, "stories": 1, "subscriptions": 1, "outbox": 1}
    )

    def next_seq(self) -> int:
        self.seq += 1
        return self.seq

    def write(self) -> "Writing":
        return Writing(self)


class Writing:
    """Changes that are written as one, then shown to the memory. Nothing is shown if they cannot be written."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._changes: list[Change] = []
        self._then: list[Callable[[], None]] = []
        self._last_ids: dict[str, int] = {}

    def new_id(self, table: str) -> int:
        last = self._last_ids.get(table, 0)
        row = max(last + 1, self._core.journal.next_id(table))
        self._last_ids[table] = row
        return row

    def put(self, table: str, row: int, document: Mapping[str, Any]) -> None:
        self._changes.append(Put(table, row, seal(document)))

    def drop(self, table: str, row: int) -> None:
        self._changes.append(Drop(table, row))

    def then(self, show: Callable[[], None]) -> None:
        self._then.append(show)

    def commit(self, *kinds: Kind) -> None:
        """Durable when it returns; the versions of `kinds` grow."""
        self._core.journal.commit(self._changes)
        for show in self._then:
            show()
        for kind in kinds:
            self._core.versions[kind] += 1
