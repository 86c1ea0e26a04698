"""/privacy /export /forgetme: what is kept of a chat, all of it as a file, and none of it any more."""

import json

from bot.messages.render.help import render_forget_question, render_forgotten, render_privacy
from bot.messages.render.talk import render_sentence
from bot.messages.render.text import button_text
from bot.model.conversation import Document, Edit, Reply, Request, Say
from bot.model.message import Press
from bot.model.subscription import ChatKind
from handlers.chat import open_chat
from handlers.presses import DO, rest_of
from handlers.services import Services


async def privacy(request: Request, services: Services) -> Reply:
    """/privacy."""
    chat = await open_chat(request, services)
    keyboard = [
        [
            Press(button_text(chat.t("All as a file")), f"{DO}:export"),
            Press(button_text(chat.t("Delete it")), f"{DO}:forgetme"),
        ]
    ]
    return Say(render_privacy(chat.t, services.instance.contact, keyboard), reply=True)


async def export(request: Request, services: Services) -> Reply:
    """/export: all that is held on this chat, as JSON."""
    chat = await open_chat(request, services)
    held = await services.store.subscriptions.everything_about(request.chat)
    content = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True, default=str)
    return Document(
        "watchword-export.json", f"{content}\n".encode(), chat.t("All that is kept of this chat.")
    )


async def forgetme(request: Request, services: Services) -> Reply:
    """/forgetme: asks once, by a button."""
    chat = await open_chat(request, services)
    return Say(render_forget_question(chat.t, group=request.kind is not ChatKind.PRIVATE), reply=True)


async def press_forget(request: Request, services: Services) -> Reply:
    """Press: `F:1` deletes, anything else keeps.

    The receipt comes after the deletion, and nothing of the chat is written after it.
    """
    chat = await open_chat(request, services)
    if rest_of(request) != "1":
        return Edit(render_sentence(chat.t("Kept, as it was.")))
    await services.store.subscriptions.forget(request.chat)
    services.reads.forget(request.chat)
    services.reports.forget(request.chat)
    services.judging.forget(request.chat)
    return Edit(render_forgotten(chat.t))
