"""Alerts as documents: those owed in memory and in order, those settled found by an index of a few bytes each."""

from array import array
from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.model.alert import Alert, AlertState, Rank
from bot.model.ids import AlertId, ChatId, StoryId
from storage.codec import decode, encode
from storage.tiny.core import Core, Writing
from storage.tiny.hashindex import HashIndex, hash64
from storage.tiny.sealed import unseal

TABLE = "alerts"
_OPEN = (AlertState.OWED, AlertState.INTENDED)
#: Settled ones are kept so long: for edits, replies, withdrawals, and so that nothing is owed again.
_KEPT = timedelta(days=180)
_LATELY = timedelta(hours=1)
_BATCH = 500
#: due_at, seq, id
QueueKey = tuple[datetime, int, AlertId]


class AlertBook:
    """The alerts alone; whose turn it is and what a settlement changes is outbox.py's."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._by_id = HashIndex()
        self._by_message = HashIndex()
        self._of_story: dict[int, array[int]] = {}
        self._of_chat: dict[int, array[int]] = {}
        self.open: dict[AlertId, Alert] = {}
        self.queues: dict[Rank, list[QueueKey]] = {rank: [] for rank in Rank}
        self.by_state = dict.fromkeys(AlertState, 0)
        self.possible_repeats = 0
        self.sent_lately: deque[tuple[datetime, ChatId]] = deque()
        lately = core.clock.now() - _LATELY
        for row in core.journal.rows.get(TABLE, ()):
            alert = self._load(row)
            if alert is not None:
                core.seq = max(core.seq, alert.seq)
                self._show(row, None, alert, lately)
        self.sent_lately = deque(sorted(self.sent_lately))

    def get(self, alert: AlertId) -> Alert | None:
        held = self.open.get(alert)
        return held if held is not None else self._find(alert)[1]

    def of_story(self, story: StoryId) -> list[Alert]:
        rows = self._of_story.get(hash64(story), array("Q"))
        return [alert for alert in map(self._load, rows) if alert and alert.story == story]

    def of_chat(self, chat: ChatId) -> list[Alert]:
        rows = self._of_chat.get(hash64(chat), array("Q"))
        return [alert for alert in map(self._load, rows) if alert and alert.chat == chat]

    def of_message(self, chat: ChatId, message_id: str) -> Alert | None:
        for row in sorted(self._by_message.find(hash64(chat, message_id)), reverse=True):
            alert = self._load(row)
            if alert and alert.chat == chat and message_id in alert.message_ids:
                return alert
        return None

    def all(self) -> Iterator[Alert]:
        for row in self._core.journal.rows.get(TABLE, ()):
            alert = self._load(row)
            if alert is not None:
                yield alert

    def plan_put(self, writing: Writing, alert: Alert) -> None:
        row, before = self._find(alert.id)
        row = writing.new_id(TABLE) if row is None else row
        at = row
        writing.put(TABLE, row, encode(alert))
        writing.then(lambda: self._show(at, before, alert, self._core.clock.now() - _LATELY))

    def plan_drop(self, writing: Writing, alert: AlertId) -> None:
        row, before = self._find(alert)
        if row is not None and before is not None:
            at, gone = row, before
            writing.drop(TABLE, row)
            writing.then(lambda: self._hide(at, gone))

    def forget_lately(self, chat: ChatId) -> None:
        self.sent_lately = deque(pair for pair in self.sent_lately if pair[1] != chat)

    def tidy(self, now: datetime) -> None:
        """Drops what was settled long ago."""
        oldest = now - _KEPT
        old: list[AlertId] = []
        for alert in self.all():
            # They stand in the order in which they were first owed.
            if alert.owed_since >= oldest:
                break
            if alert.state not in _OPEN and (alert.sent_at or alert.owed_since) < oldest:
                old.append(alert.id)
        for start in range(0, len(old), _BATCH):
            writing = self._core.write()
            for one in old[start : start + _BATCH]:
                self.plan_drop(writing, one)
            writing.commit("outbox")

    def _load(self, row: int) -> Alert | None:
        raw = self._core.journal.raw(TABLE, row)
        return None if raw is None else decode(Alert, unseal(raw))

    def _find(self, alert: AlertId) -> tuple[int | None, Alert | None]:
        for row in self._by_id.find(hash64(alert)):
            held = self._load(row)
            if held is not None and held.id == alert:
                return row, held
        return None, None

    def _show(self, row: int, before: Alert | None, alert: Alert, lately: datetime) -> None:
        if before is None or (before.story, before.chat) != (alert.story, alert.chat):
            if before is not None:
                self._unlink(row, before)
            self._by_id.add(hash64(alert.id), row)
            self._of_story.setdefault(hash64(alert.story), array("Q")).append(row)
            self._of_chat.setdefault(hash64(alert.chat), array("Q")).append(row)
        if before is not None:
            self._uncount(row, before)
        for message_id in alert.message_ids:
            self._by_message.add(hash64(alert.chat, message_id), row)
        self.by_state[alert.state] += 1
        self.possible_repeats += alert.possible_repeat
        if alert.state in _OPEN:
            self.open[alert.id] = alert
            insort(self.queues[alert.rank], (alert.due_at, alert.seq, alert.id))
        was_sent = before.sent_at if before else None
        if alert.sent_at and alert.sent_at != was_sent and alert.sent_at >= lately:
            self.sent_lately.append((alert.sent_at, alert.chat))
        while self.sent_lately and self.sent_lately[0][0] < lately:
            self.sent_lately.popleft()

    def _hide(self, row: int, alert: Alert) -> None:
        self._unlink(row, alert)
        self._uncount(row, alert)

    def _unlink(self, row: int, alert: Alert) -> None:
        self._by_id.discard(hash64(alert.id), row)
        for rows_of, key in ((self._of_story, hash64(alert.story)), (self._of_chat, hash64(alert.chat))):
            rows = rows_of.get(key)
            if rows is not None and row in rows:
                rows.remove(row)
                if not rows:
                    del rows_of[key]

    def _uncount(self, row: int, alert: Alert) -> None:
        for message_id in alert.message_ids:
            self._by_message.discard(hash64(alert.chat, message_id), row)
        self.by_state[alert.state] -= 1
        self.possible_repeats -= alert.possible_repeat
        if self.open.pop(alert.id, None) is not None:
            queue = self.queues[alert.rank]
            at = bisect_left(queue, (alert.due_at, alert.seq, alert.id))
            if at < len(queue) and queue[at][2] == alert.id:
                del queue[at]
