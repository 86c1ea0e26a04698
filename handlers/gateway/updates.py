"""Telegram's updates, read: what was said, where and by whom; or what became of the bot's place in a chat.

Edited messages, automatic forwards, service messages and what groups say among themselves are nothing to us.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import (
    CallbackQuery,
    Chat,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberRestricted,
    ChatMemberUpdated,
    Message,
    Update,
    User,
)

from bot.model.conversation import Request
from bot.model.ids import ChatId
from bot.model.subscription import ChatKind

#: What Telegram need send us at all; give it to start_polling.
ALLOWED_UPDATES = (Update.MESSAGE, Update.CHANNEL_POST, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER)
#: "/search@our_bot words"; the rest may run over lines.
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
#: Said longer ago than this (the bot was down): not answered any more.
_STALE = timedelta(days=1)
#: What ends something is done however late it is read.
_NEVER_STALE = frozenset({"unsubscribe", "pause", "forgetme"})


@dataclass(frozen=True, slots=True)
class Heard:
    """Something said to the bot. The request does not know yet whether its sender may manage the chat."""

    request: Request
    #: A press that must be answered.
    query: str | None = None
    #: An anonymous administrator, or a post of the channel itself: may manage without being asked about.
    as_chat: bool = False


@dataclass(frozen=True, slots=True)
class Moved:
    """The group became a supergroup."""

    old: ChatId
    new: ChatId


@dataclass(frozen=True, slots=True)
class Ended:
    """Blocked, or put out of the chat."""

    chat: ChatId
    why: str


@dataclass(frozen=True, slots=True)
class ChannelOpened:
    """The bot may write in a channel now; `person` made it so."""

    chat: ChatId
    title: str
    person: str
    language: str | None


@dataclass(frozen=True, slots=True)
class MayWrite:
    """The bot's rights in a chat it is in changed, and it may write there."""

    chat: ChatId


Happened = Heard | Moved | Ended | ChannelOpened | MayWrite


@dataclass(frozen=True, slots=True)
class Self:
    """Who we are, and whom we obey."""

    id: int
    username: str
    operators: frozenset[str]


def read_update(update: Update, self: Self, now: datetime | None) -> Happened | None:
    """None for whatever is not for us. Without `now` nothing is too old."""
    if update.callback_query is not None:
        return _read_press(update.callback_query, self)
    if update.my_chat_member is not None:
        return _read_membership(update.my_chat_member, self)
    message = update.message or update.channel_post
    return _read_message(message, self, now) if message is not None else None


def _kind(chat: Chat) -> ChatKind:
    match chat.type:
        case Chat.PRIVATE:
            return ChatKind.PRIVATE
        case Chat.CHANNEL:
            return ChatKind.CHANNEL
        case _:
            return ChatKind.GROUP


def _read_message(message: Message, self: Self, now: datetime | None) -> Happened | None:
    chat = ChatId(str(message.chat.id))
    if message.migrate_to_chat_id is not None:
        return Moved(chat, ChatId(str(message.migrate_to_chat_id)))
    if message.migrate_from_chat_id is not None:
        return Moved(ChatId(str(message.migrate_from_chat_id)), chat)
    kind = _kind(message.chat)
    command, text = _read_text(message.text or "", kind, self)
    if message.is_automatic_forward or (
        not command and (kind is not ChatKind.PRIVATE or _is_service(message))
    ):
        return None
    ends = command in _NEVER_STALE or text.strip().lower() == "stop"
    if now is not None and now - message.date > _STALE and not ends:
        return None
    return Heard(_request(message, kind, command, text, self), as_chat=_as_chat(message))


def _is_service(message: Message) -> bool:
    """Something that nobody said: a pinned message, a changed title, a topic that was made."""
    said = (message.text, message.caption, message.effective_attachment, message.contact, message.location)
    return message.text is None and not any(part for part in said)


def _read_text(text: str, kind: ChatKind, self: Self) -> tuple[str, str]:
    """Command and what follows it; "" and the text for plain words, or for another bot's command in a group."""
    form = _COMMAND.fullmatch(text)
    if form is None:
        return "", text
    name, bot, rest = form[1].lower(), form[2], form[3] or ""
    # In a private chat there is nobody else to be meant.
    if bot and bot.lower() != self.username.lower() and kind is not ChatKind.PRIVATE:
        return "", text
    return name, rest


def _as_chat(message: Message) -> bool:
    """Said in the chat's own name: a channel's post, an anonymous administrator. Never by the user id of GroupAnonymousBot: anybody can be it."""
    if message.chat.type == Chat.CHANNEL:
        return True
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _request(message: Message, kind: ChatKind, command: str, text: str, self: Self) -> Request:
    # A sender that is a channel stands before a user id that means nothing.
    user = message.from_user if message.sender_chat is None else None
    person = str(user.id) if user is not None else None
    return Request(
        chat=ChatId(str(message.chat.id)),
        kind=kind,
        command=command,
        text=text,
        person=person,
        language=user.language_code if user is not None else None,
        is_operator=person in self.operators,
        thread=_thread(message),
        message_id=str(message.message_id),
        reply_to=_replied(message, self),
        chat_title=message.chat.title,
    )


def _thread(message: Message) -> str | None:
    """The forum topic. Replies in ordinary groups carry a thread id too, which is none."""
    return str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else None


def _replied(message: Message, self: Self) -> str | None:
    """The message of ours that was replied to."""
    replied = message.reply_to_message
    if replied is None:
        return None
    ours = replied.from_user.id == self.id if replied.from_user else replied.chat.type == Chat.CHANNEL
    return str(replied.message_id) if ours else None


def _read_press(query: CallbackQuery, self: Self) -> Heard | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    person = str(query.from_user.id)
    return Heard(
        Request(
            chat=ChatId(str(chat.id)),
            kind=_kind(chat),
            data=query.data,
            person=person,
            language=query.from_user.language_code,
            is_operator=person in self.operators,
            thread=_thread(query.message) if isinstance(query.message, Message) else None,
            message_id=str(query.message.message_id),
            chat_title=chat.title,
        ),
        query=query.id,
    )


def _read_membership(change: ChatMemberUpdated, self: Self) -> Happened | None:
    chat = ChatId(str(change.chat.id))
    kind = _kind(change.chat)
    before, after = change.old_chat_member.status, change.new_chat_member.status
    gone = {ChatMember.BANNED, ChatMember.LEFT}
    if after in gone:
        return Ended(chat, "blocked" if kind is ChatKind.PRIVATE else "put out of the chat")
    match kind:
        case ChatKind.GROUP if before in gone:
            return Heard(_added(change, chat, self))
        case ChatKind.CHANNEL if after == ChatMember.ADMINISTRATOR and before != ChatMember.ADMINISTRATOR:
            user: User = change.from_user
            return ChannelOpened(chat, change.chat.title or "", str(user.id), user.language_code)
        case _:
            return MayWrite(chat) if _may_write(change.new_chat_member, kind) else None


def _may_write(member: ChatMember, kind: ChatKind) -> bool:
    """By the bot's own standing; a group may still be closed to all its members, or one of its topics be."""
    match member:
        case ChatMemberAdministrator():
            return kind is not ChatKind.CHANNEL or bool(member.can_post_messages)
        case ChatMemberRestricted():
            return member.can_send_messages
        case _:
            return kind is not ChatKind.CHANNEL


def _added(change: ChatMemberUpdated, chat: ChatId, self: Self) -> Request:
    person = str(change.from_user.id)
    return Request(
        chat=chat,
        kind=ChatKind.GROUP,
        person=person,
        language=change.from_user.language_code,
        is_operator=person in self.operators,
        chat_title=change.chat.title,
        added=True,
    )
