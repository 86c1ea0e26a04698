"""COMMANDS, the one list: /help, how each is used, and Telegram's menus follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.messages.render.help import Line, render_help, render_help_search
from bot.messages.render.presses import Verb
from bot.messages.render.talk import render_usage
from bot.model.conversation import Reply, Request, Say
from bot.model.subscription import ChatKind
from handlers.about import about, press_about
from handlers.chat import open_chat
from handlers.judged import press_missed, press_not_for_us
from handlers.link import read_now
from handlers.mute import mute, press_mute_story, press_mute_topic
from handlers.operator import addfeed, feeds, invite, removefeed, status
from handlers.presses import ABOUT, MISSED, NOT_FOR_US, WATCH, WATCHES, Handler, PressRow
from handlers.privacy import export, forgetme, press_forget, privacy
from handlers.quotes import press_quotes, quotes
from handlers.read import latest, press_latest, press_open, press_search, search
from handlers.services import Services
from handlers.settings import press_language, press_pause, press_setting, settings
from handlers.start import begin, show_welcome, start
from handlers.story import press_story
from handlers.subscribe import pause, resume, stop, subscribe, tick, topics, undo, unsubscribe
from handlers.watch import press_watch, press_watches, watch, watches
from handlers.why import why


class Scope(StrEnum):
    """Where a command may be given, and by whom."""

    PRIVATE = "private"
    #: Everybody in a group.
    GROUP = "group"
    #: Administrators of a group.
    ADMIN = "admin"
    CHANNEL = "channel"
    #: Operators, in their private chat.
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Command:
    name: str
    handler: Handler
    scopes: frozenset[Scope]
    #: One line: in /help and in Telegram's menu. English; the translator has the others.
    help: str
    usage: str
    example: str
    #: Changes the chat's subscription, or shows what only its administrators should see.
    manages: bool = False


_ANYBODY = frozenset({Scope.PRIVATE, Scope.GROUP})
_MANAGERS = frozenset({Scope.PRIVATE, Scope.ADMIN})
_MANAGERS_AND_CHANNELS = _MANAGERS | {Scope.CHANNEL}
_OPERATORS = frozenset({Scope.OPERATOR})


async def help_(request: Request, services: Services) -> Reply:
    """/help: all of it; /help search, /help subscribe: one."""
    chat = await open_chat(request, services)
    asked = request.text.strip().lstrip("/").lower()
    command = BY_NAME.get(asked)
    if asked == "search":
        return Say(render_help_search(chat.t), reply=True)
    if command is not None and may_give(command, request):
        return Say(render_usage(chat.t(command.help), command.usage, command.example, chat.t), reply=True)
    given = [each for each in COMMANDS if may_give(each, request) and each.scopes != _OPERATORS]
    operators = [each for each in COMMANDS if may_give(each, request) and each.scopes == _OPERATORS]
    return Say(
        render_help(_lines(given), _lines(operators), chat.t, private=request.kind is ChatKind.PRIVATE),
        reply=True,
    )


def _lines(commands: Sequence[Command]) -> list[Line]:
    return [Line(each.name, each.help) for each in commands]


COMMANDS: tuple[Command, ...] = (
    Command(
        "start", start, _MANAGERS, "begin, or see what you have", "/start", "/start", manages=True
    ),
    Command(
        "latest", latest, _ANYBODY, "the newest stories", "/latest [topic]", "/latest spyware"
    ),
    Command(
        "search", search, _ANYBODY, "search all stories", "/search words", "/search police face after:30d"
    ),
    Command(
        "quotes", quotes, _ANYBODY, "what somebody said, word for word", "/quotes [name] [words] [2026|30d]", "/quotes Türk torture 2026"
    ),
    Command(
        "why", why, _ANYBODY, "why a story came, or why it did not",
        "/why code, link or headline", "/why https://example.org/article",
    ),
    Command(
        "subscribe", subscribe, _MANAGERS_AND_CHANNELS, "get stories: all topics, or those you name",
        "/subscribe [topics]", "/subscribe spyware press-freedom", manages=True,
    ),
    Command(
        "unsubscribe", unsubscribe, _MANAGERS_AND_CHANNELS, "get nothing more, or less",
        "/unsubscribe [topics]", "/unsubscribe press-freedom", manages=True,
    ),
    Command(
        "topics", topics, _MANAGERS_AND_CHANNELS, "choose topics", "/topics", "/topics", manages=True
    ),
    Command(
        "settings", settings, _MANAGERS_AND_CHANNELS, "languages, sensitivity, all that shapes what comes",
        "/settings", "/settings", manages=True,
    ),
    Command(
        "watch", watch, _MANAGERS, "a search of your own that sends",
        "/watch words", '/watch "facial recognition" (police OR school) -football', manages=True,
    ),
    Command(
        "watches", watches, _MANAGERS, "your watches: change, pause, delete", "/watches", "/watches", manages=True
    ),
    Command(
        "mute", mute, _MANAGERS, "nothing more of a story, or of a topic for a while",
        "/mute code or topic [7d]", "/mute spyware 7d", manages=True,
    ),
    Command(
        "pause", pause, _MANAGERS_AND_CHANNELS, "send nothing for now", "/pause", "/pause", manages=True
    ),
    Command(
        "resume", resume, _MANAGERS_AND_CHANNELS, "go on sending", "/resume", "/resume", manages=True
    ),
    Command(
        "privacy", privacy, _ANYBODY, "what is kept, and who can see it", "/privacy", "/privacy"
    ),
    Command(
        "export", export, _MANAGERS, "all that is kept of this chat, as a file", "/export", "/export", manages=True
    ),
    Command(
        "forgetme", forgetme, _MANAGERS_AND_CHANNELS, "delete all that is kept of this chat",
        "/forgetme", "/forgetme", manages=True,
    ),
    Command(
        "about", about, _ANYBODY, "who runs this, and where its code is", "/about", "/about"
    ),
    Command(
        "help", help_, _ANYBODY, "what can be said here", "/help [command]", "/help search"
    ),
    Command(
        "status", status, _OPERATORS, "how the bot stands", "/status", "/status"
    ),
    Command(
        "feeds", feeds, _OPERATORS, "all feeds, those in trouble first", "/feeds", "/feeds"
    ),
    Command(
        "addfeed", addfeed, _OPERATORS, "read one more feed", "/addfeed address", "/addfeed https://example.org/feed.xml"
    ),
    Command(
        "removefeed", removefeed, _OPERATORS, "read a feed no more",
        "/removefeed address", "/removefeed https://example.org/feed.xml",
    ),
    Command(
        "invite", invite, _OPERATORS, "a link that lets somebody in", "/invite", "/invite"
    ),
)  # fmt: skip

BY_NAME: Mapping[str, Command] = {command.name: command for command in COMMANDS}

PRESSES: Mapping[str, PressRow] = {
    Verb.BACK: PressRow(press_story),
    Verb.MENU: PressRow(press_story),
    Verb.QUOTES: PressRow(press_story),
    Verb.LEFT_OUT: PressRow(press_story),
    Verb.WHY: PressRow(press_story),
    Verb.SOURCES: PressRow(press_story),
    Verb.REPORT: PressRow(press_story),
    Verb.MUTE_STORY: PressRow(press_mute_story, manages=True),
    Verb.MUTE_TOPIC: PressRow(press_mute_topic, manages=True),
    Verb.OPEN: PressRow(press_open),
    Verb.READ_NOW: PressRow(read_now),
    Verb.LATEST: PressRow(press_latest),
    Verb.SEARCH: PressRow(press_search),
    Verb.SPEAKER: PressRow(press_quotes),
    Verb.FEEDS: PressRow(feeds, operators=True),
    Verb.START: PressRow(begin, manages=True),
    Verb.TOPICS: PressRow(show_welcome, manages=True),
    Verb.TOGGLE: PressRow(tick, manages=True),
    Verb.LANGUAGES: PressRow(press_language, manages=True),
    Verb.SETTING: PressRow(press_setting, manages=True),
    Verb.PAUSE: PressRow(press_pause, manages=True),
    Verb.UNSUBSCRIBE: PressRow(stop, manages=True),
    Verb.UNDO: PressRow(undo, manages=True),
    Verb.FORGET: PressRow(press_forget, manages=True),
    ABOUT: PressRow(press_about),
    WATCH: PressRow(press_watch, manages=True),
    WATCHES: PressRow(press_watches, manages=True),
    MISSED: PressRow(press_missed),
    NOT_FOR_US: PressRow(press_not_for_us),
}

#: Commands that a button may run as if typed; none that acts without asking.
PRESSABLE = frozenset(
    {"search", "latest", "quotes", "subscribe", "unsubscribe", "export", "forgetme", "help", "watch"}
)


def may_give(command: Command, request: Request) -> bool:
    """Whether this command exists for who asks, where they ask."""
    if command.scopes == _OPERATORS:
        return request.is_operator and request.kind is ChatKind.PRIVATE
    match request.kind:
        case ChatKind.PRIVATE:
            return Scope.PRIVATE in command.scopes
        case ChatKind.GROUP:
            return bool(command.scopes & {Scope.GROUP, Scope.ADMIN})
        case ChatKind.CHANNEL:
            return Scope.CHANNEL in command.scopes
