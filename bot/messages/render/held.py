"""To an administrator: that alerts are held, and why."""

from bot.messages.render.clean import clean, cut
from bot.messages.render.text import message, say
from bot.model.message import Message
from bot.model.words import Translator


def render_held(title: str, t: Translator, *, topic: bool) -> Message:
    """`title` is the chat's; `topic`: its forum topic is closed or gone, not the chat."""
    chat = cut(clean(title), 60) or t("your chat")
    if topic:
        said = say(
            t,
            "The forum topic in “{chat}” to which I send alerts is closed or gone. I hold them for a week: open it again, "
            "or send /subscribe in the topic where they shall come.",
            chat=chat,
        )
    else:
        said = say(
            t,
            "I may not write in “{chat}”: a right is missing. I hold its alerts for a week and try again in an hour, then "
            "daily.",
            chat=chat,
        )
    return message(said)
