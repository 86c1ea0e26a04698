"""Telegram's menus of commands, from COMMANDS, by scope."""

import logging
from collections.abc import Iterable

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)
from telegram.error import TelegramError

from handlers.commands import COMMANDS, Scope
from handlers.services import Services

log = logging.getLogger(__name__)


def menus(operators: Iterable[str]) -> list[tuple[BotCommandScope, frozenset[Scope]]]:
    """Which commands stand in the menu of which chats."""
    return [
        (BotCommandScopeAllPrivateChats(), frozenset({Scope.PRIVATE})),
        (BotCommandScopeAllGroupChats(), frozenset({Scope.GROUP})),
        (BotCommandScopeAllChatAdministrators(), frozenset({Scope.GROUP, Scope.ADMIN})),
        *(
            (BotCommandScopeChat(int(operator)), frozenset({Scope.PRIVATE, Scope.OPERATOR}))
            for operator in sorted(operators)
            if operator.lstrip("-").isdecimal()
        ),
    ]


async def publish_menus(bot: Bot, services: Services) -> None:
    """Best effort: a menu that Telegram does not take (an operator who never wrote to the bot) is left out."""
    t = services.translator("en")
    for scope, scopes in menus(services.instance.operators):
        commands = [BotCommand(each.name, t(each.help)) for each in COMMANDS if each.scopes & scopes]
        try:
            await bot.set_my_commands(commands, scope)
        except TelegramError as error:
            log.info("a menu of commands was not taken (%s)", type(error).__name__)
