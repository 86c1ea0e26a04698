"""Every refusal Telegram words, and what it means: one table, read from the top, the first that stands in it holds.

The Bot API has no codes for these, only sentences; they are matched in lower case, anywhere in the description.
Wordings: https://github.com/tdlib/telegram-bot-api (Client.cpp) and https://github.com/tdlib/td.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from bot.model.alert import ChatGone, ChatHeld, Deferred, Delivery, Unsendable

#: Where Telegram says "wait" without saying how long.
FLOOD_WAIT = timedelta(seconds=30)

Answer = Callable[[str], Delivery]


def _gone(why: str) -> Delivery:
    return ChatGone(why)


def _perhaps_gone(why: str) -> Delivery:
    return ChatGone(why, certain=False)


def _held(why: str) -> Delivery:
    return ChatHeld(why)


def _topic_held(why: str) -> Delivery:
    return ChatHeld(why, topic=True)


def _edited_gone(why: str) -> Delivery:
    return Unsendable(why, gone=True)


def _too_long(why: str) -> Delivery:
    return Unsendable(why, too_long=True)


def _markup(why: str) -> Delivery:
    return Unsendable(why, markup=True)


def _unsendable(why: str) -> Delivery:
    return Unsendable(why)


def _wait(why: str) -> Delivery:
    seconds = re.search(r"(?:retry after |slowmode_wait_)(\d+)", why.lower())
    return Deferred(timedelta(seconds=int(seconds[1])) if seconds else FLOOD_WAIT, why)


REFUSALS: tuple[tuple[str, Answer], ...] = (
    # Wait.
    ("too many requests", _wait),
    ("slowmode_wait", _wait),
    # The subscription ends.
    ("bot was blocked by the user", _gone),
    ("user_is_blocked", _gone),
    ("user is deactivated", _gone),
    ("user_deactivated", _gone),
    ("bot was kicked from", _gone),
    ("bot is not a member of", _gone),
    ("bot can't initiate conversation with a user", _gone),
    ("bot can't send messages to bots", _gone),
    ("bot can't send messages to the user", _gone),
    ("the group chat was deleted", _gone),
    ("the supergroup chat was deleted", _gone),
    ("group chat was deactivated", _gone),
    # Said for a moment, too, when a server of theirs has lost sight of a chat.
    ("chat not found", _perhaps_gone),
    ("group chat was upgraded", _perhaps_gone),
    ("peer_id_invalid", _perhaps_gone),
    ("chat_id_invalid", _perhaps_gone),
    ("channel_private", _perhaps_gone),
    # A right is missing, often mended within the hour.
    ("topic_closed", _topic_held),
    ("message thread not found", _topic_held),
    ("topic_deleted", _topic_held),
    ("topic_id_invalid", _topic_held),
    ("not enough rights", _held),
    ("have no rights", _held),
    ("need administrator rights", _held),
    ("chat_write_forbidden", _held),
    ("chat_restricted", _held),
    ("chat_send_", _held),
    ("chat_admin_required", _held),
    ("chat_guest_send_forbidden", _held),
    ("user_banned_in_channel", _held),
    # The message we would edit.
    ("message to edit not found", _edited_gone),
    ("message can't be edited", _edited_gone),
    ("message_id_invalid", _edited_gone),
    ("message_author_required", _edited_gone),
    ("there is no text in the message to edit", _edited_gone),
    # This message, not the chat.
    ("message is too long", _too_long),
    ("message_too_long", _too_long),
    ("entities too long", _too_long),
    ("entities_too_long", _too_long),
    ("reply markup is too long", _too_long),
    ("request entity too large", _too_long),
    ("can't parse", _markup),
    ("entity", _markup),
    ("date", _markup),
    ("button", _markup),
    ("keyboard", _markup),
    ("reply markup", _markup),
    ("copy_text", _markup),
    ("wrong http url", _markup),
    ("message text is empty", _unsendable),
    ("text must be non-empty", _unsendable),
)

#: "Message is not modified": what it should say it says already.
NOT_MODIFIED = "message is not modified"
#: The part replied to does not stand in that message (any more).
NO_SUCH_QUOTE = ("quote_text_invalid", "message to be replied not found", "reply_message_id_invalid")


def read_refusal(description: str, *, forbidden: bool = False) -> Delivery:
    """What a 400, 403 or 413 means. An unknown 403 is a missing right; an unknown 400 is this message's own fault."""
    said = description.lower()
    for words, answer in REFUSALS:
        if words in said:
            return answer(description)
    return _held(description) if forbidden else _unsendable(description)
