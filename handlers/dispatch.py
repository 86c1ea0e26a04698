"""Who answers: a press by its verb, a command by its name, plain words in a private chat by what they are."""

from collections.abc import Sequence
from dataclasses import replace

from bot.errors import UsageError
from bot.messages.render.talk import (
    render_admins_only,
    render_mistake,
    render_pointer,
    render_usage,
    render_what_to_type,
)
from bot.messages.render.text import button_text
from bot.model.conversation import OneReply, Reply, Request, Say, Silence, Toast
from bot.model.message import Press
from bot.model.subscription import ChatKind
from bot.model.words import Translator
from handlers.chat import open_chat
from handlers.commands import BY_NAME, PRESSABLE, PRESSES, may_give
from handlers.link import ask_about, find_link
from handlers.longer import ROOM
from handlers.presses import DO, verb_of
from handlers.read import search
from handlers.services import Services
from handlers.start import greet
from handlers.subscribe import stop

#: Seconds after which "An administrator can do that" goes from a group again.
_FLEETING = 60
#: Seconds after which any other answer goes from a group or channel.
_ANSWER = 600
#: Telegram shows at most 200 characters over a chat.
_TOAST = 200


async def answer(request: Request, services: Services) -> Reply:
    """The one door for everything said to the bot. UsageError is answered here; anything else is a fault."""
    try:
        reply = await _answer(request, services)
    except UsageError as error:
        reply = await _mistake(error, request, services)
    return reply if request.kind is ChatKind.PRIVATE or not request.command else _passing(reply)


def needs_rights(request: Request) -> bool:
    """Whether it matters who asks: only then is Telegram asked about their rights."""
    if request.data is not None:
        row = PRESSES.get(verb_of(request.data))
        command = BY_NAME.get(_done(request).command) if row is None else None
        return bool(row and row.manages) or bool(command and command.manages)
    command = BY_NAME.get(request.command)
    return bool(command and command.manages)


def _passing(reply: Reply) -> Reply:
    """In groups and channels the bot speaks only alerts: what it answers goes away again."""
    if isinstance(reply, Sequence):
        return [_passes(each) for each in reply]
    return _passes(reply)


def _passes(reply: OneReply) -> OneReply:
    if isinstance(reply, Say) and reply.chat is None and reply.fleeting is None:
        return replace(reply, fleeting=_ANSWER)
    return reply


async def _answer(request: Request, services: Services) -> Reply:
    if request.added:
        return await greet(request, services)
    if request.data is not None:
        return await _press(request, services)
    if request.command:
        return await _command(request, services)
    if request.kind is not ChatKind.PRIVATE:
        return Silence()
    return await _plain(request, services)


async def _command(request: Request, services: Services) -> Reply:
    command = BY_NAME.get(request.command)
    if command is None or not may_give(command, request):
        if request.kind is not ChatKind.PRIVATE:
            return Silence()
        return Say(render_pointer(await _t(request, services)))
    if command.manages and not request.may_manage:
        return Say(render_admins_only(await _t(request, services)), reply=True, fleeting=_FLEETING)
    return await command.handler(request, services)


async def _press(request: Request, services: Services) -> Reply:
    verb = verb_of(request.data or "")
    row = PRESSES.get(verb)
    if row is None:
        done = _done(request)
        if verb == DO and done.command in PRESSABLE:
            typed = services.longer.unfold(done.text)
            if typed is not None:
                return await _command(replace(done, text=typed), services)
        t = await _t(request, services)
        return Toast(t("This button does nothing any more. /help shows what I can do."))
    if row.operators and not (request.is_operator and request.kind is ChatKind.PRIVATE):
        t = await _t(request, services)
        return Toast(t("This button does nothing any more. /help shows what I can do."))
    if row.manages and not request.may_manage:
        t = await _t(request, services)
        return Toast(t("An administrator of this chat can do that."), alert=True)
    return await row.handler(request, services)


def _done(request: Request) -> Request:
    """A press that stands for a typed command, as that command."""
    typed = (request.data or "").partition(":")[2]
    command, _, text = typed.partition(" ")
    return replace(request, command=command, text=text, data=None)


async def _plain(request: Request, services: Services) -> Reply:
    """Words in a private chat: "stop", a link to ask about, or a search."""
    text = request.text.strip()
    t = await _t(request, services)
    if text.casefold().rstrip(".!") in {"stop", t("stop").casefold()}:
        return await stop(request, services)
    if find_link(text):
        return await ask_about(request, services)
    if not text:
        return Say(render_what_to_type(t))
    if text.startswith("/"):
        return Say(render_pointer(t))
    return await search(request, services)


async def _mistake(error: UsageError, request: Request, services: Services) -> Reply:
    t = await _t(request, services)
    if request.data is not None:
        return Toast(t(str(error))[:_TOAST], alert=True)
    command = BY_NAME.get(request.command or "search", BY_NAME["search"])
    if error.at is None and error.corrected is None and not error.remedy:
        return Say(render_usage(t(str(error)), command.usage, command.example, t), reply=True)
    corrected = _typed(error.corrected, command.name)
    remedy = "" if error.corrected and error.corrected in error.remedy else error.remedy
    return Say(
        render_mistake(
            t(str(error)),
            t(remedy) if remedy else "",
            t,
            typed=error.text,
            at=error.at,
            corrected=corrected,
            button=_corrected(corrected, services),
        ),
        reply=True,
    )


def _typed(corrected: str | None, command: str) -> str | None:
    """The corrected form as it would be typed."""
    return corrected if not corrected or corrected.startswith("/") else f"/{command} {corrected}"


def _corrected(typed: str | None, services: Services) -> Press | None:
    """The corrected form, to be tapped."""
    command, _, text = typed[1:].partition(" ") if typed else ("", "", "")
    if not typed or command not in PRESSABLE:
        return None
    lead = f"{DO}:{command} "
    return Press(button_text(typed), f"{lead}{services.longer.fold(text, ROOM - len(lead))}")


async def _t(request: Request, services: Services) -> Translator:
    return (await open_chat(request, services)).t
