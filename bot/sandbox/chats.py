"""What was said in the sandbox: people, chats, messages, and the updates that wait for the bot.

Messages are dicts exactly as the Bot API gives them. Every change is also put on `changes`, which the page follows.
"""

import asyncio
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.sandbox.markup import find_entities
from bot.sandbox.refusal import Json, bad_request, forbidden

PERSON = 1001
MEMBER = 1002
GROUP = -1001000002001


@dataclass
class Chat:
    """One chat with its messages by id."""

    data: Json
    members: dict[int, str]
    messages: dict[int, Json] = field(default_factory=dict)
    last_id: int = 0
    #: A bot cannot write first to a person.
    started: bool = True
    blocked: bool = False

    @property
    def id(self) -> int:
        return int(self.data["id"])

    @property
    def private(self) -> bool:
        return bool(self.data["type"] == "private")


def _person(number: int, name: str, username: str) -> Json:
    return {"id": number, "is_bot": False, "first_name": name, "username": username, "language_code": "en"}


class Chats:
    """The state of the look-alike: a private chat with one person, and a group with her and an ordinary member."""

    def __init__(self, bot: Json) -> None:
        self.bot = bot
        self.people = {PERSON: _person(PERSON, "Ines", "ines"), MEMBER: _person(MEMBER, "Tom", "tom")}
        self.chats: dict[int, Chat] = {}
        for person in self.people.values():
            data = {
                "id": person["id"],
                "type": "private",
                "first_name": person["first_name"],
                "username": person["username"],
            }
            self.chats[person["id"]] = Chat(data, {}, started=False)
        group = {"id": GROUP, "type": "supergroup", "title": "Newsroom"}
        self.chats[GROUP] = Chat(group, {PERSON: "creator", MEMBER: "member"})
        self.commands: dict[str, list[Json]] = {}
        self.files: dict[str, tuple[str, bytes]] = {}
        self.queries: dict[str, Json] = {}
        self.updates: list[Json] = []
        self.allowed: list[str] = []
        #: What changed, for the page: dicts with "kind"; numbered by their place.
        self.changes: list[Json] = []
        #: Called with what a person typed, or with None when a button was pressed.
        self.when_spoken: list[Callable[[str | None], None]] = []
        self._update_ids = itertools.count(700_000_001)
        self._query_ids = itertools.count(1)
        self._changed = asyncio.Event()

    # What the page and the bot wait for

    def change(self, kind: str, **what: object) -> None:
        self.changes.append({"kind": kind, **what})
        self.wake()

    def wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    async def changed(self, seconds: float) -> None:
        """Until something changes, at most so long."""
        try:
            async with asyncio.timeout(max(0.0, seconds)):
                await self._changed.wait()
        except TimeoutError:
            return

    def update(self, kind: str, what: Json) -> None:
        if not self.allowed or kind in self.allowed:
            self.updates.append({"update_id": next(self._update_ids), kind: what})
            self.wake()

    # Messages

    def find(self, chat_id: object, *, write: bool = True) -> Chat:
        """The chat; Refused as Telegram does for one that cannot be reached."""
        try:
            chat = self.chats[int(str(chat_id))]
        except (ValueError, KeyError):
            raise bad_request("chat not found") from None
        if write and not chat.started:
            raise forbidden("bot can't initiate conversation with a user")
        if write and chat.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def add(self, chat: Chat, sender: Json, content: Json) -> Json:
        """A new message, stored and shown on the page."""
        chat.last_id += 1
        message = {
            "message_id": chat.last_id,
            "date": int(time.time()),
            "chat": chat.data,
            "from": sender,
            **content,
        }
        chat.messages[chat.last_id] = message
        self.change("message", chat=chat.id, message=message)
        return message

    def replace(self, chat: Chat, message: Json) -> Json:
        message = {**message, "edit_date": int(time.time())}
        chat.messages[message["message_id"]] = message
        self.change("edit", chat=chat.id, message=message)
        return message

    def delete(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.change("delete", chat=chat.id, message_id=message_id)

    # What people do

    def say(self, chat_id: int, person: int, text: str, reply_to: int | None = None) -> Json:
        """A person writes; the bot gets it as an update."""
        chat = self.chats[chat_id]
        chat.started = True
        text = text.strip()[:4096]
        content: Json = {"text": text}
        if entities := find_entities(text):
            content["entities"] = entities
        if reply_to in chat.messages:
            content["reply_to_message"] = without_reply(chat.messages[reply_to])
        message = self.add(chat, self.people[person], content)
        self.update("message", message)
        for hear in self.when_spoken:
            hear(text)
        return message

    def press(self, chat_id: int, person: int, message_id: int, data: str) -> str:
        """A person presses an inline button; the id of the callback query."""
        chat = self.chats[chat_id]
        query = f"{next(self._query_ids):018d}"
        self.queries[query] = {"chat": chat_id, "asked": time.monotonic()}
        self.update(
            "callback_query",
            {
                "id": query,
                "from": self.people[person],
                "message": chat.messages[message_id],
                "chat_instance": str(abs(chat_id) * 7919),
                "data": data,
            },
        )
        for hear in self.when_spoken:
            hear(None)
        return query

    def block(self, person: int, *, blocked: bool) -> None:
        """A person blocks the bot, or lets it in again."""
        chat = self.chats[person]
        chat.blocked = blocked
        bot = {"user": self.bot}
        free, shut = {**bot, "status": "member"}, {**bot, "status": "kicked", "until_date": 0}
        self.update(
            "my_chat_member",
            {
                "chat": chat.data,
                "from": self.people[person],
                "date": int(time.time()),
                "old_chat_member": free if blocked else shut,
                "new_chat_member": shut if blocked else free,
            },
        )

    def greet_group(self) -> None:
        """The bot is added to the group by its creator."""
        self.update(
            "my_chat_member",
            {
                "chat": self.chats[GROUP].data,
                "from": self.people[PERSON],
                "date": int(time.time()),
                "old_chat_member": {"user": self.bot, "status": "left"},
                "new_chat_member": {"user": self.bot, "status": "member"},
            },
        )


def without_reply(message: Json) -> Json:
    """A message as it stands inside another: one level deep."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}
