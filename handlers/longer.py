"""Texts that do not fit into a button: a button holds 64 bytes, a search or an address may be longer.

A short one stands in the button itself and survives a restart. A longer one is kept in memory under its hash;
after a restart the person is asked to send it again.
"""

from collections import OrderedDict

from bot.model.ids import content_id

#: Telegram's limit for the data of one button.
ROOM = 64
_KEPT = 2000
_SIGN = "\x1f"


class Longer:
    """The last 2,000 texts that were too long for a button. Holds no chat's id."""

    def __init__(self) -> None:
        self._texts: OrderedDict[str, str] = OrderedDict()

    def fold(self, text: str, room: int) -> str:
        """The text itself if it has at most `room` bytes, else a short stand-in of 13 bytes."""
        if len(text.encode()) <= room and not text.startswith(_SIGN):
            return text
        key = content_id(text)[:12]
        self._texts[key] = text
        self._texts.move_to_end(key)
        while len(self._texts) > _KEPT:
            self._texts.popitem(last=False)
        return _SIGN + key

    def unfold(self, folded: str) -> str | None:
        """None for a stand-in from before a restart (or one that somebody made up)."""
        if not folded.startswith(_SIGN):
            return folded
        return self._texts.get(folded[1:])
