"""A bot without Telegram: the real store in a temporary folder, the handlers, and people who type and tap."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.locales.translate import translator
from bot.model.conversation import Document, Edit, OneReply, Request, Say, Silence, Toast
from bot.model.entry import FeedRead, NotTold, ReadFailed
from bot.model.feed import FetchFailed, FetchProblem
from bot.model.ids import ChatId, InterestKey
from bot.model.interest import Term, Topic, TopicFile
from bot.model.message import Message, Press
from bot.model.story import Story
from bot.model.subscription import ChatKind, Subscription
from bot.ports import Store
from handlers.dispatch import answer
from handlers.services import Instance, Services, make_services
from storage.open import open_store
from tests.handlers.world import World, gateway_world
from tests.storage.samples import HandClock

TITLES: Mapping[str, str] = {
    "spyware": "Spyware",
    "surveillance": "Surveillance",
    "shutdowns": "Shutdowns",
    "encryption": "Encryption",
    "press-freedom": "Press freedom",
    "torture": "Torture",
    "human-rights": "Human rights",
}


def topic(name: str, title: str) -> Topic:
    return Topic(InterestKey(name), {"en": TopicFile("en", title, (Term(name, 1.0),))})


TOPICS = tuple(topic(name, title) for name, title in TITLES.items())


@dataclass
class Pages:
    """What reading a page now gives, by address."""

    told: dict[str, Story | NotTold | FetchFailed | ReadFailed] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    feeds: dict[str, FeedRead | FetchFailed | ReadFailed] = field(default_factory=dict)

    async def read_now(self, url: str) -> Story | NotTold | FetchFailed | ReadFailed:
        self.asked.append(url)
        return self.told.get(url, FetchFailed(FetchProblem.GONE, "the page is gone"))

    async def try_feed(self, url: str) -> FeedRead | FetchFailed | ReadFailed:
        return self.feeds.get(url, FeedRead((), "rss20"))


@dataclass
class Chatter:
    """One chat, and somebody in it."""

    services: Services
    request: Request
    #: The message that stands in the chat last.
    shown: Message = field(default_factory=lambda: Message("", ""))
    replies: Sequence[OneReply] = ()
    _number: int = 100

    async def type(
        self, text: str, *, thread: str | None = None, added: bool = False, reply_to: str | None = None
    ) -> str:
        """A command or plain words; what is said to it, as plain text."""
        command, text = _read(text)
        request = replace(
            self.request, command=command, text=text, thread=thread, added=added, reply_to=reply_to
        )
        return await self._ask(replace(request, message_id=self._next()))

    async def tap(self, label: str, *, thread: str | None = None) -> str:
        """The button whose text begins so, in the message that stands there last."""
        return await self.press(self.data(label), thread=thread)

    async def press(self, data: str, *, thread: str | None = None) -> str:
        assert len(data.encode()) <= 64, data
        return await self._ask(replace(self.request, data=data, message_id=self._next(), thread=thread))

    def data(self, label: str) -> str:
        found = [
            b.data
            for row in self.shown.keyboard
            for b in row
            if isinstance(b, Press) and b.text.startswith(label)
        ]
        assert found, f"no button {label!r} in {self.labels}"
        return found[0]

    @property
    def labels(self) -> list[str]:
        return [button.text for row in self.shown.keyboard for button in row]

    @property
    def toast(self) -> Toast | None:
        return next((each for each in self.replies if isinstance(each, Toast)), None)

    @property
    def document(self) -> Document:
        return next(each for each in self.replies if isinstance(each, Document))

    @property
    def elsewhere(self) -> list[Say]:
        return [each for each in self.replies if isinstance(each, Say) and each.chat is not None]

    @property
    def silent(self) -> bool:
        return all(isinstance(each, Silence) for each in self.replies)

    async def subscription(self) -> Subscription | None:
        return await self.services.store.subscriptions.get(self.request.chat)

    async def _ask(self, request: Request) -> str:
        reply = await answer(request, self.services)
        self.replies = list(reply) if isinstance(reply, Sequence) else [reply]
        said = []
        for each in self.replies:
            match each:
                case Say(message=message, chat=None) | Edit(message=message):
                    self.shown = message
                    said.append(message.plain)
                case Toast(text=text):
                    said.append(text)
                case _:
                    pass
        return "\n\n".join(said)

    def _next(self) -> str:
        self._number += 1
        return str(self._number)


def _read(text: str) -> tuple[str, str]:
    if not text.startswith("/"):
        return "", text
    command, _, rest = text[1:].partition(" ")
    return command.lower(), rest


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def store(tmp_path: Path, clock: HandClock) -> AsyncIterator[Store]:
    async with open_store(str(tmp_path / "data"), clock) as opened:
        yield opened


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def services(store: Store, clock: HandClock, pages: Pages) -> Services:
    return make_services(
        store=store,
        clock=clock,
        topics=TOPICS,
        translator=translator,
        read_now=pages.read_now,
        try_feed=pages.try_feed,
        instance=Instance(frozenset({"900"}), True, "desk@rights.example", version="0.1.0"),
        secret=b"a secret of the tests",
        bot_username="watchword_bot",
    )


@pytest.fixture
def ann(services: Services) -> Chatter:
    """A person in a private chat, who reads German."""
    return Chatter(services, person("41", language="de"))


@pytest.fixture
def operator(services: Services) -> Chatter:
    return Chatter(services, replace(person("900"), is_operator=True))


@pytest.fixture
def admin(services: Services) -> Chatter:
    """An administrator in a group."""
    return Chatter(services, group("-55", may_manage=True))


@pytest.fixture
def member(services: Services) -> Chatter:
    """Somebody else in the same group."""
    return Chatter(services, group("-55", may_manage=False))


@pytest.fixture
async def talking(tmp_path: Path, pages: Pages) -> AsyncIterator[Services]:
    """For the bot behind a real socket: the machine's own clock, and the simulator's name."""
    clock = SystemClock()
    async with open_store(str(tmp_path / "data"), clock) as store:
        yield make_services(
            store=store,
            clock=clock,
            topics=TOPICS,
            translator=translator,
            read_now=pages.read_now,
            try_feed=pages.try_feed,
            instance=Instance(frozenset({"900"}), True, "desk@rights.example"),
            secret=b"a secret of the tests",
            bot_username="sim_bot",
        )


@pytest.fixture
async def world(talking: Services) -> AsyncIterator[World]:
    """Nothing is refused in any test that does not say so."""
    async with gateway_world(talking) as opened:
        yield opened
        assert opened.refused() == [], "Telegram had to refuse something"
        assert not opened.sim.stats()["crashes"]
        assert opened.sim.stats()["count_429"] == 0


def person(number: str, language: str = "en") -> Request:
    return Request(ChatId(number), ChatKind.PRIVATE, person=number, language=language, may_manage=True)


def group(number: str, *, may_manage: bool) -> Request:
    return Request(ChatId(number), ChatKind.GROUP, person="77", language="en", may_manage=may_manage)
