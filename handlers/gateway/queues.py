"""What is said in one chat is answered in its order; chats do not wait for each other."""

import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine

from bot.model.ids import ChatId

log = logging.getLogger(__name__)

Work = Callable[[], Awaitable[None]]
#: What waits in one chat beyond this is not answered: nobody reads a thousand answers.
_MOST = 1000


class Queues:
    """One queue for each chat that has something waiting."""

    def __init__(self, running: Callable[[], bool]) -> None:
        self._running = running
        self._waiting: dict[ChatId, deque[Work]] = {}

    def busy(self, chat: ChatId) -> bool:
        return chat in self._waiting

    def put(self, chat: ChatId, work: Work) -> Coroutine[None, None, None] | None:
        """What must be run for the chat's queue to be worked off; None if that is already under way."""
        waiting = self._waiting.get(chat)
        if waiting is not None:
            if len(waiting) < _MOST:
                waiting.append(work)
            else:
                log.warning("a chat says more than can be answered; some of it is left unanswered")
            return None
        self._waiting[chat] = deque([work])
        return self._work_off(chat)

    async def _work_off(self, chat: ChatId) -> None:
        waiting = self._waiting[chat]
        try:
            while waiting:
                await waiting.popleft()()
                if not self._running():
                    # Stopping: what is under way is finished, what only waits is not begun.
                    break
        finally:
            del self._waiting[chat]
