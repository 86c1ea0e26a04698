"""/about: who runs this, where the code is, one's own id; and the same behind the welcome's last button."""

from bot.messages.render.help import About, render_about, render_privacy, render_who
from bot.messages.render.presses import Verb
from bot.model.conversation import Edit, Reply, Request, Say
from bot.model.message import Message
from bot.model.subscription import ChatKind
from handlers.chat import Chat, open_chat
from handlers.presses import rest_of
from handlers.services import Services


async def about(request: Request, services: Services) -> Reply:
    """/about."""
    chat = await open_chat(request, services)
    return Say(await _about(request, chat, services), reply=True)


async def press_about(request: Request, services: Services) -> Reply:
    """Press: who runs this, what it keeps; ‹ Back leads to the welcome as it was ticked. `ab:<ticks>:<0|1>`."""
    chat = await open_chat(request, services)
    return Edit(
        render_who(
            await _about(request, chat, services),
            render_privacy(chat.t, ""),
            f"{Verb.TOPICS}:{rest_of(request)[:50]}",
            chat.t,
        )
    )


async def _about(request: Request, chat: Chat, services: Services) -> Message:
    instance = services.instance
    return render_about(
        About(
            feeds=len(await services.store.feeds.all()),
            first=await services.store.stories.first_seen_at(),
            contact=instance.contact,
            code=instance.code,
            version=instance.version,
            # In a group everybody reads it.
            person=(request.person or "") if request.kind is ChatKind.PRIVATE else "",
        ),
        chat.t,
    )
