"""The metronome (APScheduler): who calls which bounded turn, and when. What is due is data in the store."""

import asyncio
import faulthandler
import logging
import sys
import threading
from collections.abc import Awaitable, Callable
from datetime import UTC

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.interval import IntervalTrigger

from bot.errors import StoreDamaged, StoreError, WatchwordError

log = logging.getLogger(__name__)

#: Does at most n of what is due; how many there were.
Turn = Callable[[int], Awaitable[int]]
#: Told of what ends the run: a token refused, a store that cannot be written.
Fatal = Callable[[WatchwordError], None]

POLL = "poll"
#: Seconds between two questions "what is due?".
POLL_EVERY = 1.0
DELIVER_EVERY = 0.25
TIDY_EVERY = 300.0
#: Feeds a turn, and turns side by side: a feed that answers slowly must not keep the others waiting.
FEEDS, FEED_TURNS = 1, 12
#: Alerts a turn (a second's worth, so that urgent ones overtake), and turns side by side: a group in its flood wait
#: holds up one of them.
ALERTS, ALERT_TURNS = 30, 3
#: Seconds a turn rests after the store could not be written.
REST = 5.0
#: Seconds without a heartbeat after which the loop counts as stuck.
STUCK = 60.0


class Schedule:
    """Runs the turns until it is stopped; a turn that is under way is finished, none is begun after."""

    def __init__(self, poll: Turn, deliver: Turn, tidy: Callable[[], Awaitable[None]], fatal: Fatal) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None}
        )
        self._fatal = fatal
        #: Turn → when it is tried again, on the loop's time.
        self._resting: dict[str, float] = {}
        self._stopping = False
        self._under_way: dict[asyncio.Task[None], str] = {}
        self._watchdog = Watchdog()
        self._every(POLL, POLL_EVERY, lambda: self._all_due(poll, FEEDS), FEED_TURNS)
        self._every("deliver", DELIVER_EVERY, lambda: self._all_due(deliver, ALERTS), ALERT_TURNS)
        self._every("tidy", TIDY_EVERY, tidy)
        self._every("heartbeat", STUCK / 10, self._watchdog.beat)

    def start(self) -> None:
        # "Skipped: maximum number of running instances reached" is how a long turn looks, no fault.
        logging.getLogger("apscheduler").setLevel(logging.ERROR)
        self._scheduler.start()
        self._watchdog.start()

    async def stop(self) -> None:
        """Begin nothing more; finish what is sent and written, let go of what is only being fetched."""
        self._stopping = True
        self._scheduler.pause()
        for task, name in self._under_way.items():
            if name == POLL:
                # A slow site may take half a minute; what was not recorded is asked again at the next start.
                task.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way)
        self._scheduler.shutdown(wait=False)
        self._watchdog.stop()

    def _every(self, name: str, seconds: float, turn: Callable[[], Awaitable[None]], turns: int = 1) -> None:
        every = IntervalTrigger(seconds=seconds, timezone=UTC)
        self._scheduler.add_job(self._run, every, (name, turn), id=name, max_instances=turns)

    async def _run(self, name: str, turn: Callable[[], Awaitable[None]]) -> None:
        if self._stopping:
            return
        task = asyncio.ensure_future(self._guarded(name, turn))
        self._under_way[task] = name
        try:
            await asyncio.wait((task,))
        finally:
            del self._under_way[task]

    async def _all_due(self, turn: Turn, n: int) -> None:
        while not self._stopping and await turn(n):
            pass

    async def _guarded(self, name: str, turn: Callable[[], Awaitable[None]]) -> None:
        if self._resting.get(name, 0.0) > asyncio.get_running_loop().time():
            return
        try:
            await turn()
        except StoreDamaged as error:
            self._fatal(error)
        except StoreError as error:
            # A full disk: what was not written is owed still, and it may have room again in a while.
            log.error("turn failed: %s (remedy: %s)", error, error.remedy, extra={"turn": name})  # noqa: TRY400
            self._resting[name] = asyncio.get_running_loop().time() + REST
        except WatchwordError as error:
            self._fatal(error)
        except Exception:
            # A fault of ours in one turn: said, and the next turn tries again from what the store holds.
            log.exception("turn failed", extra={"turn": name})


class Watchdog:
    """Notices a stuck event loop: writes down where every thread stands, and says so."""

    def __init__(self, stuck: float = STUCK) -> None:
        self._stuck = stuck
        self._beat = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)

    async def beat(self) -> None:
        self._beat.set()

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._beat.set()

    def _watch(self) -> None:
        while not self._stop.is_set():
            if self._beat.wait(self._stuck):
                self._beat.clear()
                self._stop.wait(self._stuck / 10)
                continue
            log.critical("the event loop is stuck", extra={"seconds": int(self._stuck)})
            faulthandler.dump_traceback(sys.stderr)
