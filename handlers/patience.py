"""How often one chat may ask for something that costs us a fetch. In memory: a restart forgives."""

from collections import OrderedDict

from bot.model.ids import ChatId
from bot.ports import Clock

_CHATS = 10_000


class Patience:
    """A few at once (`burst`), then one in `every` seconds, each chat by itself."""

    def __init__(self, clock: Clock, *, every: float, burst: int) -> None:
        self._clock = clock
        self._every = every
        self._burst = burst
        #: Chat → until when its asking is used up, on the monotonic clock.
        self._until: OrderedDict[ChatId, float] = OrderedDict()

    def wait(self, chat: ChatId) -> float:
        """0 and counted, or the seconds to wait and not counted."""
        now = self._clock.monotonic()
        until = max(self._until.get(chat, now), now) + self._every
        too_soon = until - now - self._every * self._burst
        if too_soon > 1e-9:
            return too_soon
        self._until[chat] = until
        self._until.move_to_end(chat)
        while len(self._until) > _CHATS:
            self._until.popitem(last=False)
        return 0.0

    def forget(self, chat: ChatId) -> None:
        self._until.pop(chat, None)


class Once:
    """What a chat said of a story counts once. In memory, so that nothing kept names who said it."""

    def __init__(self) -> None:
        self._said: OrderedDict[ChatId, set[str]] = OrderedDict()

    def first(self, chat: ChatId, what: str) -> bool:
        """Whether this chat says this for the first time, as far as we remember."""
        said = self._said.setdefault(chat, set())
        self._said.move_to_end(chat)
        while len(self._said) > _CHATS:
            self._said.popitem(last=False)
        if what in said:
            return False
        said.add(what)
        return True

    def forget(self, chat: ChatId) -> None:
        self._said.pop(chat, None)
