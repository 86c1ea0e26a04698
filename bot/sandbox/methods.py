"""The methods of the Bot API that the bot calls, each `(state, fields) → result`; Refused with Telegram's wording."""

import time
from collections.abc import Awaitable, Callable

from bot.sandbox.chats import Chat, Chats, without_reply
from bot.sandbox.keyboards import inline_keyboard, json_value
from bot.sandbox.markup import CAPTION_LIMIT, formatted, units
from bot.sandbox.refusal import Json, Refused, bad_request

#: How long a pressed button may be answered, and a bot's own message be deleted, in seconds.
QUERY_SECONDS = 30
DELETE_SECONDS = 48 * 3600

Method = Callable[[Chats, Json], object | Awaitable[object]]


def number(fields: Json, name: str, default: int = 0) -> int:
    try:
        return int(str(fields.get(name, default)))
    except ValueError:
        return default


def yes(fields: Json, name: str) -> bool:
    return str(fields.get(name, "")).lower() in ("true", "1", "yes")


def get_me(state: Chats, _fields: Json) -> object:
    return {
        **state.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


class Poller:
    """getUpdates: long polling; of two who poll the older is sent away."""

    def __init__(self) -> None:
        self._newest = 0
        self.stopping = False

    async def get_updates(self, state: Chats, fields: Json) -> object:
        self._newest += 1
        mine = self._newest
        allowed = json_value(fields.get("allowed_updates"), "allowed updates")
        if isinstance(allowed, list):
            state.allowed = [str(kind) for kind in allowed]
        if mine == 1:
            state.greet_group()
        offset, limit = number(fields, "offset"), min(100, max(1, number(fields, "limit", 100)))
        deadline = time.monotonic() + min(50, max(0, number(fields, "timeout")))
        state.updates = [update for update in state.updates if update["update_id"] >= offset]
        state.wake()
        while not state.updates and not self.stopping and time.monotonic() < deadline:
            await state.changed(deadline - time.monotonic())
            if mine != self._newest:
                what = (
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
                raise Refused(409, f"Conflict: {what}")
        return state.updates[:limit]


def send_message(state: Chats, fields: Json) -> object:
    if not fields.get("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(str(fields["text"]), str(fields.get("parse_mode", "")))
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    preview = json_value(fields.get("link_preview_options"), "link preview options")
    if preview:
        content["link_preview_options"] = preview
    return _send(state, fields, content)


def send_document(state: Chats, fields: Json) -> object:
    name, body = fields.get("document") or (None, None)
    if not isinstance(body, bytes):
        raise bad_request("there is no document in the request")
    file_id = f"file{len(state.files) + 1}"
    state.files[file_id] = (str(name), body)
    document = {"file_id": file_id, "file_unique_id": file_id, "file_name": name, "file_size": len(body)}
    content: Json = {"document": document}
    if caption := str(fields.get("caption", "")):
        what = "message caption"
        content["caption"], entities = formatted(
            caption, str(fields.get("parse_mode", "")), CAPTION_LIMIT, what
        )
        if entities:
            content["caption_entities"] = entities
    return _send(state, fields, content)


def _send(state: Chats, fields: Json, content: Json) -> Json:
    keyboard = inline_keyboard(fields.get("reply_markup"))
    chat = state.find(fields.get("chat_id"))
    if number(fields, "message_thread_id"):
        raise bad_request("message thread not found")
    content = {**_reply(chat, fields), **content}
    if keyboard:
        content["reply_markup"] = keyboard
    if yes(fields, "protect_content"):
        content["has_protected_content"] = True
    return state.add(chat, state.bot, content)


def _reply(chat: Chat, fields: Json) -> Json:
    wanted = json_value(fields.get("reply_parameters"), "reply parameters")
    if not isinstance(wanted, dict) or "message_id" not in wanted:
        return {}
    target = chat.messages.get(number(wanted, "message_id"))
    if target is None:
        if wanted.get("allow_sending_without_reply"):
            return {}
        raise bad_request("message to be replied not found")
    quote = wanted.get("quote")
    if quote:
        plain, _ = formatted(str(quote), str(wanted.get("quote_parse_mode", "")))
        if plain not in str(target.get("text", target.get("caption", ""))):
            raise bad_request("QUOTE_TEXT_INVALID")
        return {
            "reply_to_message": without_reply(target),
            "quote": {"text": plain, "position": 0, "is_manual": True},
        }
    return {"reply_to_message": without_reply(target)}


def edit_message_text(state: Chats, fields: Json) -> object:
    if not fields.get("text"):
        raise bad_request("message text is empty")
    text, entities = formatted(str(fields["text"]), str(fields.get("parse_mode", "")))
    chat, old = _own(state, fields, "edit")
    if "text" not in old:
        raise bad_request("there is no text in the message to edit")
    kept = {
        k: v for k, v in old.items() if k not in ("text", "entities", "reply_markup", "link_preview_options")
    }
    new = {**kept, "text": text, **({"entities": entities} if entities else {})}
    if preview := json_value(fields.get("link_preview_options"), "link preview options"):
        new["link_preview_options"] = preview
    return _edit(state, chat, old, new, fields)


def edit_message_reply_markup(state: Chats, fields: Json) -> object:
    chat, old = _own(state, fields, "edit")
    return _edit(state, chat, old, {k: v for k, v in old.items() if k != "reply_markup"}, fields)


def _edit(state: Chats, chat: Chat, old: Json, new: Json, fields: Json) -> Json:
    if keyboard := inline_keyboard(fields.get("reply_markup")):
        new["reply_markup"] = keyboard
    dated = {"edit_date": old["edit_date"]} if "edit_date" in old else {}
    if {**new, **dated} == old:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a "
            "current content and reply markup of the message"
        )
    return state.replace(chat, new)


def _own(state: Chats, fields: Json, verb: str) -> tuple[Chat, Json]:
    chat = state.find(fields.get("chat_id"))
    message = chat.messages.get(number(fields, "message_id"))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    if verb == "edit" and message["from"]["id"] != state.bot["id"]:
        raise bad_request("message can't be edited")
    return chat, message


def delete_message(state: Chats, fields: Json) -> object:
    chat, message = _own(state, fields, "delete")
    own = message["from"]["id"] == state.bot["id"]
    if time.time() - message["date"] > DELETE_SECONDS or not (own or chat.private):
        raise bad_request("message can't be deleted")
    state.delete(chat, message["message_id"])
    return True


def answer_callback_query(state: Chats, fields: Json) -> object:
    query = state.queries.pop(str(fields.get("callback_query_id", "")), None)
    if query is None or time.monotonic() - query["asked"] > QUERY_SECONDS:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    text = str(fields.get("text", ""))
    if units(text) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    state.change(
        "answer",
        chat=query["chat"],
        query=fields["callback_query_id"],
        text=text,
        alert=yes(fields, "show_alert"),
    )
    return True


def get_chat(state: Chats, fields: Json) -> object:
    return {
        **state.find(fields.get("chat_id"), write=False).data,
        "accent_color_id": 0,
        "max_reaction_count": 11,
    }


def _member(state: Chats, person: int, status: str) -> Json:
    member: Json = {"user": state.people[person], "status": status}
    if status == "creator":
        member["is_anonymous"] = False
    return member


def get_chat_member(state: Chats, fields: Json) -> object:
    chat, person = state.find(fields.get("chat_id"), write=False), number(fields, "user_id")
    if person == state.bot["id"]:
        return {"user": state.bot, "status": "member"}
    if person not in state.people:
        raise bad_request("user not found" if chat.private else "PARTICIPANT_ID_INVALID")
    return _member(state, person, chat.members.get(person, "member" if chat.private else "left"))


def get_chat_administrators(state: Chats, fields: Json) -> object:
    chat = state.find(fields.get("chat_id"), write=False)
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [_member(state, person, status) for person, status in chat.members.items() if status == "creator"]


def set_my_commands(state: Chats, fields: Json) -> object:
    commands = json_value(fields.get("commands"), "list of commands")
    if not isinstance(commands, list):
        raise bad_request("can't parse list of commands")
    scope = json_value(fields.get("scope"), "BotCommandScope")
    kind = str(scope.get("type", "default")) if isinstance(scope, dict) else "default"
    if not fields.get("language_code"):
        state.commands[kind] = commands
        state.change("commands", commands=state.commands)
    return True


def get_my_commands(state: Chats, _fields: Json) -> object:
    return state.commands.get("default", [])


def webhook_info(state: Chats, _fields: Json) -> object:
    return {"url": "", "has_custom_certificate": False, "pending_update_count": len(state.updates)}


def agreed(_state: Chats, _fields: Json) -> object:
    """Methods whose effect nobody sees here."""
    return True


#: By name in small letters, as Telegram compares them. getUpdates is added by bot_api.
METHODS: dict[str, Method] = {
    "getme": get_me,
    "sendmessage": send_message,
    "senddocument": send_document,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "getchat": get_chat,
    "getchatmember": get_chat_member,
    "getchatadministrators": get_chat_administrators,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "getwebhookinfo": webhook_info,
    **dict.fromkeys(
        (
            "deletewebhook", "deletemycommands", "setmydescription", "setmyshortdescription", "setmyname",
            "setchatmenubutton", "sendchataction", "setmydefaultadministratorrights", "leavechat", "close", "logout",
        ),
        agreed,
    ),
}  # fmt: skip
