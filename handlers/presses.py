"""What a button may send back: `verb:rest`, and where to go back to behind a "|".

Verbs of one sign are those of bot.messages.render.presses; under a story they are at most 16 bytes, so that the way
back still fits. Lists and settings use what a button has room for, so that they survive a restart.
Data of a button is never trusted: whoever can press can also make it up, so each handler reads it as if typed.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from bot.messages.render.presses import Pressed, read_press
from bot.model.conversation import Edit, Reply, Request
from bot.model.message import Keyboard, Message, Press
from handlers.longer import ROOM
from handlers.services import Services

Handler = Callable[[Request, Services], Awaitable[Reply]]
_TRAIL = "|"
#: Runs a command as if typed: `do:search police`. Only those in commands.PRESSABLE.
DO = "do"
#: Who runs this, what it keeps; behind it the ticks to go back to.
ABOUT = "ab"
#: A watch before it is saved, and the watches of a chat.
WATCH = "wa"
WATCHES = "wl"
#: "Should have come", of a story or of an entry that became none.
MISSED = "sc"
#: "Not for us": counted as off topic, the operators are not told.
NOT_FOR_US = "nu"


@dataclass(frozen=True, slots=True)
class PressRow:
    """Who answers a verb, and who may press it."""

    handler: Handler
    #: Changes the chat's subscription: administrators only, asked again at each press.
    manages: bool = False
    #: Operators only, in their private chat.
    operators: bool = False


def verb_of(data: str) -> str:
    return data.partition(_TRAIL)[0].partition(":")[0]


def rest_of(request: Request) -> str:
    """What follows the verb, without the trail."""
    return (request.data or "").partition(_TRAIL)[0].partition(":")[2]


def pressed_of(request: Request) -> Pressed | None:
    """A button under a story, read; None for what none of ours sends."""
    return read_press((request.data or "").partition(_TRAIL)[0])


def trail_of(request: Request) -> str | None:
    """The data of the list from which a story was opened."""
    return (request.data or "").partition(_TRAIL)[2] or None


def with_trail(message: Message, trail: str | None) -> Message:
    """Every button of the message remembers the list behind it, as far as it fits."""
    if trail is None:
        return message
    return replace(message, keyboard=_trailed(message.keyboard, trail))


def _trailed(keyboard: Keyboard, trail: str) -> Keyboard:
    return tuple(
        tuple(
            replace(button, data=f"{button.data}{_TRAIL}{trail}")
            if isinstance(button, Press) and _fits(button.data, trail)
            else button
            for button in row
        )
        for row in keyboard
    )


def _fits(data: str, trail: str) -> bool:
    return _TRAIL not in data and len(f"{data}{_TRAIL}{trail}".encode()) <= ROOM


def edits(message: Message, request: Request) -> Edit:
    """The message pressed in becomes this one, and still knows the list behind it."""
    return Edit(with_trail(message, trail_of(request)))
